import Foundation
import SwiftProtobuf

extension TransitionMessage {
  init(_ schema: Reins_V1_Transition) throws(Rejection) {
    self.init(
      spool: schema.spool, number: schema.number, episode: schema.episode, step: schema.step,
      continues: schema.continues, observation: schema.observation, action: schema.action, proposal: schema.proposal,
      nextObservation: schema.nextObservation, authority: try known(schema.authority, "transition.authority"),
      outcome: try stepOutcome(schema.outcome.rawValue, "transition.outcome"), reward: schema.reward,
      clipped: schema.clipped, onset: schema.onset, policyVersion: schema.policyVersion, epoch: schema.epoch,
      sensedNanoseconds: schema.sensedNs, executedNanoseconds: schema.executedNs,
      events: try each(schema.events) { (event) throws(Rejection) in try Event(event) })
  }

  var schema: Reins_V1_Transition {
    .with {
      $0.spool = spool
      $0.number = number
      $0.episode = episode
      $0.step = step
      $0.continues = continues
      $0.observation = observation
      $0.action = action
      $0.proposal = proposal
      $0.nextObservation = nextObservation
      $0.authority = wire(authority)
      $0.outcome = Reins_V1_Outcome(rawValue: Int(outcome.wireValue)) ?? .running
      $0.reward = reward
      $0.clipped = clipped
      $0.onset = onset
      $0.policyVersion = policyVersion
      $0.epoch = epoch
      $0.sensedNs = sensedNanoseconds
      $0.executedNs = executedNanoseconds
      $0.events = events.map(\.schema)
    }
  }
}

extension TransitionAcknowledgement {
  init(_ schema: Reins_V1_TransitionAck) throws(Rejection) {
    self.init(spool: schema.spool, durableThrough: schema.durableThrough)
  }

  var schema: Reins_V1_TransitionAck { .with { ($0.spool, $0.durableThrough) = (spool, durableThrough) } }
}

extension PolicyWeights {
  init(_ schema: Reins_V1_Weights) throws(Rejection) {
    self.init(
      version: schema.version, task: schema.task, robot: try readDigest(schema.robotSha256, "weights.robot_sha256"),
      digest: try readDigest(schema.sha256, "weights.sha256"), safetensors: [UInt8](schema.safetensors))
  }

  var schema: Reins_V1_Weights {
    .with {
      $0.version = version
      $0.task = task
      $0.robotSha256 = Data(robot.bytes)
      $0.sha256 = Data(digest.bytes)
      $0.safetensors = Data(safetensors)
    }
  }
}

extension WeightsRequest {
  init(_ schema: Reins_V1_WeightsRequest) throws(Rejection) { self.init(haveVersion: schema.haveVersion) }

  var schema: Reins_V1_WeightsRequest { .with { $0.haveVersion = haveVersion } }
}
