import Environments
import Foundation
import Synchronization
import Testing
import Vocabulary

private final class Counter: Sendable { let next = Atomic<Int>(0) }

/// As many threads as asked for, made anew for every computation.
private final class Threads: TaskRunner {
  let threadCount: Int
  init(_ count: Int) { threadCount = count }

  func run(tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
    let counter = Counter()
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: threadCount) { worker in
      while true {
        let task = counter.next.add(1, ordering: .relaxed).oldValue
        if task >= tasks { return }
        unsafe body(task, worker)
      }
    }
  }
}

@Suite("Vector of environments")
struct VectorEnvironmentTests {
  private static let ids = ["PandaReach-v3", "PandaPickAndPlace-v3", "PandaStackDense-v3", "HopperBulletEnv-v0"]

  @Test("copies on any number of threads do what they do one by one, resets included", arguments: ids, [1, 2, 3])
  func oneByOne(id: String, threads: Int) throws {
    let registry = try EveryTask.registry()
    let (count, steps, seed) = (5, 110, UInt64(11))
    let vector = VectorEnvironment(
      try (0..<count).map { _ in try registry.makeEnvironment(id) }, runner: Threads(threads))
    let alone = try registry.makeEnvironment(id)
    let (wide, acting) = (vector.specification.observation.dimension, vector.specification.action.dimension)

    /// Actions of one copy, the same for both ways.
    func actions(_ copy: Int) -> [[Float]] {
      var random = RandomStream(seed: UInt64(100 + copy))
      return (0..<steps).map { _ in (0..<acting).map { _ in Float(random.uniform(-1, 1)) } }
    }
    let all = (0..<count).map(actions)

    try vector.reset(seed: seed)
    var seen = (0..<count).map { copy in [row(copy, wide, vector)] }
    var last: [[[Float]]] = Array(repeating: [], count: count)
    var results: [[StepResult]] = Array(repeating: [], count: count)
    var hashes: [[UInt64]] = Array(repeating: [], count: count)
    for step in 0..<steps {
      let together = (0..<count).flatMap { all[$0][step] }
      try vector.step(together.span)
      for copy in 0..<count {
        seen[copy].append(row(copy, wide, vector))
        results[copy].append(vector.result(copy))
        hashes[copy].append(vector.stateHash(copy))
        if vector.result(copy).outcome != .running { last[copy].append(row(copy, wide, vector, final: true)) }
      }
    }
    #expect(results.joined().contains { $0.outcome != .running })

    for copy in 0..<count {
      var next = seed + UInt64(copy)
      try alone.reset(seed: next)
      #expect(alone.observe() == seen[copy][0])
      var ended = 0
      for step in 0..<steps {
        let result = try alone.step(all[copy][step])
        #expect(result == results[copy][step])
        if result.outcome != .running {
          #expect(alone.observe() == last[copy][ended])
          ended += 1
          next += UInt64(count)
          try alone.reset(seed: next)
        }
        #expect(alone.observe() == seen[copy][step + 1])
        #expect(alone.stateHash == hashes[copy][step])
      }
    }
  }

  private func row(_ copy: Int, _ wide: Int, _ vector: VectorEnvironment, final: Bool = false) -> [Float] {
    var rows = [Float](repeating: .nan, count: vector.count * wide)
    var span = rows.mutableSpan
    if final { vector.copyFinalObservations(into: &span) } else { vector.copyObservations(into: &span) }
    return Array(rows[copy * wide..<(copy + 1) * wide])
  }

  @Test("a step says which error the first failing copy made, and the others have stepped")
  func errors() throws {
    let registry = try EveryTask.registry()
    let vector = VectorEnvironment(
      try (0..<3).map { _ in try registry.makeEnvironment("PandaReach-v3") }, runner: Threads(2))
    try vector.reset(seed: 0)
    let before = (0..<3).map(vector.stateHash)
    var actions = [Float](repeating: 0.5, count: 9)
    actions[4] = .nan
    let error = try #require(throws: EnvironmentError.self) { try vector.step(actions.span) }
    guard case .nonFiniteAction(let task, _, let step) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(task == "PandaReach-v3" && step == 1)
    #expect(vector.stateHash(0) != before[0] && vector.stateHash(1) == before[1] && vector.stateHash(2) != before[2])
  }
}
