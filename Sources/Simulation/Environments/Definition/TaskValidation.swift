public import Vocabulary

extension TaskDefinition {
  /// Checks the relations between values; called once, at load. Keys in the error are those of the file.
  public func validated() throws(ConfigError) -> TaskDefinition {
    guard let first = name.first, first.isUppercase, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else { throw .outOfRange(key: "name", value: name, allowed: "letters and digits, a capital first") }
    // `Reach` + joints and `ReachJoints` would be one id.
    for ending in ["Joints", "Dense"] where name.hasSuffix(ending) {
      throw .outOfRange(key: "name", value: name, allowed: "a name that does not end in \(ending)")
    }
    try check("version", Double(version), in: 0...9999)
    try check("maximumSteps", Double(maximumSteps), in: 1...1_000_000)
    try check("thresholdMeters", thresholdMeters, in: 1e-6...10)
    try check("physics.stepSeconds", physics.stepSeconds, in: 1e-5...0.02)
    try check("physics.substeps", Double(physics.substeps), in: 1...10_000)
    try validateScene()
    try validateControl()
    try validateObject()
    try validateGoal()
    try validateWords()
    try expert.good.validate(key: "expert.good")
    try expert.fair.validate(key: "expert.fair")
    try expert.poor.validate(key: "expert.poor")
    return self
  }

  func validateScene() throws(ConfigError) {
    try check("scene.baseMeters", scene.baseMeters, in: -10...10)
    try check("scene.tableSizeMeters", scene.tableSizeMeters, in: 0.01...10)
    try check("scene.tableCenterXMeters", scene.tableCenterXMeters, in: -10...10)
    try check("scene.tableFriction", scene.tableFriction, in: 0...10)
    try check("scene.groundHeightMeters", scene.groundHeightMeters, in: -10...0)
  }

  func validateControl() throws(ConfigError) {
    try check("control.toolMeters", control.toolMeters, in: 1e-4...1)
    try check("control.jointRadians", control.jointRadians, in: 1e-4...1)
    try check("control.gripperMeters", control.gripperMeters, in: 1e-4...1)
    try check("control.lowestToolTargetMeters", control.lowestToolTargetMeters, in: -10...10)
    let q = control.toolOrientation
    let length = (q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w).squareRoot()
    if !(abs(length - 1) < 1e-6) {
      throw .outOfRange(key: "control.toolOrientation", value: "\(q)", allowed: "a quaternion of length 1")
    }
  }

  private func validateObject() throws(ConfigError) {
    if object.shape == .none { return }
    try check("object.sizeMeters", object.sizeMeters, in: 0.001...2)
    try check("object.massKilograms", object.massKilograms, in: 1e-4...1000)
    try check("object.friction", object.friction, in: 0...10)
    try check("object.startYawRadians", object.startYawRadians, in: 0...3.15)
    try check("object.startLowMeters", object.startLowMeters, in: -100...100)
    try check("object.startHighMeters", object.startHighMeters, in: -100...100)
    try checkBox("object.start", low: object.startLowMeters, high: object.startHighMeters)
  }

  private func validateGoal() throws(ConfigError) {
    try check("goal.lowMeters", goal.lowMeters, in: -10...10)
    try check("goal.highMeters", goal.highMeters, in: -10...10)
    try checkBox("goal.", low: goal.lowMeters, high: goal.highMeters)
    try check("goal.lowestShare", goal.lowestShare, in: 0...1)
    if goal.achieved == .objectPosition { try needsObject("goal.achieved", goal.achieved.rawValue) }
  }

  private func validateWords() throws(ConfigError) {
    if observation.isEmpty { throw .missingKey(path: "observation") }
    if progress.isEmpty { throw .missingKey(path: "progress") }
    if policyInput.isEmpty { throw .missingKey(path: "policyInput") }
    for (place, term) in observation.enumerated() {
      let key = "observation[\(place)]"
      if observation[..<place].contains(term) {
        throw .outOfRange(key: key, value: term.rawValue, allowed: "each term once")
      }
      if term.concernsObject { try needsObject(key, term.rawValue) }
    }
    for (place, term) in progress.enumerated() {
      try check("progress[\(place)].weight", term.weight, in: 1e-3...1000)
      if term.measure.concernsObject { try needsObject("progress[\(place)].measure", term.measure.rawValue) }
    }
    for (place, term) in policyInput.enumerated() { try validate(term, key: "policyInput[\(place)]") }
    for term in expert.script.terms where !observation.contains(term) {
      throw .outOfRange(
        key: "expert.script", value: expert.script.rawValue,
        allowed: "a script whose terms are observed (\(term.rawValue))")
    }
  }

  private func validate(_ term: PolicyInputTerm, key: String) throws(ConfigError) {
    let known = observation.map(\.rawValue) + ["achievedGoal", "desiredGoal"]
    for name in term.components where !known.contains(name) {
      throw .outOfRange(key: key, value: name, allowed: "one of \(known.joined(separator: ", "))")
    }
    switch term {
    case .scaled(_, let scale): try check("\(key).scale", Double(scale), in: -1000...1000)
    case .difference(let name, let minus, let scale):
      try check("\(key).scale", Double(scale), in: -1000...1000)
      let positions = ["toolPosition", "objectPosition", "achievedGoal", "desiredGoal"]
      for name in [name, minus] where !positions.contains(name) {
        throw .outOfRange(key: key, value: name, allowed: "a position: \(positions.joined(separator: ", "))")
      }
    case .circle(let name, let element, let multiple):
      try check("\(key).multiple", Double(multiple), in: -100...100)
      if name != ObservationTerm.objectOrientation.rawValue || !["roll", "pitch", "yaw"].contains(element) {
        throw .outOfRange(key: key, value: "\(name).\(element)", allowed: "objectOrientation: roll, pitch or yaw")
      }
    }
  }

  private func needsObject(_ key: String, _ value: String) throws(ConfigError) {
    if object.shape == .none {
      throw .outOfRange(key: key, value: value, allowed: "a word that needs no object (object.shape is none)")
    }
  }
}

/// A closed range excludes NaN and infinity too.
func check(_ key: String, _ value: SIMD3<Double>, in range: ClosedRange<Double>) throws(ConfigError) {
  for (axis, name) in ["x", "y", "z"].enumerated() { try check("\(key).\(name)", value[axis], in: range) }
}

private func checkBox(_ key: String, low: SIMD3<Double>, high: SIMD3<Double>) throws(ConfigError) {
  for (axis, name) in ["x", "y", "z"].enumerated() where low[axis] > high[axis] {
    throw .outOfRange(key: "\(key)lowMeters.\(name)", value: "\(low[axis])", allowed: "at most \(high[axis])")
  }
}
