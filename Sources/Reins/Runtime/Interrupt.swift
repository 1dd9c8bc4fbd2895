import Foundation
import Synchronization

/// Ctrl-C (SIGINT) and SIGTERM as a flag that loops read between two steps, so that a run ends at a clean place.
///
/// A second signal ends the process at once, as people expect from a program that is busy saving.
public final class Interrupt: Sendable {
  private let requests = Atomic<Int>(0)
  private let sources = Mutex<[any DispatchSourceSignal]>([])

  public init() {}

  /// True from the first signal on.
  public var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Asks for the end from inside the program, as tests and supervisors do.
  public func request() { requests.add(1, ordering: .relaxed) }

  /// Takes over SIGINT and SIGTERM for the rest of the process.
  public func installHandlers() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler { [self] in
        if isRequested { exit(128 + number) }
        request()
      }
      source.resume()
      sources.withLock { $0.append(source) }
    }
  }
}
