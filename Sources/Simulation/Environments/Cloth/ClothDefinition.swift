public import Vocabulary

/// What a cloth task is: the content of one file in `sim/tasks/cloth`. World frame as in `TaskDefinition`, metres.
public struct ClothDefinition: Codable, Equatable, Sendable {
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
  public var control = ControlDefinition()
  public var sheet = SheetDefinition()
  public var fold = FoldDefinition()
  public var grip = GripDefinition()
  /// Success: the released sheet covers at least this share of its area.
  public var coveredShare = 0.95
  public var expert = ClothExpertDefinition()
  /// From where it can be looked at; the first is the default.
  public var cameras = CameraDefinition.atTable

  public init() {}
}

/// The sheet, and how finely it is simulated.
public struct SheetDefinition: Codable, Equatable, Sendable {
  public var sideMeters = SIMD2(0.25, 0.25)
  /// Nodes along each side.
  public var nodes = SIMD2(15, 15)
  public var massKilograms = 0.02
  public var stretchStiffness = 0.9
  /// 0 is limp: a fold stays where it is. Corrections are shares of a length, whatever the weight, so a ten-thousandth
  /// already lifts a folded corner against gravity.
  public var bendStiffness = 0.0
  public var friction = 0.8
  public var damping = 0.02
  /// Half its thickness.
  public var marginMeters = 0.004
  public var iterations = 10

  public init() {}
}

/// How an episode starts: flat on the table, but for one corner that is folded over.
public struct FoldDefinition: Codable, Equatable, Sendable {
  /// Where the flat sheet's middle lies: uniform in ± `placeMeters` around it.
  public var middleMeters = SIMD2(0.0, 0)
  public var placeMeters = 0.03
  /// Turn of the sheet: uniform in ± this.
  public var yawRadians = 0.4
  /// Distance of the crease from the folded corner, uniform between these.
  public var depthLowMeters = 0.09
  public var depthHighMeters = 0.14

  public init() {}
}

/// When fingers hold cloth: nodes follow the tool from the moment the fingers close on them until they open.
public struct GripDefinition: Codable, Equatable, Sendable {
  /// Fingers that pass this width while they close take hold, and let go when they open beyond it.
  public var widthMeters = 0.02
  /// Nodes nearer to the tool than this are within reach of the fingers.
  public var reachMeters = 0.025

  public init() {}
}

/// The scripted expert's presets.
public struct ClothExpertDefinition: Codable, Equatable, Sendable {
  public var good = ExpertQuality()
  public var fair = ExpertQuality()
  public var poor = ExpertQuality()

  public init() {}
}

extension ClothDefinition {
  /// Checks every value; called once, at load. Keys in the error are those of the file.
  public func validated() throws(ConfigError) -> ClothDefinition {
    if name.isEmpty { throw .missingKey(path: "name") }
    try check("version", Double(version), in: 0...9999)
    try check("maximumSteps", Double(maximumSteps), in: 1...1_000_000)
    try check("coveredShare", coveredShare, in: 0.01...1)
    for axis in 0..<2 {
      try check("sheet.sideMeters", sheet.sideMeters[axis], in: 0.02...2)
      try check("sheet.nodes", Double(sheet.nodes[axis]), in: 3...50)
      try check("fold.middleMeters", fold.middleMeters[axis], in: -10...10)
    }
    try check("sheet.massKilograms", sheet.massKilograms, in: 1e-4...10)
    for (key, share) in [
      ("stretchStiffness", sheet.stretchStiffness), ("bendStiffness", sheet.bendStiffness),
      ("friction", sheet.friction), ("damping", sheet.damping),
    ] { try check("sheet.\(key)", share, in: 0...1) }
    try check("sheet.marginMeters", sheet.marginMeters, in: 1e-4...0.05)
    try check("sheet.iterations", Double(sheet.iterations), in: 1...1000)
    try check("fold.placeMeters", fold.placeMeters, in: 0...10)
    try check("fold.yawRadians", fold.yawRadians, in: 0...3.15)
    try check("fold.depthLowMeters", fold.depthLowMeters, in: 0.001...fold.depthHighMeters)
    // Beyond the middle, what is folded over would hang out on the other side.
    let side = min(sheet.sideMeters.x, sheet.sideMeters.y)
    try check("fold.depthHighMeters", fold.depthHighMeters, in: 0.001...(side / 2.0.squareRoot()))
    try check("grip.widthMeters", grip.widthMeters, in: 0.001...0.5)
    try check("grip.reachMeters", grip.reachMeters, in: 0.001...0.5)
    try checkCameras(cameras)
    try expert.good.validate(key: "expert.good")
    try expert.fair.validate(key: "expert.fair")
    try expert.poor.validate(key: "expert.poor")
    var manipulation = TaskDefinition()
    manipulation.scene = scene
    manipulation.control = control
    try manipulation.validateScene()
    try manipulation.validateControl()
    return self
  }

  /// Seconds between two actions: 20 physics steps of 2 ms, as in panda-gym; the sheet makes one step per two of them.
  static let stepSeconds = 0.04
  static let physicsStepSeconds = 0.002
  static let sheetSteps = 10
}
