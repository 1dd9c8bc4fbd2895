import Devices
import Foundation
import Synchronization

/// Signals that asked the process to end; written by a signal handler, so nothing but an atomic will do.
private let receivedSignals = Atomic<Int>(0)

/// Ctrl-C (SIGINT) and SIGTERM as a flag that loops read between two steps, so that a run ends at a clean place.
///
/// A second signal ends the process at once, as people expect from a program that is busy saving.
public final class Interrupt: Sendable {
  private let requests = Atomic<Int>(0)
  private let listens = Atomic<Bool>(false)

  public init() {}

  /// True from the first request on.
  public var isRequested: Bool {
    requests.load(ordering: .relaxed) > 0
      || (listens.load(ordering: .relaxed) && receivedSignals.load(ordering: .relaxed) > 0)
  }

  /// Asks for the end from inside the program, as tests and supervisors do.
  public func request() { requests.add(1, ordering: .relaxed) }

  /// Takes over SIGINT and SIGTERM for the rest of the process.
  public func installHandlers() {
    listens.store(true, ordering: .relaxed)
    // A process inherits the signal mask of the thread that started it, and many libraries block everything in theirs.
    var mask = sigset_t()
    unsafe sigemptyset(&mask)
    for number in [SIGINT, SIGTERM] {
      unsafe sigaddset(&mask, number)
      signal(number) { number in
        if receivedSignals.add(1, ordering: .relaxed).newValue > 1 {
          RawTerminal.giveBack()
          _exit(128 + number)
        }
      }
    }
    unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
  }
}
