import Foundation
public import Vocabulary

public typealias ReachExpert = ScriptedExpert<ReachScript>
public typealias PushExpert = ScriptedExpert<PushScript>
public typealias PickAndPlaceExpert = ScriptedExpert<PickAndPlaceScript>
public typealias SlideExpert = ScriptedExpert<SlideScript>
public typealias StackExpert = ScriptedExpert<StackScript>
public typealias OpenExpert = ScriptedExpert<OpenScript>

/// A script that acts in one environment's action space, with the mistakes that its quality asks for.
///
/// With tool actions the answer depends on the observation alone. With joint actions the script's wish goes through the
/// environment's inverse kinematics, counted from the joints as they are now, because the observation has no joints.
public final class ScriptedExpert<Script: ExpertScript>: Expert {
  public let quality: ExpertQuality
  /// What this episode's goal is mistaken by, world axes, metres.
  public private(set) var goalError: SIMD3<Double>

  private let environment: ManipulationEnvironment
  private let script: Script
  private let layout: SituationLayout
  private var turns: [Double]

  /// `quality` is checked by whoever read it.
  public init(_ environment: ManipulationEnvironment, quality: ExpertQuality) {
    self.environment = environment
    self.quality = quality
    script = Script(environment.definition, environment.scene.description)
    layout = SituationLayout(environment.specification.observation, environment.definition)
    goalError = quality.biasMeters
    turns = Array(repeating: 0, count: environment.scene.armCount)
  }

  public func beginEpisode(random: inout RandomStream) {
    goalError = quality.drawGoalError(&random)
  }

  public func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    var situation = layout.read(observation)
    situation.mistake(environment.definition.goal.achieved, by: goalError)
    let control = environment.definition.control
    let command = script.command(situation)
    let step = shortened(command.meters, to: control.toolMeters)
    switch environment.identifier.form {
    case .tool:
      for axis in 0..<3 { action[axis] = Float(step[axis] / control.toolMeters) }
      if control.tool != .position {
        let turn = shortened(environment.scene.uprightTurn, to: control.toolRadians)
        for axis in 0..<3 { action[3 + axis] = Float(turn[axis] / control.toolRadians) }
      }
    case .joints:
      environment.scene.turns(for: step, upright: command.upright, into: &turns)
      // At full speed a joint turns so far in one step.
      let atSpeed = control.jointRadiansPerSecond * environment.specification.stepSeconds
      var largest = control.joints == .velocity ? atSpeed : control.jointRadians
      for turn in turns { largest = max(largest, abs(turn)) }
      for place in turns.indices { action[place] = Float(turns[place] / largest) }
    }
    if control.gripper == .free { action[action.count - 1] = Float(command.gripper) }
  }
}

extension ManipulationEnvironment {
  /// The task's scripted expert, acting in this environment's action space.
  ///
  /// - Throws: `noExpert` where the task names none.
  public func makeExpert(_ quality: ExpertQuality) throws(TaskError) -> any Expert {
    // The scripts know where the tool should go, not what the arm weighs.
    if identifier.form == .joints && definition.control.joints == .torque { throw .noExpert(task: specification.id) }
    return switch definition.expert.script {
    case .reach: ReachExpert(self, quality: quality)
    case .push: PushExpert(self, quality: quality)
    case .pickAndPlace: PickAndPlaceExpert(self, quality: quality)
    case .slide: SlideExpert(self, quality: quality)
    case .stack: StackExpert(self, quality: quality)
    case .open: OpenExpert(self, quality: quality)
    case .none: throw .noExpert(task: specification.id)
    }
  }
}

extension Situation {
  /// Moves what the task is about, for whoever looks at it: the goal, or where the goal is no place, what has to be
  /// grasped.
  mutating func mistake(_ achieved: GoalDefinition.Achieved, by meters: SIMD3<Double>) {
    switch achieved {
    case .toolPosition, .objectPosition, .objectPositions:
      goal += meters
      secondGoal += meters
    case .objectOrientation, .lift: object += meters
    case .opening: handle += meters
    }
  }
}

extension ExpertQuality {
  /// The goal error of one episode, world axes, metres. Always two draws.
  public func drawGoalError(_ random: inout RandomStream) -> SIMD3<Double> {
    let shifted = random.bernoulli(shiftedGoalShare)
    let heading = 2 * Double.pi * random.unit()
    let shift = shifted ? shiftMeters : 0
    return biasMeters + shift * SIMD3(cos(heading), sin(heading), 0)
  }
}
