import Foundation
import Testing
import Vocabulary

@Suite("Poses")
struct PoseTests {
  private func close(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ tolerance: Double = 1e-12) -> Bool {
    let d = a - b
    return (d * d).sum().squareRoot() < tolerance
  }

  private func randomQuaternion(_ random: inout RandomStream) -> Quaternion {
    Quaternion(x: random.gaussian(), y: random.gaussian(), z: random.gaussian(), w: random.gaussian()).normalized
  }

  @Test("a quarter turn about z sends x to y, y to -x, and leaves z")
  func quarterTurn() {
    let turn = Quaternion(axis: SIMD3(0, 0, 5), radians: .pi / 2)
    #expect(close(turn.rotate(SIMD3(1, 0, 0)), SIMD3(0, 1, 0)))
    #expect(close(turn.rotate(SIMD3(0, 1, 0)), SIMD3(-1, 0, 0)))
    #expect(close(turn.rotate(SIMD3(0, 0, 1)), SIMD3(0, 0, 1)))
  }

  @Test("products act from the right, conjugates undo, lengths stay")
  func algebra() {
    var random = RandomStream(seed: 1)
    for _ in 0..<50 {
      let (a, b) = (randomQuaternion(&random), randomQuaternion(&random))
      let v = SIMD3(random.gaussian(), random.gaussian(), random.gaussian())
      #expect(close((a * b).rotate(v), a.rotate(b.rotate(v))))
      #expect(close(a.conjugate.rotate(a.rotate(v)), v))
      #expect(abs((a.rotate(v) * a.rotate(v)).sum() - (v * v).sum()) < 1e-12)
    }
  }

  @Test("roll, pitch and yaw are turns about the fixed x, y and z axes, in this order")
  func rollPitchYaw() {
    var random = RandomStream(seed: 2)
    for _ in 0..<50 {
      let angles = SIMD3(random.uniform(-3, 3), random.uniform(-1.5, 1.5), random.uniform(-3, 3))
      let turn = Quaternion(rollPitchYaw: angles)
      let steps =
        Quaternion(axis: SIMD3(0, 0, 1), radians: angles.z) * Quaternion(axis: SIMD3(0, 1, 0), radians: angles.y)
        * Quaternion(axis: SIMD3(1, 0, 0), radians: angles.x)
      #expect(turn.angle(to: steps) < 1e-7)
      #expect(close(turn.rollPitchYaw, angles, 1e-9))
    }
  }

  @Test("looking straight up or down, the pitch is a right angle and roll is 0", arguments: [-1.0, 1])
  func gimbalLock(sign: Double) {
    let turn = Quaternion(rollPitchYaw: SIMD3(0, sign * .pi / 2, 0.4))
    let angles = turn.rollPitchYaw
    #expect(angles.x == 0 && angles.y == sign * .pi / 2)
    #expect(Quaternion(rollPitchYaw: angles).angle(to: turn) < 1e-6)
  }

  @Test("the angle between turns is the angle of the turn that leads from one to the other")
  func angle() {
    let a = Quaternion(axis: SIMD3(1, 2, 3), radians: 0.3)
    let b = a * Quaternion(axis: SIMD3(0, 1, 0), radians: 1.2)
    #expect(abs(a.angle(to: b) - 1.2) < 1e-12)
    #expect(a.angle(to: Quaternion(x: -a.x, y: -a.y, z: -a.z, w: -a.w)) < 1e-7)
  }

  @Test("a pose times its inverse is nothing, and points go the way of frames")
  func poses() {
    var random = RandomStream(seed: 3)
    for _ in 0..<50 {
      let worldFromHand = Pose(
        position: SIMD3(random.gaussian(), random.gaussian(), random.gaussian()),
        orientation: randomQuaternion(&random))
      let handFromTool = Pose(
        position: SIMD3(random.gaussian(), random.gaussian(), random.gaussian()),
        orientation: randomQuaternion(&random))
      let nothing = worldFromHand * worldFromHand.inverse
      #expect(close(nothing.position, .zero) && nothing.orientation.angle(to: .identity) < 1e-7)
      let p = SIMD3(random.gaussian(), random.gaussian(), random.gaussian())
      #expect(close((worldFromHand * handFromTool) * p, worldFromHand * (handFromTool * p)))
    }
  }

  @Test("a zero quaternion is taken for no turn when normalised")
  func zero() {
    #expect(Quaternion(x: 0, y: 0, z: 0, w: 0).normalized == .identity)
    #expect(Quaternion(x: 0, y: 3, z: 0, w: 4).normalized == Quaternion(x: 0, y: 0.6, z: 0, w: 0.8))
  }
}

@Suite("Robot description")
struct RobotDescriptionTests {
  static func robot() -> RobotDescription {
    var robot = RobotDescription()
    robot.name = "r"
    robot.toolLink = "tool"
    robot.armJoints = [
      .init(
        name: "j1", lowerRadians: -1, upperRadians: 1, maximumRadiansPerSecond: 2, motorNewtonMeters: 10,
        neutralRadians: 0)
    ]
    robot.gripper.joints = [
      .init(
        name: "f1", lowerMeters: 0, upperMeters: 0.04, maximumMetersPerSecond: 0.1, motorNewtons: 20, neutralMeters: 0)
    ]
    return robot
  }

  @Test("a correct description passes; its width is the sum of the fingers, its joints arm first")
  func correct() throws {
    let robot = try Self.robot().validated()
    #expect(robot.gripper.maximumWidthMeters == 0.04 && robot.drivenJoints == ["j1", "f1"])
  }

  @Test(
    "what does not fit together is named by its key",
    arguments: [
      "name", "toolLink", "armJoints", "armJoints.name", "armJoints[0].lowerRadians", "armJoints[0].neutralRadians",
      "armJoints[0].maximumRadiansPerSecond", "armJoints[0].motorNewtonMeters", "gripper.joints[0].lowerMeters",
      "gripper.joints[0].motorNewtons", "gripper.shutTipMeters", "motor.positionGain",
    ])
  func refused(key: String) {
    var robot = Self.robot()
    switch key {
    case "name": robot.name = ""
    case "toolLink": robot.toolLink = ""
    case "armJoints": robot.armJoints = []
    case "armJoints.name": robot.gripper.joints[0].name = "j1"
    case "armJoints[0].lowerRadians": robot.armJoints[0].lowerRadians = 1
    case "armJoints[0].neutralRadians": robot.armJoints[0].neutralRadians = .nan
    case "armJoints[0].maximumRadiansPerSecond": robot.armJoints[0].maximumRadiansPerSecond = 0
    case "armJoints[0].motorNewtonMeters": robot.armJoints[0].motorNewtonMeters = .infinity
    case "gripper.joints[0].lowerMeters": robot.gripper.joints[0].lowerMeters = .nan
    case "gripper.joints[0].motorNewtons": robot.gripper.joints[0].motorNewtons = -1
    case "gripper.shutTipMeters": robot.gripper.shutTipMeters.y = -0.01
    default: robot.motor.positionGain = 2
    }
    do {
      _ = try robot.validated()
      Issue.record("accepted")
    } catch {
      switch error {
      case .missingKey(let path): #expect(path == key)
      case .outOfRange(let found, _, _): #expect(found == key)
      default: Issue.record("\(error)")
      }
    }
  }
}
