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

  var observation: [Float]
  private var action: [Double]
  var phase = Phase.fresh
  var steps = 0
  var covered = 0.0
  var lastProgress = 0.0

  enum Phase: UInt64 { case fresh, running, ended }

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
    observation = Array(repeating: 0, count: specification.observation.dimension)
    action = Array(repeating: 0, count: specification.action.dimension)
  }

  public func reset(seed: UInt64) throws(EnvironmentError) {
    phase = .fresh
    steps = 0
    start = FoldedStart(definition, sheet: flatSheet, corners: corners, seed: seed)
    scene.reset()
    sheet.reset(start.positions)
    grip.reset()
    sheet.copyPositions(into: &positions)
    observe()
    try checkDivergence()
    lastProgress = isSpread ? 0 : leftToDo
    phase = .running
  }

  public func step(_ given: Span<Float>) throws(EnvironmentError) -> StepResult {
    switch phase {
    case .fresh: throw .stepBeforeReset(task: specification.id)
    case .ended: throw .stepAfterEnd(task: specification.id)
    case .running: break
    }
    try specification.accept(given, into: &action, step: steps + 1)
    scene.moveTool(by: SIMD3(action[0], action[1], action[2]) * definition.control.toolMeters)
    scene.open(by: action[3] * definition.control.gripperMeters)
    for _ in 0..<ClothDefinition.sheetSteps {
      scene.step()
      grip.update(tool: scene.toolPosition, width: scene.fingerWidth, positions: positions, sheet: &sheet)
      sheet.step()
      sheet.copyPositions(into: &positions)
    }
    steps += 1
    guard scene.isFinite, sheet.isFinite else {
      phase = .ended
      return StepResult(
        outcome: .truncated, reward: -1, success: false, progress: lastProgress,
        cause: .diverged(quantity: "a position or velocity is not finite"))
    }
    observe()
    let success = isSpread
    lastProgress = success ? 0 : leftToDo
    let outcome: StepOutcome = success ? .terminated : steps >= definition.maximumSteps ? .truncated : .running
    if outcome != .running { phase = .ended }
    let value = reward == .sparse ? (success ? 0 : -1) : min(0, covered - 1)
    return StepResult(
      outcome: outcome, reward: value, success: success, progress: lastProgress,
      cause: success ? .success : outcome == .truncated ? .timeLimit : nil)
  }

  public func copyObservation(into observation: inout MutableSpan<Float>) {
    precondition(observation.count == self.observation.count, "an observation has one place per element")
    for place in self.observation.indices { observation[place] = self.observation[place] }
  }

  public var progress: Double { lastProgress }

  public var stateHash: UInt64 {
    var hash = scene.stateHash
    for word in [sheet.stateHash, UInt64(steps), phase.rawValue, grip.isHolding ? 1 : 0] {
      // FNV-1a's step on whole words, with a shift so that high bits reach the low ones.
      hash = (hash ^ word) &* 0x100_0000_01b3
      hash ^= hash >> 32
    }
    return hash
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

  private func observe() {
    covered = area.measure(positions, sheet.triangles) / fullArea
    var place = 0
    func write(_ value: Double) {
      observation[place] = Float(value)
      place += 1
    }
    func write(_ vector: SIMD3<Double>) { for axis in 0..<3 { write(vector[axis]) } }
    write(scene.toolPosition)
    write(scene.toolVelocity)
    write(scene.fingerWidth)
    write(grip.isHolding ? 1 : 0)
    for corner in corners { write(positions[corner]) }
    for border in borders { write(positions[border]) }
    for corner in corners { for axis in 0..<2 { write(start.flat[corner][axis]) } }
    write(covered)
    write(definition.coveredShare)
  }

  private func checkDivergence() throws(EnvironmentError) {
    guard scene.isFinite, sheet.isFinite else {
      throw .diverged(task: specification.id, quantity: "a position or velocity is not finite", step: steps)
    }
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
