public import Vocabulary

/// What the flat vectors of a session hold: agreed on in its handshake.
public struct Spaces: Equatable, Sendable {
  public var observation: ObservationSpace
  public var action: ActionSpace
  /// Pictures that every observation holds beside its flat vector, in their order.
  public var images: [ImageComponent]

  public init(observation: ObservationSpace, action: ActionSpace, images: [ImageComponent] = []) {
    self.observation = observation
    self.action = action
    self.images = images
  }

  public init(of task: TaskSpecification) {
    self.init(observation: task.observation, action: task.action, images: task.images)
  }

  /// Names these spaces in every envelope, so that a message made for others cannot be misread; never 0.
  ///
  /// The first 8 bytes, most significant first, of the SHA-256 over the spaces as the schema's `Spaces` encodes them,
  /// fields in the order of their numbers. A client need not compute it: it repeats what the welcome's envelope says.
  public var schemaHash: UInt64 {
    let digest = SHA256Digest(hashing: encodedAlone(schema))
    return max(1, digest.bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// The first difference to what somebody else has, for people; nil when there is none.
  public func difference(to other: Spaces) -> String? {
    if let text = difference("observation", observation.components, other.observation.components) { return text }
    if let text = difference("action", action.elements, other.action.elements) { return text }
    return difference("image", images, other.images)
  }

  private func difference<Element: Equatable>(
    _ what: String, _ ours: [Element], _ theirs: [Element]
  ) -> String? {
    if ours.count != theirs.count { return "\(ours.count) \(what) parts here, \(theirs.count) there" }
    for place in ours.indices where ours[place] != theirs[place] {
      return "\(what) part \(place) is \(ours[place]) here, \(theirs[place]) there"
    }
    return nil
  }
}

/// What a robot is: the description that its limits come from, and its joints.
public struct RobotIdentity: Equatable, Sendable {
  /// The folder's name, for example `panda`.
  public var name: String
  /// Over `robot.yaml` followed by the URDF.
  public var digest: SHA256Digest
  public var joints: [JointIdentity]

  public init(name: String, digest: SHA256Digest, joints: [JointIdentity]) {
    self.name = name
    self.digest = digest
    self.joints = joints
  }
}

/// A joint and how far it goes.
public struct JointIdentity: Equatable, Sendable {
  public var name: String
  /// `rad` or `m`.
  public var unit: String
  public var lower: Double
  public var upper: Double
  /// unit/s
  public var maximumVelocity: Double

  public init(name: String, unit: String, lower: Double, upper: Double, maximumVelocity: Double) {
    self.name = name
    self.unit = unit
    self.lower = lower
    self.upper = upper
    self.maximumVelocity = maximumVelocity
  }
}
