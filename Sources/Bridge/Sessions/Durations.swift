public import Wire

/// The last durations of one kind, for their percentiles. Adding one takes no memory.
public struct Durations: Equatable, Sendable {
  /// 10 s at a policy's 50 Hz.
  static let window = 512

  private var values: [UInt64] = []
  private var next = 0

  public init() { values.reserveCapacity(Self.window) }

  public var count: Int { values.count }

  public mutating func add(_ nanoseconds: UInt64) {
    if values.count < Self.window {
      values.append(nanoseconds)
    } else {
      values[next] = nanoseconds
      next = (next + 1) % Self.window
    }
  }

  /// By nearest rank; zeros where nothing was added. Sorts a copy: for once a second.
  public var percentiles: Percentiles {
    guard !values.isEmpty else { return Percentiles() }
    let sorted = values.sorted()
    func rank(_ share: Double) -> UInt64 { sorted[Int((share * Double(sorted.count - 1)).rounded())] }
    return Percentiles(median: rank(0.5), p99: rank(0.99))
  }
}
