/// Whether it pays to look again and again before a thread goes to sleep: where messages follow each other closely, waking up
/// costs more than the work they ask for. Pure.
public struct BusyWait: Equatable, Sendable {
  /// How long one looks, nanoseconds: about what a sleeping thread and a cold processor cost, twice.
  public let longest: UInt64
  /// Waits in a row that took longer.
  private var misses = 0

  /// So many: what comes seldom costs nothing.
  private static let patience = 4

  /// - Parameter longest: nanoseconds; 0 never looks twice.
  public init(longest: UInt64) {
    self.longest = longest
    misses = Self.patience
  }

  /// Nanoseconds to look for before sleeping.
  public var now: UInt64 { misses < Self.patience ? longest : 0 }

  /// A wait is over.
  ///
  /// - Parameters:
  ///   - nanoseconds: that it took, sleep included.
  ///   - heard: whether a message ended it.
  public mutating func waited(_ nanoseconds: UInt64, heard: Bool) {
    misses = heard && nanoseconds <= longest ? 0 : min(misses + 1, Self.patience)
  }
}
