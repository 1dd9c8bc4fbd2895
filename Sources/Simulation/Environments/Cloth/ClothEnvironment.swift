import Physics
import Rendering
public import Vocabulary

/// Unfold a sheet: RLIF's second task on a real robot, here with a sheet of Bullet's.
///
/// Arm and sheet are simulated side by side, 4 ms at a time: the fingers move the nodes that they hold, and feel
/// nothing of a sheet that weighs grams. Everything else is as in `ManipulationEnvironment`.
public final class ClothEnvironment: SimulatedEnvironment {
  public let specification: TaskSpecification
  public let definition: ClothDefinition
  private let reward: RewardForm

  var scene: ManipulationScene
  var sheet: ClothSheet
  var positions: [SIMD3<Double>]
  /// What is drawn of the sheet.
  var surface: TriangleMesh
  var grip: ClothGrip
  var start = FoldedStart.none
  private var area: CoveredArea
  private let corners: [Int]
  private let borders: [Int]
  private let flatSheet: [SIMD3<Double>]
  /// Of the flat sheet by the same measure, m².
  private let fullArea: Double

  var record: EpisodeRecord
  var covered = 0.0

  init(
    _ specification: TaskSpecification, _ definition: ClothDefinition, reward: RewardForm, robot: RobotModel
  ) throws(TaskError) {
    self.specification = specification
    self.definition = definition
    self.reward = reward
    var manipulation = TaskDefinition()
    manipulation.scene = definition.scene
    manipulation.control = definition.control
    manipulation.physics.stepSeconds = ClothDefinition.physicsStepSeconds
    let chunk = ClothDefinition.stepSeconds / Double(ClothDefinition.sheetSteps)
    manipulation.physics.substeps = Int((chunk / ClothDefinition.physicsStepSeconds).rounded())
    do throws(PhysicsError) {
      scene = try ManipulationScene(manipulation, robot: robot)
      sheet = try ClothSheet(definition.sheet.configuration(stepSeconds: chunk))
    } catch {
      throw .simulation(task: specification.id, reason: error)
    }
    flatSheet = sheet.flatPositions
    positions = flatSheet
    surface = TriangleMesh(positions: flatSheet, triangles: sheet.triangles)
    let nodes = definition.sheet.nodes
    grip = ClothGrip(definition.grip, nodes: nodes)
    let (last, top) = (nodes.x - 1, nodes.y - 1)
    corners = [(0, 0), (last, 0), (last, top), (0, top)].map { $0.0 + $0.1 * nodes.x }
    borders = [(last / 2, 0), (last, top / 2), (last / 2, top), (0, top / 2)].map { $0.0 + $0.1 * nodes.x }
    area = CoveredArea(cellMeters: 0.004, reachMeters: 1.5 * length(SIMD3(definition.sheet.sideMeters, 0)))
    fullArea = area.measure(flatSheet, sheet.triangles)
    record = EpisodeRecord(specification)
  }

  public func reset(seed: UInt64) throws(EnvironmentError) {
    record.begin()
    start = FoldedStart(definition, sheet: flatSheet, corners: corners, seed: seed)
    scene.reset()
    sheet.reset(start.positions)
    grip.reset()
    sheet.copyPositions(into: &positions)
    try record.refuse(observe())
    record.start(progress: isSpread ? 0 : leftToDo)
  }

  public func step(_ given: Span<Float>) throws(EnvironmentError) -> StepResult {
    try record.accept(given)
    let action = record.action
    scene.moveTool(by: SIMD3(action[0], action[1], action[2]) * definition.control.toolMeters)
    scene.open(by: action[3] * definition.control.gripperMeters)
    for _ in 0..<ClothDefinition.sheetSteps {
      scene.step()
      grip.update(tool: scene.toolPosition, width: scene.fingerWidth, positions: positions, sheet: &sheet)
      sheet.step()
      sheet.copyPositions(into: &positions)
    }
    let coveredBefore = covered
    if let quantity = observe() {
      record.takeBack()
      covered = coveredBefore
      return record.diverge(quantity, reward: reward == .sparse ? -1 : min(0, covered - 1))
    }
    let success = isSpread
    return record.end(
      reward: reward == .sparse ? (success ? 0 : -1) : min(0, covered - 1), success: success,
      progress: success ? 0 : leftToDo)
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) { record.copy(into: &observation) }

  public var progress: Double { record.progress }

  public var endsAtSuccess: Bool {
    get { record.endsAtSuccess }
    set { record.endsAtSuccess = newValue }
  }

  public var stateHash: UInt64 {
    var mixer = StateMixer(scene.stateHash)
    mixer.mix(sheet.stateHash)
    mixer.mix(record)
    mixer.mix(grip.isHolding ? 1 : 0)
    return mixer.hash
  }

  public func makeExpert(_ quality: ExpertQuality) -> any Expert {
    ClothExpert(definition, specification.observation, quality: quality)
  }

  /// Where the corners belong, counter-clockwise from node (0, 0).
  var flatCorners: [SIMD3<Double>] { corners.map { start.flat[$0] } }

  // MARK: Observing

  /// Share of its area that the sheet covers, and nobody holds it.
  private var isSpread: Bool { covered >= definition.coveredShare && !grip.isHolding }

  private var leftToDo: Double {
    var (worst, most) = (0, -1.0)
    for corner in 0..<4 {
      var way = start.flat[corners[corner]] - positions[corners[corner]]
      way.z = 0
      if length(way) > most { (worst, most) = (corner, length(way)) }
    }
    let reach = grip.isHolding ? 0 : length(positions[corners[worst]] - scene.toolPosition)
    return 1.5 * most + reach
  }

  /// - Returns: what has gone wrong, if anything.
  private func observe() -> String? {
    record.observe()
    guard scene.isFinite, sheet.isFinite else { return EpisodeRecord.notFinite }
    covered = area.measure(positions, sheet.triangles) / fullArea
    record.write(scene.toolPosition)
    record.write(scene.toolVelocity)
    record.write(scene.fingerWidth)
    record.write(grip.isHolding ? 1.0 : 0)
    for corner in corners { record.write(positions[corner]) }
    for border in borders { record.write(positions[border]) }
    for corner in corners { for axis in 0..<2 { record.write(start.flat[corner][axis]) } }
    record.write(covered)
    record.write(definition.coveredShare)
    return scene.runawayJoint ?? record.divergence
  }
}

extension SheetDefinition {
  func configuration(stepSeconds: Double) -> ClothConfiguration {
    var configuration = ClothConfiguration()
    configuration.sideMeters = sideMeters
    configuration.nodes = nodes
    configuration.massKilograms = massKilograms
    configuration.stepSeconds = stepSeconds
    configuration.stretchStiffness = stretchStiffness
    configuration.bendStiffness = bendStiffness
    configuration.friction = friction
    configuration.damping = damping
    configuration.marginMeters = marginMeters
    configuration.iterations = iterations
    return configuration
  }
}
