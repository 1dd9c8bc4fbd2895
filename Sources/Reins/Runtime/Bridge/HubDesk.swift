import Foundation
import Hub
import Sessions
import Transport
import Vocabulary
import Wire

/// A hub's endpoint and its pilot: what comes in goes to the pilot, and what the pilot wants goes out.
final class HubDesk {
  typealias Input = HubEndpoint.Input

  let endpoint: HubEndpoint
  let pilot: HubPilot
  private(set) var robotStatus: RobotStatus?
  /// Every action goes through it on its way to the robot; nil sends none.
  var outgoing: (Command) -> Command? = { $0 }
  /// Whoever joins and leaves, after the desk itself has acted on it.
  var joined: (Peer, HubMember) -> Void = { _, _ in }
  var left: (Peer) -> Void = { _ in }
  private let specification: TaskSpecification
  private let validMilliseconds: UInt32
  private let report: @Sendable (String) -> Void
  private var inputs: [Input] = []
  private var robot: Peer?
  private var asker: Peer?
  private var handed: [MessageBody] = []
  private var nextStatus: UInt64 = 0

  init(
    _ endpoint: HubEndpoint, _ pilot: HubPilot, specification: TaskSpecification, stepSeconds: Double,
    report: @escaping @Sendable (String) -> Void
  ) {
    self.endpoint = endpoint
    self.pilot = pilot
    self.specification = specification
    self.report = report
    // Two policy periods.
    validMilliseconds = UInt32(max(1, (2_000 * stepSeconds).rounded(.up)))
  }

  /// Waits for messages at most this long, and acts on them and on what time did.
  ///
  /// - Parameters:
  ///   - policy: asked at each observation.
  ///   - other: what the desk does not know; its answer is sent.
  func turn(
    milliseconds: Int, policy: () -> any Policy, other: (Envelope, HubMember) -> MessageBody? = { _, _ in nil }
  ) throws {
    try endpoint.turn(milliseconds: milliseconds, inputs: &inputs)
    pilot.poll(at: endpoint.now.monotonicNanoseconds)
    try send()
    var place = 0
    while place < inputs.count {
      let input = inputs[place]
      place += 1
      if case .message(let peer, let envelope) = input {
        guard let member = endpoint.sessions.members[peer] ?? leaving(peer, from: place) else { continue }
        if !take(envelope, from: peer, member, policy), let answer = other(envelope, member) {
          try act { sessions, now in sessions.send(answer, to: peer, at: now) }
        }
      } else {
        take(input)
      }
      try send()
    }
    inputs.removeAll(keepingCapacity: true)
  }

  /// Who has said farewell after that message, in the same turn.
  private func leaving(_ peer: Peer, from place: Int) -> HubMember? {
    for input in inputs[place...] { if case .left(peer, let member, _) = input { return member } }
    return nil
  }

  /// Acts on the sessions, and sends what comes of it.
  func act(_ body: (inout HubSessions<Peer>, SendTime) throws -> Void) throws { try endpoint.act(&inputs, body) }

  /// Four times a second, to all who look on.
  func publish(_ figures: (inout HubStatus) -> Void) throws {
    let now = endpoint.now.monotonicNanoseconds
    guard now >= nextStatus else { return }
    nextStatus = now + 250_000_000
    let book = pilot.book
    var status = HubStatus(
      task: specification.id, mode: pilot.mode, authority: book.authority, epoch: book.epoch,
      holder: book.holder?.session ?? 0,
      holderName: book.holder?.name ?? (book.authority == .policy ? "policy" : "nobody"), episode: pilot.episode,
      step: pilot.stepIndex, successes: UInt64(pilot.counts.successes), takeovers: UInt64(pilot.counts.takeovers),
      interventionRate: min(1, max(0, pilot.interventionRate)),
      peers: endpoint.sessions.members.values.prefix(128).map(\.status),
      text: wireText([robotStatus?.reason ?? "", losses.text].filter { !$0.isEmpty }.joined(separator: "; ")))
    figures(&status)
    try endpoint.broadcast(.hubStatus(status), schemaHash: Spaces(of: specification).schemaHash)
  }

