public import Vocabulary

/// What differs from episode to episode beside start and goal: each range is drawn from uniformly at every reset, from
/// the episode's own seed. Factors multiply what the file, the robot or the simulation says; [1, 1] leaves it alone.
public struct RandomizationDefinition: Codable, Equatable, Sendable {
  /// Of every object; its moments of inertia go with mass and size.
  public var massFactor = SIMD2(1.0, 1)
  /// Of every object; it still starts on what it stood on.
  public var sizeFactor = SIMD2(1.0, 1)
  /// Of every object and of the table.
  public var objectFrictionFactor = SIMD2(1.0, 1)
  public var tableFrictionFactor = SIMD2(1.0, 1)
  /// Of the drag on every link, linear and angular.
  public var dampingFactor = SIMD2(1.0, 1)
  /// Of the motors' position gain, which stays at most 1.
  public var motorGainFactor = SIMD2(1.0, 1)
  /// An action is executed this many steps after it was given; zero actions come before the first one.
  public var latencySteps = SIMD2(0, 0)
  /// How far each camera is moved along every axis, and turned about every axis: uniform in ± this.
  public var cameraMeters = 0.0
  public var cameraRadians = 0.0

  public init() {}

  /// Whether anything is drawn at all.
  public var isActive: Bool { self != RandomizationDefinition() }
}

extension RandomizationDefinition {
  private var factors: [(String, SIMD2<Double>)] {
    [
      ("massFactor", massFactor), ("sizeFactor", sizeFactor), ("objectFrictionFactor", objectFrictionFactor),
      ("tableFrictionFactor", tableFrictionFactor), ("dampingFactor", dampingFactor),
      ("motorGainFactor", motorGainFactor),
    ]
  }

  func validate() throws(ConfigError) {
    for (name, range) in factors {
      try check("randomization.\(name)[0]", range.x, in: 0.01...100)
      try check("randomization.\(name)[1]", range.y, in: range.x...100)
    }
    try check("randomization.latencySteps[0]", Double(latencySteps.x), in: 0...100)
    try check("randomization.latencySteps[1]", Double(latencySteps.y), in: Double(latencySteps.x)...100)
    try check("randomization.cameraMeters", cameraMeters, in: 0...10)
    try check("randomization.cameraRadians", cameraRadians, in: 0...1)
  }

  /// For people; nil where nothing is drawn.
  var text: String? {
    var parts = factors.filter { $0.1 != SIMD2(1, 1) }.map { "\($0.0) \($0.1.x) to \($0.1.y)" }
    if latencySteps != SIMD2(0, 0) { parts.append("latencySteps \(latencySteps.x) to \(latencySteps.y)") }
    if cameraMeters != 0 { parts.append("cameraMeters ±\(cameraMeters)") }
    if cameraRadians != 0 { parts.append("cameraRadians ±\(cameraRadians)") }
    return parts.isEmpty ? nil : "Drawn in every episode: \(parts.joined(separator: ", "))."
  }
}

/// What one episode drew.
public struct Variation: Equatable, Sendable {
  public var massFactor = 1.0
  public var sizeFactor = 1.0
  public var objectFrictionFactor = 1.0
  public var tableFrictionFactor = 1.0
  public var dampingFactor = 1.0
  public var motorGainFactor = 1.0
  public var latencySteps = 0
  /// What cameras are moved and turned by comes from streams of their own.
  public var cameraSeed: UInt64 = 0

  public init() {}

  /// Always seven draws, and one from a stream apart.
  public init(_ ranges: RandomizationDefinition, _ random: inout RandomStream) {
    func draw(_ range: SIMD2<Double>) -> Double { random.uniform(range.x, range.y) }
    massFactor = draw(ranges.massFactor)
    sizeFactor = draw(ranges.sizeFactor)
    objectFrictionFactor = draw(ranges.objectFrictionFactor)
    tableFrictionFactor = draw(ranges.tableFrictionFactor)
    dampingFactor = draw(ranges.dampingFactor)
    motorGainFactor = draw(ranges.motorGainFactor)
    latencySteps = random.integer(in: ranges.latencySteps.x...ranges.latencySteps.y)
    var cameras = random.derived("cameras")
    cameraSeed = cameras.next()
  }

  /// What is not part of a world's state hash: its masses and sizes.
  var words: [UInt64] {
    [massFactor.bitPattern, sizeFactor.bitPattern, motorGainFactor.bitPattern, UInt64(latencySteps)]
  }
}
