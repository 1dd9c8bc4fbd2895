public import Vocabulary

extension LocomotionDefinition {
  /// Checks every value; called once, at load. Keys in the error are those of the file.
  public func validated() throws(ConfigError) -> LocomotionDefinition {
    for (key, text) in [("id", id), ("robot", robot), ("source", source), ("model", model), ("body", body)]
    where text.isEmpty { throw .missingKey(path: key) }
    // A file of `sim/assets`, and nothing that leads out of it.
    let plain = model.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    if !plain || model.hasPrefix(".") {
      throw .wrongType(path: "model", value: model, expected: "the name of a file in sim/assets")
    }
    try checkCameras(cameras)
    try check("maximumSteps", maximumSteps, in: 1...1_000_000)
    try check("solvedReturn", solvedReturn, in: 0...1e9)
    try check("physics.stepSeconds", physics.stepSeconds, in: 1e-5...0.1)
    try check("physics.substeps", physics.substeps, in: 1...1000)
    try check("physics.solverIterations", physics.solverIterations, in: 1...10_000)
    try check("physics.contactErrorReduction", physics.contactErrorReduction, in: 0...1)
    try check("physics.gravity", physics.gravity, in: 0...100)
    try check("ground.friction", ground.friction, in: 0...1000)
    try check("ground.restitution", ground.restitution, in: 0...1)
    try check("start.jointRadians", start.jointRadians, in: 0...3.15)
    try check("start.referenceHeightMeters", start.referenceHeightMeters, in: 0...100)
    try check("power", power, in: 0...1e6)
    try check("alive.bonus", alive.bonus, in: 0...1e6)
    try check("alive.minimumHeightMeters", alive.minimumHeightMeters, in: 0...100)
    try check("alive.maximumPitchRadians", alive.maximumPitchRadians, in: 0...3.15)
    for (key, cost) in [
      ("electricity", costs.electricity), ("stallTorque", costs.stallTorque), ("jointAtLimit", costs.jointAtLimit),
    ] { try check("costs.\(key)", cost, in: 0...1e6) }
    for axis in 0..<2 { try check("targetMeters", targetMeters[axis], in: -1e6...1e6) }
    try validateNames()
    return self
  }

  private func validateNames() throws(ConfigError) {
    if joints.isEmpty { throw .missingKey(path: "joints") }
    for (place, joint) in joints.enumerated() {
      try check("joints[\(place)].powerCoefficient", joint.powerCoefficient, in: 0...1e6)
      if joints[..<place].contains(where: { $0.name == joint.name }) {
        throw .outOfRange(key: "joints[\(place)].name", value: joint.name, allowed: "each joint once")
      }
    }
    for (place, foot) in feet.enumerated() where feet[..<place].contains(foot) {
      throw .outOfRange(key: "feet[\(place)]", value: foot, allowed: "each link once")
    }
    for (place, link) in alive.forbiddenContacts.enumerated() where !feet.contains(link) {
      throw .wrongType(
        path: "alive.forbiddenContacts[\(place)]", value: link, expected: "one of feet: \(feet.joined(separator: ", "))"
      )
    }
  }

  /// Seconds between two actions.
  var controlSeconds: Double { physics.stepSeconds * Double(physics.substeps) }
}
