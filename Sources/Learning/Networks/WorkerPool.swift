import CKernelsBase
import Foundation
import Glibc
import Synchronization
public import Vocabulary

/// Threads that share the tasks of one computation.
///
/// Nobody locks anything. Inside a computation threads spin; a worker that has found nothing to do for a while sleeps, and the
/// next computation wakes it.
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
    board = TaskBoard(workers: threadCount - 1)
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

  /// The same, without the box that `run` makes for a body that must not outlive the call: no memory is taken.
  public func runKept(tasks: Int, _ body: @escaping (_ task: Int, _ worker: Int) -> Void) {
    if threadCount == 1 || tasks < 2 { return run(tasks: tasks, body) }
    board.share(tasks: tasks, body: body)
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
  private let closed = Atomic<Bool>(false)
  private let sleepers: [Sleeper]
  private var body: ((Int, Int) -> Void)?

  /// Spins before a worker sleeps, about 50 microseconds: longer than the serial stretches inside an update, shorter
  /// than an environment step.
  private static let patience = 2_000
  private static let countBits: UInt64 = 20
  private static let mask: UInt64 = (1 << countBits) - 1

  init(workers: Int) { sleepers = (0..<workers).map { _ in Sleeper() } }

  func share(tasks: Int, body: @escaping (Int, Int) -> Void) {
    precondition(UInt64(tasks) <= Self.mask, "a computation has at most \(Self.mask) tasks")
    self.body = body
    finished.store(0, ordering: .relaxed)
    let number = (ticket.load(ordering: .relaxed) >> (2 * Self.countBits)) &+ 1
    ticket.store(
      number << (2 * Self.countBits) | UInt64(tasks) << Self.countBits, ordering: .sequentiallyConsistent)
    for sleeper in sleepers { sleeper.wake() }
    work(worker: 0)
    var spins = 0
    while finished.load(ordering: .sequentiallyConsistent) < tasks {
      // What is left is with other threads; where they have no core, this one's is theirs.
      if spins < Self.patience { reins_pause() } else { sched_yield() }
      spins += 1
    }
    self.body = nil
  }

  func serve(worker: Int) {
    while true {
      wait(sleepers[worker - 1])
      if closed.load(ordering: .sequentiallyConsistent) { return }
      work(worker: worker)
    }
  }

  func close() {
    closed.store(true, ordering: .sequentiallyConsistent)
    for sleeper in sleepers { sleeper.wake() }
  }

  private var isNeeded: Bool {
    Self.next(ticket.load(ordering: .sequentiallyConsistent)) != nil || closed.load(ordering: .sequentiallyConsistent)
  }

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
      finished.add(1, ordering: .sequentiallyConsistent)
      seen = ticket.load(ordering: .acquiring)
    }
  }

  /// Spins, then sleeps, until there is something to do.
  private func wait(_ sleeper: Sleeper) {
    for _ in 0..<Self.patience {
      if isNeeded { return }
      reins_pause()
    }
    while !isNeeded { sleeper.sleep(unless: { isNeeded }) }
  }
}

/// Where one thread sleeps until it is woken: a semaphore, which is an atomic number and a system call, and no lock.
@safe
private final class Sleeper: @unchecked Sendable {  // Semaphores and atomics are made for several threads.
  private let isAsleep = Atomic<Bool>(false)
  private let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    unsafe semaphore = .allocate(capacity: 1)
    precondition(unsafe sem_init(semaphore, 0, 0) == 0, "the system has no semaphores")
  }

  deinit {
    unsafe sem_destroy(semaphore)
    unsafe semaphore.deallocate()
  }

  /// Called by the one thread that sleeps here; what makes `isNeeded` true must be stored before `wake` is called.
  func sleep(unless isNeeded: () -> Bool) {
    isAsleep.store(true, ordering: .sequentiallyConsistent)
    // Whoever takes the mark away either sees to it that nobody sleeps, or owes a post.
    if isNeeded() && isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
    while unsafe sem_wait(semaphore) != 0 {}
  }

  func wake() {
    guard isAsleep.load(ordering: .sequentiallyConsistent),
      isAsleep.exchange(false, ordering: .sequentiallyConsistent)
    else { return }
    unsafe sem_post(semaphore)
  }
}
