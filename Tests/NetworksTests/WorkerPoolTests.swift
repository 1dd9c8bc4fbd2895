import Networks
import Synchronization
import Testing

@Suite("Worker pool")
struct WorkerPoolTests {
  @Test("every task runs exactly once, computation after computation", arguments: [1, 2, 3, 8])
  func once(threads: Int) {
    let pool = WorkerPool(threads: threads)
    #expect(pool.threadCount == threads)
    for tasks in [0, 1, 2, 3, 7, 40] {
      for _ in 0..<200 {
        let counts = (0..<tasks).map { _ in Counter() }
        pool.run(tasks: tasks) { task, worker in
          counts[task].add()
          if worker < 0 || worker >= threads { counts[task].add() }
        }
        #expect(counts.allSatisfy { $0.value == 1 })
      }
    }
  }

  @Test("a kept body does the same", arguments: [1, 2, 3])
  func kept(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let counts = (0..<7).map { _ in Counter() }
    let body = { (task: Int, _: Int) in _ = counts[task].add() }
    for round in 1...200 {
      pool.runKept(tasks: 7, body)
      #expect(counts.allSatisfy { $0.value == round })
    }
  }

  @Test("workers that have gone to sleep are woken, whatever the pause", arguments: [2, 4])
  func woken(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let (met, done) = (Counter(), Counter())
    for round in 0..<60 {
      // Longer and longer: from spinning, over the moment of falling asleep, to sleep.
      let pause = ContinuousClock.now + .microseconds(10 * round)
      while ContinuousClock.now < pause {}
      // Each task waits for all others: done by one thread alone it would never end.
      pool.run(tasks: threads) { _, _ in
        met.add()
        while met.value < (round + 1) * threads {}
        done.add()
      }
    }
    #expect(done.value == 60 * threads)
  }

  @Test("no two tasks share a worker at the same time", arguments: [2, 3])
  func workers(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let busy = (0..<threads).map { _ in Counter() }
    let clashes = Counter()
    for _ in 0..<300 {
      pool.run(tasks: 12) { _, worker in
        if busy[worker].add() != 1 { clashes.add() }
        busy[worker].remove()
      }
    }
    #expect(clashes.value == 0)
  }

  @Test("what the tasks wrote is there when run returns")
  func visible() {
    let pool = WorkerPool(threads: 2)
    let sums = (0..<64).map { _ in Counter() }
    for round in 1...100 {
      pool.run(tasks: 64) { task, _ in for _ in 0..<task { sums[task].add() } }
      #expect(sums.enumerated().allSatisfy { $1.value == round * $0 })
    }
  }
}

final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  @discardableResult func add() -> Int { count.add(1, ordering: .sequentiallyConsistent).newValue }
  func remove() { count.subtract(1, ordering: .sequentiallyConsistent) }
  var value: Int { count.load(ordering: .sequentiallyConsistent) }
}
