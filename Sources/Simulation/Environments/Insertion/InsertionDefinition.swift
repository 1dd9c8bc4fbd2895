public import Physics
public import Vocabulary

/// What an insertion task is: the content of one file in `sim/tasks/insertion`. World frame as in `TaskDefinition`.
///
/// Rotations are rotation vectors in world axes, counted from the tool that points straight down with its x axis forward.
public struct InsertionDefinition: Codable, Equatable, Sendable {
  /// The `<Task>` part of the ids.
  public var name = ""
  /// The `N` of `-vN`.
  public var version = 0
  /// One sentence for people.
  public var summary = ""
  /// Where the numbers come from.
  public var source = ""
  /// Steps after which an episode is truncated.
  public var maximumSteps = 100
  public var scene = SceneDefinition()
  public var peg = PegDefinition()
  public var hole = HoleDefinition()
  public var start = InsertionStartDefinition()
  public var control = InsertionControlDefinition()
  /// Success: every element of position and rotation is nearer to the goal than this.
  public var thresholdMeters = SIMD3(0.01, 0.01, 0.01)
  public var thresholdRadians = SIMD3(0.2, 0.2, 0.2)
  public var expert = InsertionExpertDefinition()
  /// From where it can be looked at; the first is the default.
  public var cameras = CameraDefinition.atTable

  public init() {}
}

/// A square bar that is fixed to the tool: it cannot slip, because the task is to insert, not to grasp.
public struct PegDefinition: Codable, Equatable, Sendable {
  /// Of its square section.
  public var widthMeters = 0.02
  /// How far it reaches beyond the tool's origin, along the tool's z axis.
  public var reachMeters = 0.05
  public var massKilograms = 0.1
  /// Two touching surfaces multiply their frictions: 0.3 between peg and block.
  public var friction = 0.55

  public init() {}
}

/// A square hole through a block that stands on the table.
public struct HoleDefinition: Codable, Equatable, Sendable {
  /// Width of the hole less that of the peg: half of it on each side.
  public var clearanceMeters = 0.002
  /// Height of the block.
  public var depthMeters = 0.04
  /// Side of the block, seen from above.
  public var blockMeters = 0.12
  public var friction = 0.55
  /// Middle of the hole, uniform in ± `placeMeters` around this.
  public var middleMeters = SIMD2(0.0, 0)
  public var placeMeters = 0.02
  /// Turn of the block: uniform in ± this.
  public var yawRadians = 0.2
  /// The observed hole lies beside the real one: x and y off by up to ± this, the same in all of an episode. Where it is
  /// more than half the clearance, the hole has to be felt for.
  public var sensedErrorMeters = 0.0015

  public init() {}
}

/// Where the tool is when an episode starts, seen from the goal.
public struct InsertionStartDefinition: Codable, Equatable, Sendable {
  public var heightMeters = 0.1
  /// x and y: uniform in ± this.
  public var placeMeters = 0.05
  /// Yaw: uniform in ± this; 30 degrees.
  public var yawRadians = 0.5236

  public init() {}
}

/// What an action of 1 means; targets are counted from the measured pose and kept in a box around the goal.
public struct InsertionControlDefinition: Codable, Equatable, Sendable {
  public var toolMeters = 0.02
  public var toolRadians = 0.1
  /// Target, seen from the goal: x and y in ± this, z in 0 to `heightMeters`.
  public var placeMeters = 0.05
  public var heightMeters = 0.1
  /// Target rotation, seen from the goal: elements in ± this.
  public var limitRadians = SIMD3(0.01, 0.01, 0.5236)
  public var impedance = CartesianImpedance()

  public init() {}
}

/// The scripted expert's presets.
public struct InsertionExpertDefinition: Codable, Equatable, Sendable {
  public var good = ExpertQuality()
  public var fair = ExpertQuality()
  public var poor = ExpertQuality()

  public init() {}
}

extension InsertionDefinition {
  /// Checks every value; called once, at load. Keys in the error are those of the file.
  public func validated() throws(ConfigError) -> InsertionDefinition {
    if name.isEmpty { throw .missingKey(path: "name") }
    try check("version", Double(version), in: 0...9999)
    try checkCameras(cameras)
    try check("maximumSteps", Double(maximumSteps), in: 1...1_000_000)
    var manipulation = TaskDefinition()
    manipulation.scene = scene
    try manipulation.validateScene()
    try check("peg.widthMeters", peg.widthMeters, in: 0.005...0.06)
    try check("peg.reachMeters", peg.reachMeters, in: 0.02...0.3)
    try check("peg.massKilograms", peg.massKilograms, in: 1e-3...10)
    try check("peg.friction", peg.friction, in: 0...10)
    try check("hole.clearanceMeters", hole.clearanceMeters, in: 0.0005...0.003)
    // The fingers reach 8 mm beyond the tool's origin, and stay above the block.
    try check("hole.depthMeters", hole.depthMeters, in: 0.005...(peg.reachMeters - 0.0099))
    try check("hole.blockMeters", hole.blockMeters, in: (peg.widthMeters + 0.02)...0.5)
    try check("hole.friction", hole.friction, in: 0...10)
    try check("hole.middleMeters.x", hole.middleMeters.x, in: -1...1)
    try check("hole.middleMeters.y", hole.middleMeters.y, in: -1...1)
    try check("hole.placeMeters", hole.placeMeters, in: 0...0.5)
    try check("hole.yawRadians", hole.yawRadians, in: 0...0.785)
    try check("hole.sensedErrorMeters", hole.sensedErrorMeters, in: 0...0.02)
    // The peg starts above the block.
    try check("start.heightMeters", start.heightMeters, in: (hole.depthMeters + 0.005)...0.5)
    try check("start.placeMeters", start.placeMeters, in: 0...0.3)
    try check("start.yawRadians", start.yawRadians, in: 0...1.5)
    try check("control.toolMeters", control.toolMeters, in: 1e-4...0.2)
    try check("control.toolRadians", control.toolRadians, in: 1e-4...1)
    try check("control.placeMeters", control.placeMeters, in: 0.001...0.5)
    try check("control.heightMeters", control.heightMeters, in: (hole.depthMeters + 0.005)...0.5)
    try check("control.limitRadians", control.limitRadians, in: 0...1.5)
    try checkImpedance(control.impedance, key: "control.impedance")
    try check("thresholdMeters", thresholdMeters, in: 1e-4...0.1)
    try check("thresholdRadians", thresholdRadians, in: 1e-3...1.5)
    try expert.good.validate(key: "expert.good")
    try expert.fair.validate(key: "expert.fair")
    try expert.poor.validate(key: "expert.poor")
    return self
  }

  /// SERL acts at 10 Hz.
  static let stepSeconds = 0.1
  static let physicsStepSeconds = 0.002
  static let substeps = 50
}
