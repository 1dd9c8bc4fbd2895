/// What one `SACLearner.update` did.
public struct UpdateReport: Equatable, Sendable {
  /// Critic updates so far.
  public var updates: UInt64
  /// Mean over ensemble, batch and the critic updates of this call of (Q − y)².
  public var criticLoss: Float
  public var actorLoss: Float
  public var temperatureLoss: Float
  /// Mean of Q(s, a) over ensemble and batch, a being the stored action, in the last critic update.
  public var valueMean: Float
  /// α after the update.
  public var temperature: Float
  /// −E[log π(a | s)], nats, before the actor's update.
  public var entropy: Float

  public init(
    updates: UInt64, criticLoss: Float, actorLoss: Float, temperatureLoss: Float, valueMean: Float, temperature: Float,
    entropy: Float
  ) {
    self.updates = updates
    self.criticLoss = criticLoss
    self.actorLoss = actorLoss
    self.temperatureLoss = temperatureLoss
    self.valueMean = valueMean
    self.temperature = temperature
    self.entropy = entropy
  }
}