  func end() throws {
    pilot.robotLeft()
    try act { sessions, now in sessions.end("the hub ends", at: now) }
    // A client's socket forgets what it has not given out when its connection closes: they get the time of some control ticks.
    usleep(60_000)
  }

  // MARK: What comes in

  private func take(_ input: Input) {
    let now = endpoint.now.monotonicNanoseconds
    switch input {
    case .joined(let peer, let member):
      report("\(member.name) joined as \(member.role)")
      if member.role == .robot {
        robot = peer
        pilot.robotJoined(
          highestEpoch: member.hello.highestEpoch, isEdge: member.hello.spool != 0, at: now)
        if member.hello.spool != 0 { report("\(member.name) runs the policy itself") }
      }
      joined(peer, member)
    case .left(let peer, let member, let reason):
      report("\(member.name) (\(member.role)) left: \(reason)")
      if peer == robot {
        (robot, robotStatus) = (nil, nil)
        pilot.robotLeft()
      }
      pilot.left(session: member.session)
      left(peer)
    case .refused(_, let refusal): report("refused a client: \(refusal.text)")
    case .rejected, .message: break
    }
  }

  /// - Returns: false for a message that is not the desk's.
  private func take(_ envelope: Envelope, from peer: Peer, _ member: HubMember, _ policy: () -> any Policy) -> Bool {
    let now = endpoint.now.monotonicNanoseconds
    switch envelope.body {
    case .observation(let observation):
      pilot.observed(observation, policy: policy(), at: now)
      handed.append(envelope.body)
    case .robotStatus(let status):
      if status.mode != robotStatus?.mode, !status.reason.isEmpty {
        report("the robot is in \(status.mode): \(status.reason); \(status.wayOut)")
      }
      robotStatus = status
      pilot.robot(status, at: now)
      handed.append(envelope.body)
    case .command(let command): pilot.commanded(command, session: member.session, at: now)
    case .leaseRequest(let request):
      asker = peer
      pilot.request(request, session: member.session, name: member.name, at: now)
    case .leaseRenewal(let renewal): pilot.renew(session: member.session, epoch: renewal.epoch, at: now)
    case .leaseRelease(let release): pilot.release(session: member.session, epoch: release.epoch)
    case .event(let event): pilot.happened(event, at: now)
    default: return false
    }
    return true
  }

  // MARK: What goes out

  private func send() throws {
    guard !(pilot.acts.isEmpty && handed.isEmpty) else { return }
    let acts = pilot.acts
    pilot.acts.removeAll(keepingCapacity: true)
    try act { sessions, now in
      for act in acts {
        switch act {
        case .toRobot(let command):
          if let robot, let command = outgoing(command) {
            sessions.send(.command(command), to: robot, at: now, validForMilliseconds: validMilliseconds)
          }
        case .eventToRobot(let event): if let robot { sessions.send(.event(event), to: robot, at: now) }
        case .tell(let event): sessions.send(.event(event), toAll: [.teleop, .observer], at: now)
        case .announce(let notice): announce(notice, &sessions, now)
        }
      }
      // After the command: the robot comes first.
      for body in handed { sessions.send(body, toAll: [.teleop, .observer], at: now) }
    }
    handed.removeAll(keepingCapacity: true)
  }

  private func announce(_ notice: LeaseBook.Notice, _ sessions: inout HubSessions<Peer>, _ now: SendTime) {
    switch notice {
    case .granted(let grant):
      sessions.raiseEpoch(to: grant.epoch)
      sessions.send(.leaseGrant(grant), toAll: [.robot, .teleop, .observer], at: now)
      report("\(grant.holderName) commands (epoch \(grant.epoch))")
    case .revoked(let revocation):
      sessions.send(.leaseRevocation(revocation), toAll: [.robot, .teleop, .observer], at: now)
    case .denied(let denial): if let asker { sessions.send(.leaseDenial(denial), to: asker, at: now) }
    case .episodeEnds: break
    }
  }
}
