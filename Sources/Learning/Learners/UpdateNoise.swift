public import Vocabulary

/// All chance of one `SACLearner.update`: drawn by the learner, or given by a test.
public struct UpdateNoise: Equatable, Sendable {
  /// ε of a′ ~ π(· | s′), [utdRatio · batchSize, A].
  public var nextActions: [Float]
  /// ε of a ~ π(· | s) in the actor's loss, [batchSize, A].
  public var actions: [Float]
  /// The critics of each target, [utdRatio, M].
  public var subsets: [Int]

  public init(configuration: SACConfiguration, actionDimension: Int) {
    let rows = configuration.batchSize
    nextActions = Array(repeating: 0, count: rows * configuration.utdRatio * actionDimension)
    actions = Array(repeating: 0, count: rows * actionDimension)
    subsets = Array(repeating: 0, count: configuration.utdRatio * configuration.ensembleSubset)
  }

  /// Draws everything anew, in the order of the fields.
  public mutating func draw(configuration: SACConfiguration, random: inout RandomStream) {
    var next = nextActions.mutableSpan
    fillWithGaussians(&next, random: &random)
    var now = actions.mutableSpan
    fillWithGaussians(&now, random: &random)
    var all = subsets.mutableSpan
    for update in 0..<configuration.utdRatio {
      let start = update * configuration.ensembleSubset
      drawCriticSubset(
        ensembleSize: configuration.ensembleSize, into: &all, at: start..<start + configuration.ensembleSubset,
        random: &random)
    }
  }
}

/// Standard normal numbers by Box and Muller, both branches, in single precision.
func fillWithGaussians(_ values: inout MutableSpan<Float>, random: inout RandomStream) {
  var place = 0
  while place < values.count {
    let pairs = min(Eight.scalarCount, (values.count - place + 1) / 2)
    var (first, second) = (Eight(repeating: 0), Eight(repeating: 0))
    for pair in 0..<pairs {
      // 24 random bits each; 1 − u is never zero, so the logarithm is finite.
      let bits = random.next()
      first[pair] = 1 - Float(bits >> 40) * 0x1p-24
      second[pair] = Float(bits & 0xff_ffff) * 0x1p-24
    }
    for pair in pairs..<Eight.scalarCount { first[pair] = 1 }
    let radius = (-2 * logarithm(first)).squareRoot()
    let (sine, cosine) = sineAndCosine(turns: second)
    let (even, odd) = (radius * cosine, radius * sine)
    for pair in 0..<pairs {
      values[place] = even[pair]
      if place + 1 < values.count { values[place + 1] = odd[pair] }
      place += 2
    }
  }
}
