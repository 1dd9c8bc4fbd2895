import Teleoperation

extension TeleopSession {
  /// A simulated person: the hub's task's scripted expert, and a gate that says when to take over.
  ///
  /// - Parameters:
  ///   - expertOverrides: `shiftedGoalShare=0.4`: keys of `ExpertQuality`.
  ///   - interventionOverrides: `progressSteps=4`: keys of `InterventionConfiguration`.
  public static func withExpert(
    _ settings: TeleopSettings, expertOverrides: [String], interventionOverrides: [String], seed: UInt64,
    catalog: TaskCatalog
  ) throws -> TeleopSession {
    let source = try ExpertOperator(
      expertOverrides: expertOverrides, interventionOverrides: interventionOverrides, seed: seed, catalog: catalog)
    return try TeleopSession(settings, source: source, map: TeleopFiles.keyMap(nil), write: writeOut)
  }
}
