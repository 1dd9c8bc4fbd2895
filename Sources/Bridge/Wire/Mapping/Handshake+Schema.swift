import SwiftProtobuf

extension Hello {
  init(_ schema: Reins_V1_Hello) throws(Rejection) {
    self.init(
      role: try known(schema.role, "hello.role"), name: schema.name, software: schema.software, task: schema.task,
      robot: schema.hasRobot ? try RobotIdentity(schema.robot) : nil,
      spaces: schema.hasSpaces ? try Spaces(schema.spaces) : nil, controlHertz: schema.controlHz,
      policyHertz: schema.policyHz, spool: schema.spool, highestEpoch: schema.highestEpoch)
  }

  var schema: Reins_V1_Hello {
    .with {
      $0.role = wire(role)
      $0.name = name
      $0.software = software
      $0.task = task
      if let robot { $0.robot = robot.schema }
      if let spaces { $0.spaces = spaces.schema }
      $0.controlHz = controlHertz
      $0.policyHz = policyHertz
      $0.spool = spool
      $0.highestEpoch = highestEpoch
    }
  }
}

extension Hello {
  /// In the text format of Protocol Buffers: what drivers in other languages read (`clients/`).
  public var protobufText: String { schema.textFormatString() }
}

extension Welcome {
  init(_ schema: Reins_V1_Welcome) throws(Rejection) {
    self.init(
      role: try known(schema.role, "welcome.role"), name: schema.name, software: schema.software, task: schema.task,
      robot: schema.hasRobot ? try RobotIdentity(schema.robot) : nil, spaces: try Spaces(schema.spaces),
      controlHertz: schema.controlHz, policyHertz: schema.policyHz, deadmanMilliseconds: schema.deadmanMs,
      onSilence: try known(schema.onSilence, "welcome.on_silence"),
      helloMonotonicNanoseconds: schema.helloMonotonicNs, receivedMonotonicNanoseconds: schema.receivedMonotonicNs,
      durableThrough: schema.durableThrough, transitionCredit: schema.transitionCredit,
      maximumMessagesPerSecond: schema.maximumMessagesPerSecond, epoch: schema.epoch,
      labelling: schema.hasLabelling ? try Labelling(schema.labelling) : nil)
  }

  var schema: Reins_V1_Welcome {
    .with {
      $0.role = wire(role)
      $0.name = name
      $0.software = software
      $0.task = task
      if let robot { $0.robot = robot.schema }
      $0.spaces = spaces.schema
      $0.controlHz = controlHertz
      $0.policyHz = policyHertz
      $0.deadmanMs = deadmanMilliseconds
      $0.onSilence = wire(onSilence)
      $0.helloMonotonicNs = helloMonotonicNanoseconds
      $0.receivedMonotonicNs = receivedMonotonicNanoseconds
      $0.durableThrough = durableThrough
      $0.transitionCredit = transitionCredit
      $0.maximumMessagesPerSecond = maximumMessagesPerSecond
      $0.epoch = epoch
      if let labelling { $0.labelling = labelling.schema }
    }
  }
}

extension Labelling {
  init(_ schema: Reins_V1_Labelling) throws(Rejection) {
    self.init(
      window: schema.window, onSuccess: try known(schema.onSuccess, "welcome.labelling.on_success"),
      storeExpert: try known(schema.storeExpert, "welcome.labelling.store_expert"), guardTrips: schema.guardTrips)
  }

  var schema: Reins_V1_Labelling {
    .with {
      $0.window = window
      $0.onSuccess = wire(onSuccess)
      $0.storeExpert = wire(storeExpert)
      $0.guardTrips = guardTrips
    }
  }
}

extension Refusal {
  init(_ schema: Reins_V1_Refusal) throws(Rejection) {
    self.init(
      reason: try known(schema.reason, "refusal.reason"), text: schema.text,
      hub: WireVersion(major: schema.hubMajor, minor: schema.hubMinor),
      client: WireVersion(major: schema.clientMajor, minor: schema.clientMinor))
  }

  var schema: Reins_V1_Refusal {
    .with {
      $0.reason = wire(reason)
      $0.text = text
      ($0.hubMajor, $0.hubMinor) = (hub.major, hub.minor)
      ($0.clientMajor, $0.clientMinor) = (client.major, client.minor)
    }
  }
}

extension Farewell {
  init(_ schema: Reins_V1_Farewell) throws(Rejection) { self.init(text: schema.text) }

  var schema: Reins_V1_Farewell { .with { $0.text = text } }
}

extension Ping {
  init(_ schema: Reins_V1_Ping) throws(Rejection) { self.init(number: schema.number) }

  var schema: Reins_V1_Ping { .with { $0.number = number } }
}

extension Pong {
  init(_ schema: Reins_V1_Pong) throws(Rejection) {
    self.init(
      number: schema.number, pingMonotonicNanoseconds: schema.pingMonotonicNs,
      receivedMonotonicNanoseconds: schema.receivedMonotonicNs)
  }

  var schema: Reins_V1_Pong {
    .with {
      $0.number = number
      $0.pingMonotonicNs = pingMonotonicNanoseconds
      $0.receivedMonotonicNs = receivedMonotonicNanoseconds
    }
  }
}

extension RejectionNotice {
  init(_ schema: Reins_V1_RejectionNotice) throws(Rejection) {
    self.init(
      session: schema.session, sequence: schema.sequence, reason: try known(schema.reason, "rejection.reason"),
      text: schema.text)
  }

  var schema: Reins_V1_RejectionNotice {
    .with {
      $0.session = session
      $0.sequence = sequence
      $0.reason = wire(reason)
      $0.text = text
    }
  }
}
