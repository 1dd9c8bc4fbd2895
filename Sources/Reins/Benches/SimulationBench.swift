public import Vocabulary

/// Environment steps and resets per second on one thread, random actions.
public enum SimulationBench {
  /// Rows for one environment: stepping (resets excluded) and reset.
  ///
  /// - Parameter repetitions: measurements per row, each of `stepsPerRepetition` steps, fewer where they take more than
  ///   0.3 s.
  public static func rows(
    environment: any Environment, repetitions: Int = 15, stepsPerRepetition: Int = 500,
    time: any TimeSource = SystemTime()
  ) throws -> [BenchRow] {
    let specification = environment.specification
    var random = RandomStream(seed: 1)
    var action = [Float](repeating: 0, count: specification.action.dimension)
    var stepsPerSecond: [Double] = []
    var resetMicroseconds: [Double] = []
    var seed: UInt64 = 0
    for repetition in 0...repetitions {
      var stepNanoseconds: UInt64 = 0
      var resetNanoseconds: [Double] = []
      var needsReset = true
      var steps = 0
      while steps < stepsPerRepetition && stepNanoseconds < 300_000_000 {
        if needsReset {
          let start = time.nanoseconds
          try environment.reset(seed: seed)
          resetNanoseconds.append(Double(time.nanoseconds - start))
          seed += 1
        }
        for place in action.indices { action[place] = Float(random.uniform(-1, 1)) }
        let start = time.nanoseconds
        let result = try environment.step(action.span)
        stepNanoseconds += time.nanoseconds - start
        needsReset = result.outcome != .running
        steps += 1
      }
      if repetition == 0 { continue }  // warm-up
      stepsPerSecond.append(Double(steps) * 1e9 / Double(stepNanoseconds))
      resetMicroseconds.append(resetNanoseconds.reduce(0, +) / Double(resetNanoseconds.count) * 1e-3)
    }
    return [
      BenchRow(
        name: "\(specification.id) step, \(specification.substeps) substeps", unit: "steps/s", samples: stepsPerSecond,
        threads: 1, isa: "scalar"),
      BenchRow(
        name: "\(specification.id) reset", unit: "us", samples: resetMicroseconds, threads: 1, isa: "scalar"),
    ]
  }
}
