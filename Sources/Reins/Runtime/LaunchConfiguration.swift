public import Environments
public import Hub
public import Intervention
public import Learners
public import Vocabulary

/// What one launch file says: a task, a robot, who takes over when, and what differs from the learner's defaults.
///
/// Every key has a default; the file overlays them, and an unknown key is an error.
public struct LaunchConfiguration: Codable, Equatable, Sendable {
  /// Which method the defaults of `learner` come from and where rewards come from.
  public enum Algorithm: String, Codable, Sendable, CaseIterable {
    /// Rewards from takeovers only (arXiv:2311.12996).
    case rlif
    /// The task's own reward, demonstrations mixed 50/50 (arXiv:2302.02948): a sanity row.
    case rlpd
    /// The task's own reward, no prior data (arXiv:1812.05905): a sanity row.
    case sac
    /// Behaviour cloning of demonstrations.
    case bc
    /// The policy drives alone; the expert labels what it did (arXiv:1011.0686).
    case dagger
    /// The expert takes over as for `rlif`, and its steps are imitated (arXiv:1810.02890).
    case hgDagger
    /// Reward 1 at success; what the expert did is drawn as often as all the rest (arXiv:2410.21845).
    case hilSerl

    /// Learns by imitation alone, with no critic.
    public var imitates: Bool { self == .bc || self == .dagger || self == .hgDagger }

    /// An expert takes over while the policy drives, as `intervention` says.
    public var hasTakeovers: Bool { self == .rlif || self == .hgDagger || self == .hilSerl }
  }

  /// `<Robot><Task>[Joints][Dense]-vN`; `reins tasks` lists them.
  public var task = "PandaReach-v3"
  /// Folder name below `robots/`; empty means the one that the task id names. Another one is an error.
  public var robot = ""
  /// What an observation holds: `proprioception`, the task's flat vector, and any of its cameras, each a picture of 128 x
  /// 128 pixels. Policies see the vector only, so far.
  public var observation = [Self.proprioception]
  public var seed: UInt64 = 0
  public var algorithm = Algorithm.rlif
  /// Run folder, or file of `reins export --critics`, whose critics judge for `intervention.gate: value`; empty for none.
  /// Relative paths, here and below, are looked up from the working folder, then from the checkout's root.
  public var judge = ""
  /// Folder written by `reins collect`; empty for none, or for `imitation.demonstrationEpisodes`. Its transitions enter
  /// with reward 0, those of `hilSerl` with 1 at success.
  public var demonstrations = ""
  public var training = TrainingConfiguration()
  public var learner: SACConfiguration
  public var intervention = InterventionConfiguration()
  public var imitation: ImitationConfiguration
  public var expert = ExpertQuality()
  /// Run folder, or file of `reins export`, whose policy is the expert instead of the task's script; empty for the script.
  public var expertPolicy = ""
  /// Which of its actions that policy gives: RLIF's released code samples.
  public var expertSelection = ActionSelection.sample
  public var acceptance = AcceptanceConfiguration()
  /// Of `reins serve`.
  public var hub = HubConfiguration()

  /// The defaults that an algorithm, and for imitation its form, come with.
  public init(algorithm: Algorithm = .rlif, form: ImitationConfiguration.Form = .textbook) {
    self.algorithm = algorithm
    imitation = ImitationConfiguration(form: form)
    switch algorithm {
    case .rlif: learner = .rlif
    case .rlpd: learner = .rlpd
    case .sac: learner = .sac
    case .bc, .dagger, .hgDagger: learner = .imitation
    case .hilSerl: learner = .hilSerl
    }
    if algorithm.imitates || algorithm == .hilSerl { imitation.demonstrationEpisodes = 20 }
    if algorithm == .hgDagger, form == .release {
      intervention.gate = .action
      intervention.epsilon = 0.05
      intervention.chanceDecayPerEpisode = 0.1
    }
  }

  /// The defaults that what a file says about algorithm and form selects.
  static func defaults(for first: LaunchConfiguration) -> LaunchConfiguration {
    LaunchConfiguration(algorithm: first.algorithm, form: first.imitation.form)
  }

  /// Whether somebody takes over in this run.
  var isWatched: Bool { algorithm.hasTakeovers && intervention.gate != .never }

  /// Whether this run has an expert that teaches: by takeovers, labels, or demonstrations of its own.
  var hasTeacher: Bool {
    isWatched || algorithm == .dagger || (demonstrations.isEmpty && imitation.demonstrationEpisodes > 0)
  }

  static let proprioception = "proprioception"

