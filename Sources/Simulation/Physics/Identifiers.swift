/// A body of one world: a rigid object or a whole robot.
public struct BodyID: Hashable, Sendable {
  /// Counts the bodies of a world in the order in which they were added.
  public let index: Int32
}

/// A link of a body: -1 is the base, 0... count depth first in file order, fixed joints included, as pybullet counts.
public struct LinkID: Hashable, Sendable {
  public let body: BodyID
  public let index: Int

  /// The base link of a robot, or a rigid body itself.
  public static func base(of body: BodyID) -> LinkID { LinkID(body: body, index: -1) }
}

/// A joint, numbered as the link behind it.
public struct JointID: Hashable, Sendable {
  public let body: BodyID
  public let index: Int

  /// The link that the joint moves.
  public var link: LinkID { LinkID(body: body, index: index) }
}

public enum JointType: String, Codable, Sendable {
  case fixed, revolute, continuous, prismatic
}

/// A joint that should stand at `multiplier` · q + `offset` of another.
public struct Mimic: Equatable, Sendable {
  /// Index of the leading joint.
  public var leader: Int
  public var multiplier: Double
  /// Radians or metres.
  public var offset: Double

  public init(leader: Int, multiplier: Double, offset: Double) {
    self.leader = leader
    self.multiplier = multiplier
    self.offset = offset
  }
}

/// What a robot's file says about a link and the joint in front of it.
public struct LinkInfo: Equatable, Sendable {
  public var name: String
  /// Index of the parent link, -1 for the base.
  public var parent: Int
  public var jointName: String
  public var jointType: JointType
  /// Radians or metres; nil for a joint without limits.
  public var limits: ClosedRange<Double>?
  /// rad/s or m/s; 0 when the file gives none.
  public var maximumVelocity: Double
  /// N·m or N, the URDF's `effort`; 0 when the file gives none.
  public var maximumForce: Double
  /// Kilograms.
  public var mass: Double
  /// What the file wants this joint to do. Nothing in a world enforces it, as in pybullet: whoever commands the leader
  /// commands this joint, too.
  public var mimic: Mimic?

  public var isMovable: Bool { jointType != .fixed }
}

/// One point where two bodies touch or nearly touch, after the last step.
public struct Contact: Equatable, Sendable {
  /// Link of the first body asked about.
  public var linkA: Int
  public var linkB: Int
  /// On the second body, metres, world.
  public var position: SIMD3<Double>
  /// Unit vector from the second body to the first, world.
  public var normal: SIMD3<Double>
  /// Metres; negative when the bodies overlap.
  public var distance: Double
  /// Newtons along the normal, mean over the last step.
  public var normalForce: Double
}
