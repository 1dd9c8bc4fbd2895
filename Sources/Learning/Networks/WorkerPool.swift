import CKernelsBase
import Foundation
import Synchronization
public import Vocabulary

/// Threads that share the tasks of one computation and sleep between computations.
///
/// Which thread takes which task is chance; a computation whose tasks write disjoint memory and whose split does not
/// depend on the number of threads gives the same bits for any number of them.
public final class WorkerPool: TaskRunner {
  /// Threads that work, the caller of `run` included.
  public let threadCount: Int
  private let board: TaskBoard

  /// - Parameter threads: 1 or more; 0 means one per core.
  public init(threads: Int) {
    precondition(threads >= 0, "a pool has no negative number of threads")
    threadCount = threads > 0 ? threads : max(1, ProcessInfo.processInfo.activeProcessorCount)
    board = TaskBoard()
    for worker in 1..<max(threadCount, 1) {
      let thread = Thread { [board] in board.serve(worker: worker) }
      thread.name = "reins worker \(worker)"
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  deinit { board.close() }

  /// Runs body(task, worker) once for every task in 0..<tasks and returns when all are finished.
  ///
  /// One caller at a time. `worker` is in 0..<threadCount, and no two tasks run at once with the same worker. The body
  /// runs on several threads: what its tasks write must be disjoint.
  public func run(tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
    if threadCount == 1 || tasks < 2 {
      for task in 0..<tasks { body(task, 0) }
      return
    }
    withoutActuallyEscaping(body) { board.share(tasks: tasks, body: $0) }
  }
}

/// The tasks of the current computation, and where threads wait for them.
///
/// The ticket holds, in one word, the computation's number, how many tasks it has and the next one to take. A thread
/// takes a task by counting the ticket up in one step; so a late thread can never take a task of a computation that
/// has ended, and `body` is read only while a taken task keeps its computation alive.
private final class TaskBoard: @unchecked Sendable {  // All shared state is atomic or guarded as described above.
  private let ticket = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let closed = Atomic<Bool>(false)
  private let condition = NSCondition()
  private var body: ((Int, Int) -> Void)?

  /// Spins before a thread sleeps, about 50 microseconds: longer than the serial stretches inside an update, shorter
  /// than an environment step.
  private static let patience = 2_000
  private static let countBits: UInt64 = 20
  private static let mask: UInt64 = (1 << countBits) - 1

  func share(tasks: Int, body: @escaping (Int, Int) -> Void) {
    precondition(UInt64(tasks) <= Self.mask, "a computation has at most \(Self.mask) tasks")
    self.body = body
    finished.store(0, ordering: .relaxed)
    let number = (ticket.load(ordering: .relaxed) >> (2 * Self.countBits)) &+ 1
    ticket.store(
      number << (2 * Self.countBits) | UInt64(tasks) << Self.countBits, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      condition.lock()
      condition.broadcast()
      condition.unlock()
    }
    work(worker: 0)
    wait { finished.load(ordering: .sequentiallyConsistent) == tasks }
    self.body = nil
  }

  func serve(worker: Int) {
    while true {
      wait { hasTask || closed.load(ordering: .sequentiallyConsistent) }
      if closed.load(ordering: .sequentiallyConsistent) { return }
      work(worker: worker)
    }
  }

  func close() {
    closed.store(true, ordering: .sequentiallyConsistent)
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }

  private var hasTask: Bool { Self.next(ticket.load(ordering: .sequentiallyConsistent)) != nil }

  private static func next(_ ticket: UInt64) -> Int? {
    let (tasks, next) = (ticket >> countBits & mask, ticket & mask)
    return next < tasks ? Int(next) : nil
  }

  private func work(worker: Int) {
    var seen = ticket.load(ordering: .acquiring)
    while let task = Self.next(seen) {
      let (taken, now) = ticket.weakCompareExchange(
        expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
      guard taken else {
        seen = now
        continue
      }
      body?(task, worker)
      let tasks = Int(seen >> Self.countBits & Self.mask)
      if finished.add(1, ordering: .sequentiallyConsistent).newValue == tasks,
        sleepers.load(ordering: .sequentiallyConsistent) > 0
      {
        condition.lock()
        condition.broadcast()
        condition.unlock()
      }
      seen = ticket.load(ordering: .acquiring)
    }
  }

  /// Spins, then sleeps, until `ready`.
  private func wait(until ready: () -> Bool) {
    for _ in 0..<Self.patience {
      if ready() { return }
      reins_pause()
    }
    condition.lock()
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !ready() { condition.wait() }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    condition.unlock()
  }
}
