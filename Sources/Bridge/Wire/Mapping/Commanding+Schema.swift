import SwiftProtobuf

extension Command {
  init(_ schema: Reins_V1_Command) throws(Rejection) {
    self.init(
      epoch: schema.epoch, authority: try known(schema.authority, "command.authority"),
      observation: schema.observation, policyVersion: schema.policyVersion, action: schema.action)
  }

  var schema: Reins_V1_Command {
    .with {
      $0.epoch = epoch
      $0.authority = wire(authority)
      $0.observation = observation
      $0.policyVersion = policyVersion
      $0.action = action
    }
  }
}

extension LeaseRequest {
  init(_ schema: Reins_V1_LeaseRequest) throws(Rejection) {
    self.init(priority: schema.priority, deadmanMilliseconds: schema.deadmanMs, purpose: schema.purpose)
  }

  var schema: Reins_V1_LeaseRequest {
    .with { ($0.priority, $0.deadmanMs, $0.purpose) = (priority, deadmanMilliseconds, purpose) }
  }
}

extension LeaseGrant {
  init(_ schema: Reins_V1_LeaseGrant) throws(Rejection) {
    self.init(
      epoch: schema.epoch, holder: schema.holder, holderName: schema.holderName,
      authority: try known(schema.authority, "lease_grant.authority"), deadmanMilliseconds: schema.deadmanMs)
  }

  var schema: Reins_V1_LeaseGrant {
    .with {
      $0.epoch = epoch
      $0.holder = holder
      $0.holderName = holderName
      $0.authority = wire(authority)
      $0.deadmanMs = deadmanMilliseconds
    }
  }
}

extension LeaseRenewal {
  init(_ schema: Reins_V1_LeaseRenewal) throws(Rejection) { self.init(epoch: schema.epoch) }

  var schema: Reins_V1_LeaseRenewal { .with { $0.epoch = epoch } }
}

extension LeaseRelease {
  init(_ schema: Reins_V1_LeaseRelease) throws(Rejection) { self.init(epoch: schema.epoch) }

  var schema: Reins_V1_LeaseRelease { .with { $0.epoch = epoch } }
}

extension LeaseRevocation {
  init(_ schema: Reins_V1_LeaseRevocation) throws(Rejection) {
    self.init(
      epoch: schema.epoch, reason: try known(schema.reason, "lease_revocation.reason"), text: schema.text)
  }

  var schema: Reins_V1_LeaseRevocation { .with { ($0.epoch, $0.reason, $0.text) = (epoch, wire(reason), text) } }
}

extension LeaseDenial {
  init(_ schema: Reins_V1_LeaseDenial) throws(Rejection) {
    self.init(holder: schema.holder, holderName: schema.holderName, text: schema.text)
  }

  var schema: Reins_V1_LeaseDenial { .with { ($0.holder, $0.holderName, $0.text) = (holder, holderName, text) } }
}

extension Event {
  init(_ schema: Reins_V1_Event) throws(Rejection) {
    self.init(
      kind: try known(schema.kind, "event.kind"), atNanoseconds: schema.atNs, origin: schema.origin,
      originRole: try known(schema.originRole, "event.origin_role"), episode: schema.episode, step: schema.step,
      text: schema.text)
  }

  var schema: Reins_V1_Event {
    .with {
      $0.kind = wire(kind)
      $0.atNs = atNanoseconds
      $0.origin = origin
      $0.originRole = wire(originRole)
      $0.episode = episode
      $0.step = step
      $0.text = text
    }
  }
}
