public import Control
public import Learners
public import Vocabulary

/// How the algorithms `bc`, `dagger` and `hgDagger` learn; the keys under `imitation:` of a launch file.
///
/// `form` decides the defaults of the other keys, as `algorithm` decides those of `learner`.
public struct ImitationConfiguration: Codable, Equatable, Sendable {
  public enum Form: String, Codable, Sendable, CaseIterable {
    /// As the methods are published: squared error, the expert's actions alone.
    case textbook
    /// As RLIF's released code (pd-perry/RLIF) runs them beside RLIF.
    case release
  }

  public var form = Form.textbook
  /// Which steps of a new episode are imitated.
  public var aggregate = Aggregation.interventionsOnly
  public var loss = ImitationLoss.meanSquaredError
  /// λ of AdamW, on kernels only.
  public var weightDecay = 0.0
  /// Episodes of one round; after them the policy is trained again.
  public var roundEpisodes = 5
  public var roundUpdates = 500
  /// Updates on the demonstrations alone, before the first round: all there is of `bc`.
  public var pretrainUpdates = 5_000
  /// Share of an episode's steps that the expert of `dagger` labels; below 1 drawn with replacement.
  public var relabelShare = 1.0
  /// Whether a round goes on from the last one's weights and optimiser, or begins anew.
  public var warmStart = true
  /// Episodes of the run's own expert, collected before training, where `demonstrations` names no folder. The other
  /// algorithms use them, too: `training.demonstrationUse`.
  public var demonstrationEpisodes = 0

  public init(form: Form = .textbook) {
    self.form = form
    guard form == .release else { return }
    aggregate = .all
    loss = .negativeLogLikelihood
    weightDecay = 1e-3
    roundUpdates = 2_500
    pretrainUpdates = 100_000
    relabelShare = 0.5
  }

  /// Checks every value; called once, at load.
  public func validated() throws(ConfigError) -> Self {
    try check("imitation.weightDecay", weightDecay, in: 0...1000)
    try check("imitation.roundEpisodes", roundEpisodes, in: 1...1_000_000)
    try check("imitation.roundUpdates", roundUpdates, in: 1...1_000_000_000)
    try check("imitation.pretrainUpdates", pretrainUpdates, in: 0...1_000_000_000)
    try check("imitation.relabelShare", relabelShare, in: 0...1)
    try check("imitation.demonstrationEpisodes", demonstrationEpisodes, in: 0...1_000_000)
    return self
  }
}

/// What becomes of demonstrations where a critic learns from them.
public enum DemonstrationUse: String, Codable, Sendable, CaseIterable {
  /// A buffer of their own, from which `demonstrationShare` of each minibatch is drawn: RLPD, HIL-SERL.
  case symmetric
  /// The first transitions of the replay buffer, drawn like all others: RLIF's released runs.
  case warmStart
}
