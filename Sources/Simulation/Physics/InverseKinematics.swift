/// Settings of an inverse kinematics solver: damped least squares (Wampler 1986; Nakamura and Hanafusa 1986), damping
/// adapted as Levenberg and Marquardt do, joint limits held by an active set.
public struct InverseKinematics: Sendable {
  /// Joints that may move, at most 16; the others keep their positions.
  public let joints: [JointID]
  /// Most steps; a solver that starts near its goal needs two or three.
  public var iterations = 50
  /// Initial damping, metres.
  public var damping = 0.01
  /// How many metres of position error weigh as much as one radian of orientation error; 0 leaves orientation free.
  public var metresPerRadian = 0.3
  /// Metres at which the position is good enough.
  public var positionTolerance = 1e-6
  /// Radians at which the orientation is good enough.
  public var orientationTolerance = 1e-6
  /// Furthest that one call may move a joint from its start, radians or metres. A redundant arm at a joint limit finds
  /// a way round through a posture far away; a controller that asks for a few centimetres wants to stay near.
  public var maximumChange = 0.5

  /// Where the joints should stand as far as the link's pose leaves them free, order of `joints`; empty: nowhere.
  public var posture: [Double] = []
  /// Share of the way to `posture` that one call goes.
  public var postureShare = 0.1

  /// Place of each joint among its body's links, as the C side wants them.
  let indices: [Int32]

  /// What a solution leaves.
  public struct Residual: Equatable, Sendable {
    public var metres: Double
    public var radians: Double
  }

  public init(joints: [JointID]) {
    precondition((1...16).contains(joints.count), "inverse kinematics moves 1 to 16 joints, not \(joints.count)")
    precondition(joints.allSatisfy { $0.body == joints[0].body }, "inverse kinematics moves the joints of one body")
    precondition(Set(joints).count == joints.count, "inverse kinematics names each joint once")
    self.joints = joints
    indices = joints.map { Int32($0.index) }
  }
}
