import Vocabulary

/// Messages of the handshake.
extension BodyCheck {
  func check(_ hello: Hello) throws(Rejection) {
    try name(hello.name, "hello.name", mayBeEmpty: false)
    try name(hello.software, "hello.software")
    try name(hello.task, "hello.task")
    try range(hello.controlHertz, "hello.control_hz", in: 0...FixedLimits.hertz)
    try range(hello.policyHertz, "hello.policy_hz", in: 0...FixedLimits.hertz)
    // Room above it: a hub counts on from there.
    try range(hello.highestEpoch, "hello.highest_epoch", in: 0...UInt64.max / 2)
    if let robot = hello.robot { try check(robot) }
    if let spaces = hello.spaces { try check(spaces) }
    guard hello.role == .robot else { return }
    if hello.robot == nil { throw .outOfRange(field: "hello.robot", value: "missing", allowed: "what the robot is") }
    if hello.spaces == nil {
      throw .outOfRange(field: "hello.spaces", value: "missing", allowed: "what the robot senses and takes")
    }
    for (rate, field) in [(hello.controlHertz, "hello.control_hz"), (hello.policyHertz, "hello.policy_hz")]
    where rate <= 0 {
      throw .outOfRange(field: field, value: "\(rate)", allowed: "above 0, at most \(FixedLimits.hertz)")
    }
  }

  func check(_ welcome: Welcome) throws(Rejection) {
    guard welcome.role != .hub else {
      throw .outOfRange(field: "welcome.role", value: "hub", allowed: "a client's role")
    }
    try name(welcome.name, "welcome.name")
    try name(welcome.software, "welcome.software")
    try name(welcome.task, "welcome.task")
    if let robot = welcome.robot { try check(robot) }
    try check(welcome.spaces)
    try range(welcome.controlHertz, "welcome.control_hz", in: 0...FixedLimits.hertz)
    try range(welcome.policyHertz, "welcome.policy_hz", in: 0...FixedLimits.hertz)
    try range(welcome.deadmanMilliseconds, "welcome.deadman_ms", in: 1...FixedLimits.deadmanMilliseconds)
    try range(welcome.maximumMessagesPerSecond, "welcome.maximum_messages_per_second", in: 1...UInt32.max)
    try counted(welcome.durableThrough, "welcome.durable_through", from: 0)
    if let labelling = welcome.labelling { try range(labelling.window, "welcome.labelling.window", in: 1...1000) }
  }

  func check(_ spaces: Spaces) throws(Rejection) {
    try list(spaces.observation.dimension, "spaces.observation", limit: FixedLimits.observationDimension)
    try list(spaces.observation.components.count, "spaces.observation", limit: FixedLimits.observationDimension)
    try list(spaces.action.dimension, "spaces.action", limit: FixedLimits.actionDimension)
    try list(spaces.images.count, "spaces.images", limit: FixedLimits.images)
    var seen: Set<String> = []
    for component in spaces.observation.components {
      try name(component.name, "spaces.observation.name", mayBeEmpty: false)
      guard seen.insert(component.name).inserted else {
        throw .outOfRange(field: "spaces.observation.name", value: component.name, allowed: "each name once")
      }
      try name(component.unit, "spaces.observation.unit")
      for element in component.elements { try name(element, "spaces.observation.elements") }
      // Infinite where nothing is expected; not a number never.
      guard component.low <= component.high else {
        throw .outOfRange(field: "spaces.observation.low", value: "\(component.low)", allowed: "≤ \(component.high)")
      }
    }
    for element in spaces.action.elements {
      try name(element.name, "spaces.action.name", mayBeEmpty: false)
      try name(element.unit, "spaces.action.unit")
      try number(element.scale, "spaces.action.scale")
    }
    for image in spaces.images {
      try name(image.name, "spaces.images.name", mayBeEmpty: false)
      try range(image.height, "spaces.images.height", in: 1...Int(FixedLimits.imageEdge))
      try range(image.width, "spaces.images.width", in: 1...Int(FixedLimits.imageEdge))
    }
  }

  func check(_ robot: RobotIdentity) throws(Rejection) {
    try name(robot.name, "robot.name", mayBeEmpty: false)
    try list(robot.joints.count, "robot.joints", limit: FixedLimits.joints)
    for joint in robot.joints {
      try name(joint.name, "robot.joints.name", mayBeEmpty: false)
      try name(joint.unit, "robot.joints.unit")
      try number(joint.lower, "robot.joints.lower")
      try number(joint.upper, "robot.joints.upper")
      guard joint.lower < joint.upper else {
        throw .outOfRange(field: "robot.joints.lower", value: "\(joint.lower)", allowed: "below \(joint.upper)")
      }
      try number(joint.maximumVelocity, "robot.joints.maximum_velocity")
      guard joint.maximumVelocity > 0 else {
        throw .outOfRange(
          field: "robot.joints.maximum_velocity", value: "\(joint.maximumVelocity)", allowed: "above 0")
      }
    }
  }
}
