public import Vocabulary

/// How good a scripted expert is: two ways of being wrong about the goal.
public struct ExpertQuality: Codable, Equatable, Sendable {
  /// Share of the episodes in which it works towards a goal that lies elsewhere.
  public var shiftedGoalShare = 0.0
  /// How far elsewhere: in a random horizontal direction.
  public var shiftMeters = 0.13
  /// Added to the goal in every episode, world axes.
  public var biasMeters = SIMD3(0.0, 0, 0)

  public init() {}

  public init(shiftedGoalShare: Double, shiftMeters: Double = 0.13, biasMeters: SIMD3<Double> = .zero) {
    self.shiftedGoalShare = shiftedGoalShare
    self.shiftMeters = shiftMeters
    self.biasMeters = biasMeters
  }

  /// Makes no mistakes of its own.
  public static let perfect = ExpertQuality()

  /// Checks every value; called once, after loading a launch file.
  public func validated() throws(ConfigError) -> Self {
    try validate(key: "expert")
    return self
  }

  func validate(key: String) throws(ConfigError) {
    try check("\(key).shiftedGoalShare", shiftedGoalShare, in: 0...1)
    try check("\(key).shiftMeters", shiftMeters, in: 0...10)
    try check("\(key).biasMeters", biasMeters, in: -10...10)
  }
}
