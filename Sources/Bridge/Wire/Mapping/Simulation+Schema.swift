import Foundation
import SwiftProtobuf
import Vocabulary

extension SimulationOpen {
  init(_ schema: Reins_V1_SimulationOpen) throws(Rejection) {
    self.init(task: schema.task, copies: schema.copies)
  }

  var schema: Reins_V1_SimulationOpen { .with { ($0.task, $0.copies) = (task, copies) } }
}

extension SimulationOpened {
  init(_ schema: Reins_V1_SimulationOpened) throws(Rejection) {
    self.init(
      task: schema.task, robot: schema.robot, copies: schema.copies, spaces: try Spaces(schema.spaces),
      maximumSteps: schema.maximumSteps, stepSeconds: schema.stepSeconds, rewardText: schema.rewardText,
      successText: schema.successText, cameras: schema.cameras, answers: schema.answers)
  }

  var schema: Reins_V1_SimulationOpened {
    .with {
      $0.task = task
      $0.robot = robot
      $0.copies = copies
      $0.spaces = spaces.schema
      $0.maximumSteps = maximumSteps
      $0.stepSeconds = stepSeconds
      $0.rewardText = rewardText
      $0.successText = successText
      $0.cameras = cameras
      $0.answers = answers
    }
  }
}

extension SimulationReset {
  init(_ schema: Reins_V1_SimulationReset) throws(Rejection) { self.init(copies: schema.copies, seeds: schema.seeds) }

  var schema: Reins_V1_SimulationReset { .with { ($0.copies, $0.seeds) = (copies, seeds) } }
}

extension SimulationStep {
  init(_ schema: Reins_V1_SimulationStep) throws(Rejection) { self.init(actions: schema.actions) }

  var schema: Reins_V1_SimulationStep { .with { $0.actions = actions } }
}

extension SimulationState {
  init(_ schema: Reins_V1_SimulationState) throws(Rejection) {
    self.init(
      observations: schema.observations, rewards: schema.rewards, progress: schema.progress,
      outcomes: try each([UInt8](schema.outcomes)) { (byte) throws(Rejection) in
        try stepOutcome(Int(byte), "simulation_state.outcomes")
      },
      successes: try each([UInt8](schema.successes)) { (byte) throws(Rejection) in
        guard byte < 2 else { throw .unknownValue(field: "simulation_state.successes", value: Int(byte)) }
        return byte == 1
      },
      causes: schema.causes, images: schema.images.map { [UInt8]($0) }, answers: schema.answers)
  }

  var schema: Reins_V1_SimulationState {
    .with {
      $0.observations = observations
      $0.rewards = rewards
      $0.progress = progress
      $0.outcomes = Data(outcomes.map(\.wireValue))
      $0.successes = Data(successes.map { $0 ? 1 : 0 })
      $0.causes = causes
      $0.images = images.map { Data($0) }
      $0.answers = answers
    }
  }
}

extension SimulationRender {
  init(_ schema: Reins_V1_SimulationRender) throws(Rejection) {
    self.init(copy: schema.copy, camera: schema.camera, height: schema.height, width: schema.width)
  }

  var schema: Reins_V1_SimulationRender {
    .with { ($0.copy, $0.camera, $0.height, $0.width) = (copy, camera, height, width) }
  }
}

extension SimulationPicture {
  init(_ schema: Reins_V1_SimulationPicture) throws(Rejection) {
    self.init(height: schema.height, width: schema.width, rgb: [UInt8](schema.rgb), answers: schema.answers)
  }

  var schema: Reins_V1_SimulationPicture {
    .with { ($0.height, $0.width, $0.rgb, $0.answers) = (height, width, Data(rgb), answers) }
  }
}
