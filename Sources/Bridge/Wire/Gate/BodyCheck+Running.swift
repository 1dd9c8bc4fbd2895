import Vocabulary

/// Messages of a running session: what is seen, commanded and learned from.
extension BodyCheck {
  func check(_ observation: ObservationMessage) throws(Rejection) {
    try counted(observation.number, "observation.number")
    try vector(
      observation.values, "observation.values", count: observationDimension, limit: Float(FixedLimits.magnitude))
    try images(observation.images, "observation.images", copies: 1)
  }

  /// One picture per image of the spaces and copy, each of its size.
  func images(_ images: [[UInt8]], _ field: String, copies: Int) throws(Rejection) {
    let expected = agreement?.imageBytes ?? []
    guard images.count == copies * expected.count else {
      throw .length(field: field, found: images.count, expected: copies * expected.count)
    }
    for place in images.indices {
      let bytes = expected[place % expected.count]
      if images[place].count != bytes {
        throw .length(field: "\(field)[\(place)]", found: images[place].count, expected: bytes)
      }
    }
  }

  func check(_ picture: PictureMessage) throws(Rejection) {
    try name(picture.camera, "picture.camera", mayBeEmpty: false)
    try edges(picture.height, picture.width, "picture")
    let raw = 3 * Int(picture.height) * Int(picture.width)
    if picture.format == .rgb8 {
      guard picture.data.count == raw else {
        throw .length(field: "picture.data", found: picture.data.count, expected: raw)
      }
    } else if picture.data.isEmpty {
      throw .outOfRange(field: "picture.data", value: "empty", allowed: "a picture")
    }
  }

  func edges(_ height: UInt32, _ width: UInt32, _ message: String) throws(Rejection) {
    try range(height, "\(message).height", in: 1...FixedLimits.imageEdge)
    try range(width, "\(message).width", in: 1...FixedLimits.imageEdge)
  }

  func check(_ status: RobotStatus) throws(Rejection) {
    try counted(status.epoch, "robot_status.epoch", from: 0)
    try text(status.reason, "robot_status.reason")
    try text(status.wayOut, "robot_status.way_out")
    if status.jointPositions.isEmpty { return }
    try vector(status.jointPositions, "robot_status.joint_positions", count: agreement?.joints ?? 0)
  }

  func check(_ command: Command) throws(Rejection) {
    try positive(command.epoch, "command.epoch")
    try commands(command.authority, "command.authority")
    // A teleop is a person: the policy speaks through the hub.
    if role == .teleop && command.authority != .expert {
      throw .outOfRange(field: "command.authority", value: "\(command.authority)", allowed: "expert, from a teleop")
    }
    try vector(command.action, "command.action", count: actionDimension, limit: 1)
  }

  private func commands(_ authority: Authority, _ field: String) throws(Rejection) {
    if authority == .none { throw .outOfRange(field: field, value: "none", allowed: "policy or expert") }
  }

  func check(_ request: LeaseRequest) throws(Rejection) {
    try range(request.priority, "lease_request.priority", in: 0...100)
    try range(request.deadmanMilliseconds, "lease_request.deadman_ms", in: 0...FixedLimits.deadmanMilliseconds)
    try text(request.purpose, "lease_request.purpose")
  }

  func check(_ grant: LeaseGrant) throws(Rejection) {
    try positive(grant.epoch, "lease_grant.epoch")
    try commands(grant.authority, "lease_grant.authority")
    try name(grant.holderName, "lease_grant.holder_name")
    try range(grant.deadmanMilliseconds, "lease_grant.deadman_ms", in: 1...FixedLimits.deadmanMilliseconds)
  }

  /// - Parameter isRelayed: whether the sender may speak of others.
  func check(_ event: Event, _ field: String, isRelayed: Bool) throws(Rejection) {
    try text(event.text, "\(field).text")
    if isRelayed { return }
    guard event.origin == session else { throw .origin(found: event.origin, expected: session) }
    guard event.originRole == role else {
      throw .outOfRange(field: "\(field).origin_role", value: "\(event.originRole)", allowed: "\(role)")
    }
  }

  func check(_ transition: TransitionMessage) throws(Rejection) {
    try positive(transition.spool, "transition.spool")
    try counted(transition.number, "transition.number")
    if role != .hub, let spool = agreement?.spool, transition.spool != spool {
      throw .origin(found: transition.spool, expected: spool)
    }
    let most = Float(FixedLimits.magnitude)
    try vector(transition.observation, "transition.observation", count: observationDimension, limit: most)
    try vector(transition.action, "transition.action", count: actionDimension, limit: 1)
    try vector(transition.proposal, "transition.proposal", count: actionDimension, limit: 1)
    try vector(transition.nextObservation, "transition.next_observation", count: observationDimension, limit: most)
    try commands(transition.authority, "transition.authority")
    try number(Double(transition.reward), "transition.reward")
    try list(transition.events.count, "transition.events", limit: FixedLimits.events)
    // The events of a step come from whoever made them.
    for event in transition.events { try check(event, "transition.events", isRelayed: true) }
  }

  func check(_ weights: PolicyWeights) throws(Rejection) {
    try name(weights.task, "weights.task", mayBeEmpty: false)
    if let task = agreement?.task, weights.task != task {
      throw .outOfRange(field: "weights.task", value: weights.task, allowed: task)
    }
    if let robot = agreement?.robot, weights.robot != robot {
      throw .digest(field: "weights.robot_sha256", found: weights.robot, expected: robot)
    }
    let digest = SHA256Digest(hashing: weights.safetensors)
    guard digest == weights.digest else {
      throw .digest(field: "weights.sha256", found: weights.digest, expected: digest)
    }
  }

  func check(_ status: HubStatus) throws(Rejection) {
    try name(status.task, "hub_status.task")
    try name(status.holderName, "hub_status.holder_name")
    try range(status.interventionRate, "hub_status.intervention_rate", in: 0...1)
    try text(status.text, "hub_status.text")
    try list(status.peers.count, "hub_status.peers", limit: FixedLimits.peers)
    for peer in status.peers { try name(peer.name, "hub_status.peers.name") }
  }
}
