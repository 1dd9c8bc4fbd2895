public import Vocabulary

/// What a transition says beside its observations and actions.
public struct TransitionLabel: Equatable, Sendable {
  /// Who commanded the executed action.
  public var authority: Authority
  /// r, in the units of the run's reward source.
  public var reward: Float
  /// True when the future is worth nothing from o' on (m = 0 of the Bellman backup).
  public var terminated: Bool
  /// True when a limit in joint space changed the command by more than 1e-3 of full scale, so that the stored action is
  /// only nearly what the robot did.
  public var clipped: Bool
  /// True on the policy's last step before a takeover, whatever window the reward covers.
  public var onset: Bool
  /// `Policy.version` of the weights that proposed the action.
  public var policyVersion: UInt64

  public init(
    authority: Authority, reward: Float, terminated: Bool = false, clipped: Bool = false, onset: Bool = false,
    policyVersion: UInt64 = 0
  ) {
    self.authority = authority
    self.reward = reward
    self.terminated = terminated
    self.clipped = clipped
    self.onset = onset
    self.policyVersion = policyVersion
  }
}

extension TransitionLabel {
  /// Authority in bits 0-1, terminated, clipped and onset in bits 2, 3 and 4. Stored in checkpoints: never changes.
  var flags: UInt8 {
    authority.rawValue | (terminated ? 1 << 2 : 0) | (clipped ? 1 << 3 : 0) | (onset ? 1 << 4 : 0)
  }

  /// Nil when the bits name no authority or a bit is set that has no meaning.
  init?(flags: UInt8, reward: Float, policyVersion: UInt64) {
    guard flags < 1 << 5, let authority = Authority(rawValue: flags & 3) else { return nil }
    self.init(
      authority: authority, reward: reward, terminated: flags & 1 << 2 != 0, clipped: flags & 1 << 3 != 0,
      onset: flags & 1 << 4 != 0, policyVersion: policyVersion)
  }
}
