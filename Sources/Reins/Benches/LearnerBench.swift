import Learners
public import Networks
import Replay
import Vocabulary

/// Speed of the learner at the size of PandaPickAndPlace: observation 27, action 4, two hidden layers of 256, batch 256.
public enum LearnerBench {
  static let observation = 27
  static let action = 4
  /// Held by the replay buffer that updates draw from, as the peers' do.
  static let transitions = 20_000

  /// All rows of `reins bench learner`.
  public static func rows() throws -> [BenchRow] { try rows(kernels: Kernels.selected()) }

  /// Every row, with the given kernels; updates also with products of bfloat16, where this processor has them.
  public static func rows(kernels: Kernels) throws -> [BenchRow] {
    var rows: [BenchRow] = []
    let precisions = ProductPrecision.allCases.filter { (try? kernels.rounding(to: $0)) != nil }
    for threads in [1, 2] {
      let products = [
        PeakBench.product(size: 256, threads: threads, kernels: kernels, count: 200),
        PeakBench.product(size: 2048, threads: threads, kernels: kernels, count: 5),
      ]
      let updates = try precisions.flatMap { precision in
        try sac(kernels: kernels, threads: threads, precision) + rlpd(kernels: kernels, threads: threads, precision)
          + ImitationBench.cloning(kernels: kernels, threads: threads, precision)
      }
      let peak = products.map(\.median).max() ?? .nan
      let shares = updates.filter { $0.unit == "GFLOP/s" }.map {
        $0.scaled(by: 100 / peak, name: "\($0.name), share of the best product", unit: "%")
      }
      rows += products + updates + shares
    }
    rows.append(try inference(kernels: kernels))
    rows.append(try MemoryBench.fullReplay(kernels: kernels))
    return rows
  }

  /// One critic update with 2 critics, and one update of actor and temperature; drawing the batch counts.
  public static func sac(
    kernels: Kernels, threads: Int, _ precision: ProductPrecision = .float32
  ) throws -> [BenchRow] {
    var configuration = SACConfiguration.sac
    configuration.products = precision
    configuration.threads = threads
    return try update("critic + actor update, 2 critics", configuration, kernels, count: 200, warmups: 20)
  }

  /// 20 critic updates with 10 critics, and one update of actor and temperature; drawing the batches counts.
  public static func rlpd(
    kernels: Kernels, threads: Int, _ precision: ProductPrecision = .float32
  ) throws -> [BenchRow] {
    var configuration = SACConfiguration.rlpd
    configuration.products = precision
    configuration.threads = threads
    return try update("RLPD update, 10 critics, UTD 20", configuration, kernels, count: 15, warmups: 2)
  }

  /// One action of one observation.
  public static func inference(kernels: Kernels) throws -> BenchRow {
    let learner = try makeLearner(.sac, kernels)
    let policy = learner.makePolicy()
    let seen = [Float](repeating: 0.1, count: observation)
    var chosen = [Float](repeating: 0, count: action)
    let calls = 100
    let seconds = measureSeconds(count: 200, warmups: 10) {
      for _ in 0..<calls {
        var span = chosen.mutableSpan
        policy.act(observation: seen.span, selection: .sample, action: &span)
      }
    }
    return BenchRow(
      name: "one action, 27-256-256-4", unit: "us", samples: seconds.map { $0 * 1e6 / Double(calls) }, threads: 1,
      isa: kernels.instructionSet.rawValue)
  }

  static func makeLearner(_ configuration: SACConfiguration, _ kernels: Kernels) throws -> SACLearner {
    try SACLearner(
      configuration: configuration, policyInput: .identity(dimension: observation), observationDimension: observation,
      actionDimension: action, kernels: kernels, random: RandomStream(seed: 1))
  }

  private static func update(
    _ name: String, _ configuration: SACConfiguration, _ kernels: Kernels, count: Int, warmups: Int
  ) throws -> [BenchRow] {
    let name = name + configuration.products.suffix
    let learner = try makeLearner(configuration, kernels)
    let replay = randomReplay(count: transitions)
    var batch = TransitionBatch(
      capacity: learner.requiredBatch, observationDimension: observation, actionDimension: action)
    var sampler = UniformSampler(random: RandomStream(seed: 3))
    let seconds = try measureSeconds(count: count, warmups: warmups) {
      sampler.fill(&batch, from: replay)
      _ = try learner.update(batch)
    }
    let threads = configuration.threads
    let isa = kernels.instructionSet.rawValue
    let work = 1e-9 * products(configuration)
    let updates = Double(configuration.utdRatio)
    return [
      BenchRow(name: name, unit: "ms", samples: seconds.map { $0 * 1e3 }, threads: threads, isa: isa),
      BenchRow(
        name: "\(name): critic updates", unit: "1/s", samples: seconds.map { updates / $0 }, threads: threads, isa: isa),
      BenchRow(
        name: "\(name): matrix products", unit: "GFLOP/s", samples: seconds.map { work / $0 }, threads: threads,
        isa: isa),
    ]
  }

  /// Floating-point operations of the matrix products of one `update`: what the mathematics needs, nothing else.
  static func products(_ configuration: SACConfiguration) -> Double {
    func dense(_ inputs: Int, _ outputs: Int) -> Double { 2 * Double(inputs * outputs * configuration.batchSize) }
    let widths = configuration.hiddenUnits
    let between = zip(widths, widths.dropFirst()).map { dense($0, $1) }.reduce(0, +)
    let (first, last) = (widths.first ?? 0, widths.last ?? 0)
    let critic = dense(observation + action, first) + between + dense(last, 1)
    let actor = dense(observation, first) + between + dense(last, 2 * action)
    // A backward pass computes one product like the forward one for the weights, and one for the inputs of every
    // layer but the first; the actor's objective needs the first layer's action columns only.
    let criticGradient = critic + between + dense(last, 1)
    let actorGradient = actor + between + dense(last, 2 * action)
    let members = Double(configuration.ensembleSize)
    let perCriticUpdate = members * (critic + criticGradient) + Double(configuration.ensembleSubset) * critic + actor
    let actorUpdate = actor + actorGradient + members * (critic + between + dense(last, 1) + dense(action, first))
    return Double(configuration.utdRatio) * perCriticUpdate + actorUpdate
  }

  private static func randomReplay(count: Int) -> ReplayBuffer {
    var random = RandomStream(seed: 2)
    var replay = ReplayBuffer(capacity: count, observationDimension: observation, actionDimension: action)
    func uniform(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.uniform(-1, 1)) } }
    for _ in 0..<count {
      let (before, chosen, after) = (uniform(observation), uniform(action), uniform(observation))
      _ = replay.append(
        observation: before.span, action: chosen.span, proposal: chosen.span, nextObservation: after.span,
        label: TransitionLabel(authority: .policy, reward: random.bernoulli(0.1) ? -1 : 0, terminated: false),
        continuing: nil)
    }
    return replay
  }
}

extension ProductPrecision {
  /// Of a row's name; none for the default.
  var suffix: String { self == .float32 ? "" : ", \(rawValue)" }
}
