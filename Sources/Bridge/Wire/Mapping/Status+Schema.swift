import SwiftProtobuf

extension RobotStatus {
  init(_ schema: Reins_V1_RobotStatus) throws(Rejection) {
    self.init(
      mode: try known(schema.mode, "robot_status.mode"), reason: schema.reason, wayOut: schema.wayOut,
      epoch: schema.epoch, policyVersion: schema.policyVersion, ticks: schema.ticks, lateTicks: schema.lateTicks,
      clippedTicks: schema.clippedTicks, commandAge: Percentiles(schema.commandAgeP50Ns, schema.commandAgeP99Ns),
      dryRun: schema.dryRun, jointPositions: schema.jointPositions)
  }

  var schema: Reins_V1_RobotStatus {
    .with {
      $0.mode = wire(mode)
      $0.reason = reason
      $0.wayOut = wayOut
      $0.epoch = epoch
      $0.policyVersion = policyVersion
      $0.ticks = ticks
      $0.lateTicks = lateTicks
      $0.clippedTicks = clippedTicks
      ($0.commandAgeP50Ns, $0.commandAgeP99Ns) = (commandAge.median, commandAge.p99)
      $0.dryRun = dryRun
      $0.jointPositions = jointPositions
    }
  }
}

extension HubStatus {
  init(_ schema: Reins_V1_HubStatus) throws(Rejection) {
    self.init(
      task: schema.task, mode: try known(schema.mode, "hub_status.mode"),
      authority: try known(schema.authority, "hub_status.authority"), epoch: schema.epoch, holder: schema.holder,
      holderName: schema.holderName, episode: schema.episode, step: schema.step, successes: schema.successes,
      takeovers: schema.takeovers, interventionRate: schema.interventionRate,
      durableTransitions: schema.durableTransitions, updates: schema.updates, policyVersion: schema.policyVersion,
      peers: try each(schema.peers) { (peer) throws(Rejection) in try PeerStatus(peer) }, text: schema.text)
  }

  var schema: Reins_V1_HubStatus {
    .with {
      $0.task = task
      $0.mode = wire(mode)
      $0.authority = wire(authority)
      $0.epoch = epoch
      $0.holder = holder
      $0.holderName = holderName
      $0.episode = episode
      $0.step = step
      $0.successes = successes
      $0.takeovers = takeovers
      $0.interventionRate = interventionRate
      $0.durableTransitions = durableTransitions
      $0.updates = updates
      $0.policyVersion = policyVersion
      $0.peers = peers.map(\.schema)
      $0.text = text
    }
  }
}

extension PeerStatus {
  fileprivate init(_ schema: Reins_V1_PeerStatus) throws(Rejection) {
    self.init(
      session: schema.session, role: try known(schema.role, "hub_status.peers.role"), name: schema.name,
      clockOffsetNanoseconds: schema.clockOffsetNs,
      roundTrip: Percentiles(schema.roundTripP50Ns, schema.roundTripP99Ns),
      oneWay: Percentiles(schema.oneWayP50Ns, schema.oneWayP99Ns), received: schema.received, lost: schema.lost)
    for count in schema.rejected {
      let reason: RejectionReason = try known(count.reason, "hub_status.peers.rejected.reason")
      rejected[reason] &+= count.count
    }
  }

  fileprivate var schema: Reins_V1_PeerStatus {
    .with {
      $0.session = session
      $0.role = wire(role)
      $0.name = name
      $0.clockOffsetNs = clockOffsetNanoseconds
      ($0.roundTripP50Ns, $0.roundTripP99Ns) = (roundTrip.median, roundTrip.p99)
      ($0.oneWayP50Ns, $0.oneWayP99Ns) = (oneWay.median, oneWay.p99)
      $0.received = received
      $0.lost = lost
      $0.rejected = RejectionReason.allCases.filter { rejected[$0] > 0 }.map { reason in
        .with { ($0.reason, $0.count) = (wire(reason), rejected[reason]) }
      }
    }
  }
}
