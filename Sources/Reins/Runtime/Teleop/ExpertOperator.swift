import Configuration
import Environments
import Intervention
import Teleoperation
import Vocabulary
import Wire

/// A simulated person as an operator: made for the task that the hub runs, when it says which.
final class ExpertOperator: OperatorSource {
  private let quality: ExpertQuality
  private let intervention: InterventionConfiguration
  private let seed: UInt64
  private let catalog: TaskCatalog
  private var person: SimulatedPerson?
  let name = "simulated person"

  /// - Throws: `outOfRange` for a gate that needs what a teleop does not see.
  init(expertOverrides: [String], interventionOverrides: [String], seed: UInt64, catalog: TaskCatalog) throws {
    quality = try decodeConfiguration(
      ExpertQuality(), yaml: "", file: "--expert-set", overrides: expertOverrides
    ).validated()
    intervention = try decodeConfiguration(
      InterventionConfiguration(), yaml: "", file: "--intervention-set", overrides: interventionOverrides
    ).validated()
    guard [.progress, .random, .never].contains(intervention.gate) else {
      throw ConfigError.outOfRange(
        key: "intervention.gate", value: intervention.gate.rawValue,
        allowed: "progress, random or never: a teleop does not see what the policy proposes")
    }
    self.seed = seed
    self.catalog = catalog
  }

  func begin(_ welcome: Welcome) throws -> String? {
    person?.forget()
    if person != nil { return nil }
    let made = try catalog.environment(id: welcome.task)
    let specification = made.specification
    guard let environment = made as? ManipulationEnvironment, environment.expertNeedsOnlyObservations else {
      throw TeleopError.noRemoteExpert(task: welcome.task)
    }
    if let difference = Spaces(of: specification).difference(to: welcome.spaces) {
      throw TeleopError.otherSpaces(task: welcome.task, difference: difference)
    }
    let observed = ObservedProgress(environment)
    person = SimulatedPerson(
      expert: try environment.makeExpert(quality),
      gate: try intervention.makeGate(judge: nil, actionDimension: specification.action.dimension),
      left: { observed.progress($0) }, graceSteps: intervention.graceSteps,
      jitter: OnsetJitter(seconds: intervention.onsetJitterSeconds, stepSeconds: specification.stepSeconds),
      actionDimension: specification.action.dimension, seed: RandomStream(seed: seed).derived("teleop"))
    return nil
  }

  func observe(_ observation: ObservationMessage, stage: TeleopPilot.Stage, authority: Authority?) throws {
    person?.observe(observation, stage: stage, authority: authority)
  }

  func hands(at now: UInt64, isInControl: Bool, deeds: inout [Deed]) -> Hands {
    Hands(takesOver: person?.takesOver ?? false, action: person?.action ?? [])
  }

  func commanded() { person?.commanded() }
}
