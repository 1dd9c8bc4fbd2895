/// Measures the contents of a message by what was agreed on and by the limits of version 1.
struct BodyCheck {
  var agreement: Agreement?
  /// The sender's.
  var session: UInt64
  var role: Role

  func check(_ body: MessageBody) throws(Rejection) {
    switch body {
    case .hello(let hello): try check(hello)
    case .welcome(let welcome): try check(welcome)
    case .refusal(let refusal): try text(refusal.text, "refusal.text")
    case .farewell(let farewell): try text(farewell.text, "farewell.text")
    case .rejection(let rejection): try text(rejection.text, "rejection.text")
    case .ping, .pong, .weightsRequest, .simulationClose: break
    case .observation(let observation): try check(observation)
    case .picture(let picture): try check(picture)
    case .robotStatus(let status): try check(status)
    case .command(let command): try check(command)
    case .leaseRequest(let request): try check(request)
    case .leaseGrant(let grant): try check(grant)
    case .leaseRenewal(let renewal): try positive(renewal.epoch, "lease_renewal.epoch")
    case .leaseRelease(let release): try positive(release.epoch, "lease_release.epoch")
    case .leaseRevocation(let revocation):
      try positive(revocation.epoch, "lease_revocation.epoch")
      try text(revocation.text, "lease_revocation.text")
    case .leaseDenial(let denial):
      try name(denial.holderName, "lease_denial.holder_name")
      try text(denial.text, "lease_denial.text")
    case .event(let event): try check(event, "event", isRelayed: role == .hub)
    case .transition(let transition): try check(transition)
    case .transitionAck(let ack):
      try positive(ack.spool, "transition_ack.spool")
      try counted(ack.durableThrough, "transition_ack.durable_through", from: 0)
    case .weights(let weights): try check(weights)
    case .hubStatus(let status): try check(status)
    case .simulationOpen(let open):
      try name(open.task, "simulation_open.task", mayBeEmpty: false)
      try range(open.copies, "simulation_open.copies", in: 1...FixedLimits.copies)
    case .simulationOpened(let opened): try check(opened)
    case .simulationReset(let reset): try check(reset)
    case .simulationStep(let step):
      try vector(step.actions, "simulation_step.actions", count: copies * actionDimension, limit: 1)
    case .simulationState(let state): try check(state)
    case .simulationRender(let render): try check(render)
    case .simulationPicture(let picture): try check(picture)
    }
  }

  // The gate lets nothing but greetings in before there is an agreement, and no greeting has a vector.
  var observationDimension: Int { agreement?.observationDimension ?? 0 }
  var actionDimension: Int { agreement?.actionDimension ?? 0 }
  var copies: Int { agreement?.copies ?? 1 }
}
