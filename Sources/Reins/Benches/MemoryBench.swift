import Learners
public import Networks
import Replay
import Runtime
import Vocabulary

/// Memory of a whole process that learns.
public enum MemoryBench {
  /// Resident memory after a replay buffer of one million transitions (27/4) is full and the learner, two critics of
  /// 256 x 256, has made 50 updates. Everything else that the process has touched before counts too.
  public static func fullReplay(kernels: Kernels) throws -> BenchRow {
    let transitions = 1_000_000
    let (wide, narrow) = (LearnerBench.observation, LearnerBench.action)
    var replay = ReplayBuffer(capacity: transitions, observationDimension: wide, actionDimension: narrow)
    var random = RandomStream(seed: 3)
    var observation = [Float](repeating: 0, count: wide)
    var next = observation
    let action = [Float](repeating: 0.5, count: narrow)
    var previous: UInt64?
    for step in 0..<transitions {
      for element in 0..<wide { next[element] = Float(random.unit()) }
      // Episodes of 50 steps, whose inner observations are stored once.
      let ends = step % 50 == 49
      previous = replay.append(
        observation: observation.span, action: action.span, proposal: action.span, nextObservation: next.span,
        label: TransitionLabel(authority: .policy, reward: 0, terminated: ends), continuing: previous)
      if ends { previous = nil }
      swap(&observation, &next)
    }
    let learner = try LearnerBench.makeLearner(.sac, kernels)
    var batch = TransitionBatch(
      capacity: learner.requiredBatch, observationDimension: wide, actionDimension: narrow)
    var sampler = UniformSampler(random: random)
    for _ in 0..<50 {
      sampler.fill(&batch, from: replay)
      _ = try learner.update(batch)
    }
    let used = Double(try residentBytes()) / 1_048_576
    return BenchRow(
      name: "process with 1M transitions, 27/4", unit: "MiB", samples: [used], threads: 1,
      isa: kernels.instructionSet.rawValue)
  }
}
