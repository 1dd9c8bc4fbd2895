public import Environments
import Networks
public import Vocabulary

extension SimulationBench {
  /// Environment steps per second of copies that step together, random actions, resets included.
  ///
  /// - Parameters:
  ///   - copies: all of the same task.
  ///   - repetitions: measurements, each of `stepsPerRepetition` steps of every copy.
  public static func row(
    copies: [any SimulatedEnvironment], threads: Int, repetitions: Int = 15, stepsPerRepetition: Int = 60,
    time: any TimeSource = SystemTime()
  ) throws -> BenchRow {
    let vector = VectorEnvironment(copies, runner: WorkerPool(threads: threads))
    var random = RandomStream(seed: 1)
    var actions = [Float](repeating: 0, count: vector.count * vector.specification.action.dimension)
    var stepsPerSecond: [Double] = []
    try vector.reset(seed: 0)
    for repetition in 0...repetitions {
      var nanoseconds: UInt64 = 0
      for _ in 0..<stepsPerRepetition {
        for place in actions.indices { actions[place] = Float(random.uniform(-1, 1)) }
        let start = time.nanoseconds
        try vector.step(actions.span)
        nanoseconds += time.nanoseconds - start
      }
      if repetition == 0 { continue }  // warm-up
      stepsPerSecond.append(Double(stepsPerRepetition * vector.count) * 1e9 / Double(nanoseconds))
    }
    return BenchRow(
      name: "\(vector.specification.id) step, \(vector.count) copies", unit: "steps/s", samples: stepsPerSecond,
      threads: threads, isa: "scalar")
  }
}
