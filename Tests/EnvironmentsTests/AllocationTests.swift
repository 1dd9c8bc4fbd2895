import CAllocations
import Environments
import Foundation
import Networks
import Synchronization
import Testing
import Vocabulary

private func + (a: ca_counts, b: ca_counts) -> ca_counts {
  ca_counts(allocations: a.allocations + b.allocations, locks: a.locks + b.locks)
}

private func - (a: ca_counts, b: ca_counts) -> ca_counts {
  ca_counts(allocations: a.allocations - b.allocations, locks: a.locks - b.locks)
}

/// A pool that writes down what its threads have asked for, the pool's own work between two tasks included.
private final class CountingPool: TaskRunner {
  private final class Ledger: Sendable {
    let allocations = Atomic<Int64>(0)
    let locks = Atomic<Int64>(0)
  }

  private let pool: WorkerPool
  private let ledgers: [Ledger]
  private var body: (Int, Int) -> Void = { _, _ in }
  private var noted: (Int, Int) -> Void = { _, _ in }

  var threadCount: Int { pool.threadCount }

  init(threads: Int) {
    pool = WorkerPool(threads: threads)
    ledgers = (0..<threads).map { _ in Ledger() }
    noted = { [unowned self] task, worker in
      // Only what the task took: a busy machine may give a worker its first one late, and starting a thread takes memory.
      let before = ca_counts_of_thread()
      body(task, worker)
      let taken = ca_counts_of_thread() - before
      ledgers[worker].allocations.add(taken.allocations, ordering: .relaxed)
      ledgers[worker].locks.add(taken.locks, ordering: .relaxed)
    }
  }

  func run(tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void) { pool.run(tasks: tasks, body) }

  func runKept(tasks: Int, _ body: @escaping (_ task: Int, _ worker: Int) -> Void) {
    self.body = body
    pool.runKept(tasks: tasks, noted)
  }

  /// By worker, of all its tasks so far.
  var counts: [ca_counts] {
    ledgers.map {
      ca_counts(allocations: $0.allocations.load(ordering: .relaxed), locks: $0.locks.load(ordering: .relaxed))
    }
  }
}

@Suite("What a step asks of the C library")
struct AllocationTests {
  /// Bullet's soft bodies allocate.
  static let ids = EveryTask.ids.filter { !$0.contains("Cloth") }

  @Test("the counters see memory and locks")
  func counters() {
    let lock = NSLock()
    let before = ca_counts_of_thread()
    lock.lock()
    lock.unlock()
    let array = [Int](repeating: 1, count: Int.random(in: 100...200))
    let spent = ca_counts_of_thread() - before
    #expect(array.count >= 100 && spent.allocations > 0 && spent.locks > 0)
  }

  @Test("a step and its observation take no memory and no lock", arguments: ids)
  func alone(id: String) throws {
    let environment = try EveryTask.registry().makeEnvironment(id)
    let (warm, measured) = (300, 300)
    let actions = randomActions(warm + measured, dimension: environment.specification.action.dimension, seed: 1)
    var observation = environment.observe()
    var spent = ca_counts()
    var isOver = true
    for (place, action) in actions.enumerated() {
      if isOver { try environment.reset(seed: UInt64(place)) }
      let before = ca_counts_of_thread()
      let result = try environment.step(action.span)
      var span = observation.mutableSpan
      environment.copyObservation(into: &span)
      let after = ca_counts_of_thread()
      if place >= warm { spent = spent + (after - before) }
      isOver = result.outcome != .running
    }
    #expect(spent.allocations == 0 && spent.locks == 0, "\(id): \(spent)")
  }

  /// Episodes of the arms do not end within the steps; walkers fall, and their resets are no part of the count.
  static let together = ["PandaReach-v3", "PandaPickAndPlaceJoints-v3", "PandaPegInsertion-v0", "AntBulletEnv-v0"]

  @Test("steps of a vector take no memory and no lock, on any thread, the pool included", arguments: together, 1...3)
  func vector(id: String, threads: Int) throws {
    let pool = CountingPool(threads: threads)
    let registry = try EveryTask.registry()
    let vector = VectorEnvironment(try (0..<5).map { _ in try registry.makeEnvironment(id) }, runner: pool)
    let acting = vector.specification.action.dimension
    let (warm, measured) = (40, 40)
    let actions = randomActions(warm + measured, dimension: acting * vector.count, seed: 2)
    var rows = [Float](repeating: 0, count: vector.count * vector.specification.observation.dimension)
    try vector.reset(seed: 50)
    var (before, spent) = (pool.counts, ca_counts())
    var steps = 0
    for (place, action) in actions.enumerated() {
      let caller = ca_counts_of_thread()
      try vector.step(action.span)
      var span = rows.mutableSpan
      vector.copyObservations(into: &span)
      let own = ca_counts_of_thread() - caller
      let now = pool.counts
      var others = ca_counts()
      for worker in 1..<max(1, threads) { others = others + (now[worker] - before[worker]) }
      before = now
      let isOver = (0..<vector.count).contains { vector.result($0).outcome != .running }
      if place < warm || isOver { continue }
      spent = spent + own + others
      steps += 1
    }
    #expect(steps > 5)
    #expect(spent.allocations == 0 && spent.locks == 0, "\(id) on \(threads): \(spent) in \(steps) steps")
  }
}