  /// Checks every part; called once, after loading.
  public func validated() throws(ConfigError) -> Self {
    guard observation.contains(Self.proprioception), Set(observation).count == observation.count else {
      throw .outOfRange(
        key: "observation", value: observation.joined(separator: ", "),
        allowed: "\(Self.proprioception) and the task's cameras, each once")
    }
    guard expertPolicy.isEmpty || expert == ExpertQuality() else {
      throw .outOfRange(
        key: "expertPolicy", value: expertPolicy,
        allowed: "a policy, or the script with the mistakes under `expert`, not both: leave one away")
    }
    var checked = self
    checked.training = try training.validated()
    checked.learner = try learner.validated()
    checked.intervention = try intervention.validated()
    checked.imitation = try imitation.validated()
    checked.expert = try expert.validated()
    checked.acceptance = try acceptance.validated()
    checked.hub = try hub.validated()
    if algorithm == .bc, demonstrations.isEmpty, imitation.demonstrationEpisodes == 0 {
      throw .missingKey(path: "demonstrations")
    }
    if algorithm == .hgDagger, intervention.gate == .never, demonstrations.isEmpty,
      imitation.demonstrationEpisodes == 0
    {
      throw .outOfRange(
        key: "intervention.gate", value: "never", allowed: "a gate, or demonstrations: there is nothing to imitate")
    }
    guard !algorithm.imitates || training.steps <= training.replayCapacity else {
      throw .outOfRange(
        key: "training.replayCapacity", value: "\(training.replayCapacity)",
        allowed: "at least training.steps (\(training.steps)): imitation keeps every pair")
    }
    guard algorithm != .hilSerl || intervention.onSuccess == .terminal else {
      throw .outOfRange(
        key: "intervention.onSuccess", value: intervention.onSuccess.rawValue,
        allowed: "terminal, where success is the reward")
    }
    return checked
  }
}

/// How long, and how often we look.
public struct TrainingConfiguration: Codable, Equatable, Sendable {
  /// Environment steps.
  public var steps = 10_000
  /// Updates begin when the replay buffer holds this many transitions.
  public var minimumTransitions = 256
  /// Steps with uniform random actions at the start; RLIF needs none (the release: 0), SAC's sanity rows profit.
  public var randomSteps = 0
  /// Transitions that the replay buffer keeps.
  public var replayCapacity = 1_000_000
  /// Share of each minibatch that comes from demonstrations when there are any (RLPD: 0.5).
  public var demonstrationShare: Double = 0.5
  /// What becomes of demonstrations under `rlif`, `rlpd` and `sac`; `hilSerl` is always symmetric.
  public var demonstrationUse = DemonstrationUse.symmetric
  /// Environment steps between two evaluations; 0 evaluates at the end only.
  public var evaluateEverySteps = 1_000
  public var evaluationEpisodes = 20
  /// Episodes of the evaluation before and after training and of the teleoperator alone.
  public var finalEvaluationEpisodes = 100
  /// How evaluations choose an action; RLIF's article: the mode for walkers, samples for the pen. Who keeps no memory and
  /// has to search repeats a try that failed for ever with its mode.
  public var evaluationSelection = ActionSelection.mode
  /// Environment steps between two checkpoints.
  public var checkpointEverySteps = 5_000
  /// The newest checkpoints that stay.
  public var keepCheckpoints = 3

  public init() {}

  public func validated() throws(ConfigError) -> Self {
    try check("training.steps", steps, in: 1...1_000_000_000)
    try check("training.minimumTransitions", minimumTransitions, in: 1...100_000_000)
    try check("training.randomSteps", randomSteps, in: 0...1_000_000_000)
    try check("training.replayCapacity", replayCapacity, in: 1...100_000_000)
    try check("training.evaluateEverySteps", evaluateEverySteps, in: 0...1_000_000_000)
    try check("training.evaluationEpisodes", evaluationEpisodes, in: 1...100_000)
    try check("training.finalEvaluationEpisodes", finalEvaluationEpisodes, in: 1...100_000)
    try check("training.checkpointEverySteps", checkpointEverySteps, in: 1...1_000_000_000)
    try check("training.keepCheckpoints", keepCheckpoints, in: 1...10_000)
    try check("training.demonstrationShare", demonstrationShare, in: 0...1)
    guard minimumTransitions <= replayCapacity else {
      throw .outOfRange(
        key: "training.minimumTransitions", value: "\(minimumTransitions)",
        allowed: "1...\(replayCapacity) (training.replayCapacity)")
    }
    return self
  }
}

/// When `reins train` calls its own result a failure (exit code 1).
public struct AcceptanceConfiguration: Codable, Equatable, Sendable {
  /// Least share of successful evaluation episodes after training; 0 accepts everything.
  public var minimumSuccess: Double = 0
  /// The policy must succeed more often than the teleoperator that taught it.
  public var beatTeleoperator = false

  public init() {}

  public func validated() throws(ConfigError) -> Self {
    try check("acceptance.minimumSuccess", minimumSuccess, in: 0...1)
    return self
  }
}
