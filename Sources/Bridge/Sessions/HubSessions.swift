public import Wire

/// A hub's end of all its sessions: answers hellos, pings, judges every frame, and notices who is gone. Pure: frames in, frames
/// out, time passed in. What messages mean is for its owner.
public struct HubSessions<PeerID: Hashable & Sendable>: Sendable {
  /// A frame that is to be sent.
  public struct Outgoing: Sendable {
    public var peer: PeerID
    public var frame: [UInt8]
  }

  /// What a frame, or the passing of time, meant.
  public enum Input: Sendable {
    case joined(PeerID, HubMember)
    case left(PeerID, HubMember, reason: String)
    case message(PeerID, Envelope)
    case rejected(PeerID, Rejection)
    case refused(PeerID, Refusal)
  }

  /// What it answers hellos with; the robot and its rate are filled in when one joins.
  public var offer: HubOffer
  /// What is on disk, by spool.
  public var durableThrough: [UInt64: UInt64] = [:]
  /// Frames to send, in order; the owner empties it.
  public var outgoing: [Outgoing] = []
  /// The hub's own, in all its envelopes.
  public let session: UInt64
  public private(set) var members: [PeerID: HubMember] = [:]
  /// Of members that are gone, and of peers that never were one.
  public private(set) var rejectedBefore = RejectionCounts()
  public private(set) var refusals: UInt64 = 0

  private let limits: WireLimits
  private let capacity: Int
  /// Lowest epoch that commands may carry.
  private var epoch: UInt64 = 0
  private var greetings: [PeerID: Greetings] = [:]
  /// When the members are looked through again.
  private var nextLook: UInt64 = 0

  /// When a peer was last heard outside of a session: five hellos a second are more than a client says, and whoever is unknown
  /// costs no more than that.
  private struct Greetings {
    var hello: UInt64?
    var other: UInt64?
  }

  /// - Parameters:
  ///   - session: random, not 0.
  ///   - capacity: members; peers without a session are remembered up to eight times as many.
  public init(offer: HubOffer, session: UInt64, limits: WireLimits = WireLimits(), capacity: Int = 128) {
    self.offer = offer
    self.session = session
    self.limits = limits
    self.capacity = capacity
  }

  /// Members of a role.
  public func peers(_ role: Role) -> [PeerID] { members.filter { $0.value.role == role }.map(\.key) }

  /// Takes a frame.
  ///
  /// - Parameters:
  ///   - key: name and role of the key of the peer's connection; nil on a hub without keys.
  ///   - inputs: what it meant is appended.
  public mutating func receive(
    _ frame: [UInt8], from peer: PeerID, key: (name: String, role: Role)?, at now: SendTime, inputs: inout [Input]
  ) {
    // A member is large: it is looked at in its place.
    guard let session = members[peer]?.session else {
      if mayGreet(peer, isHello: isHello(frame), at: now.monotonicNanoseconds) {
        greet(frame, from: peer, key: key, at: now, inputs: &inputs)
      }
      return
    }
    if let header = try? FrameHeader(reading: frame, limits: limits), header.kind == .hello, header.session != session,
      mayGreet(peer, isHello: true, at: now.monotonicNanoseconds)
    {
      remove(peer, "it says hello again", &inputs)
      greet(frame, from: peer, key: key, at: now, inputs: &inputs)
      return
    }
    hear(frame, from: peer, at: now, inputs: &inputs)
  }

  /// To be called often: pings, and says who is gone.
  public mutating func poll(at now: SendTime, inputs: inout [Input]) {
    let time = now.monotonicNanoseconds
    guard time >= nextLook else { return }
    nextLook = time &+ Beats.lookNanoseconds
    for (peer, member) in members {
      if time > member.lastHeard, time - member.lastHeard > member.patience {
        remove(peer, "silent for \((time - member.lastHeard) / 1_000_000) ms", &inputs)
      } else if time >= member.nextPing {
        members[peer]?.pings += 1
        members[peer]?.nextPing = time &+ Beats.pingNanoseconds
        send(.ping(Ping(number: member.pings + 1)), to: peer, at: now)
      }
    }
    greetings = greetings.filter { time < max($0.value.hello ?? 0, $0.value.other ?? 0) &+ 10_000_000_000 }
  }

  private func isHello(_ frame: [UInt8]) -> Bool {
    (try? FrameHeader(reading: frame, limits: limits))?.kind == .hello
  }

  /// The peer's connection is known to be lost.
  public mutating func disconnect(_ peer: PeerID, inputs: inout [Input]) {
    greetings[peer] = nil
    remove(peer, "its connection is lost", &inputs)
  }

  /// Sends a message to one member; nothing happens where there is none.
  public mutating func send(
    _ body: MessageBody, to peer: PeerID, at now: SendTime, validForMilliseconds: UInt32 = 0
  ) {
    guard let frame = members[peer]?.writer.frame(body, at: now, validForMilliseconds: validForMilliseconds) else {
      return
    }
    outgoing.append(Outgoing(peer: peer, frame: frame))
  }

  /// Sends a message to all members of some roles.
  public mutating func send(_ body: MessageBody, toAll roles: Set<Role>, at now: SendTime) {
    for (peer, member) in members where roles.contains(member.role) { send(body, to: peer, at: now) }
  }

  /// Epochs below this one are over for everybody.
  public mutating func raiseEpoch(to epoch: UInt64) {
    self.epoch = max(self.epoch, epoch)
    for peer in members.keys { members[peer]?.gate.raiseEpoch(to: epoch) }
  }

  /// The session's spaces are a simulated task's from now on; the answer is sent.
  public mutating func open(_ opened: SimulationOpened, for peer: PeerID, at now: SendTime) {
    guard let member = members[peer] else { return }
    members[peer]?.gate.agree(
      Agreement(
        spaces: opened.spaces, task: opened.task, robot: nil, spool: member.hello.spool, copies: Int(opened.copies),
        maximumMessagesPerSecond: offer.maximumMessagesPerSecond))
    members[peer]?.writer.schemaHash = opened.spaces.schemaHash
    members[peer]?.patience = Beats.simulationSilenceNanoseconds
    send(.simulationOpened(opened), to: peer, at: now)
  }

  /// Says farewell to everybody.
  public mutating func end(_ text: String, at now: SendTime) {
    for peer in members.keys { send(.farewell(Farewell(text: wireText(text))), to: peer, at: now) }
  }

  private mutating func hear(_ frame: [UInt8], from peer: PeerID, at now: SendTime, inputs: inout [Input]) {
    let time = now.monotonicNanoseconds
    let envelope: Envelope
    do throws(Rejection) {
      guard let admitted = try members[peer]?.gate.admit(frame, at: time) else { return }
      envelope = admitted
    } catch {
      inputs.append(.rejected(peer, error))
      if members[peer]?.notices.take(at: time) == true { notify(error, of: frame, to: peer, at: now) }
      return
    }
    members[peer]?.lastHeard = time
    if let age = members[peer]?.age(of: envelope.sent, at: time) { members[peer]?.oneWays.add(age) }
    switch envelope.body {
    case .ping(let ping):
      let pong = Pong(
        number: ping.number, pingMonotonicNanoseconds: envelope.sent.monotonicNanoseconds,
        receivedMonotonicNanoseconds: time)
      send(.pong(pong), to: peer, at: now)
    case .pong(let pong):
      members[peer]?.learnClock(
        ClockSample(
          sent: pong.pingMonotonicNanoseconds, received: pong.receivedMonotonicNanoseconds,
          answered: envelope.sent.monotonicNanoseconds, arrived: time))
    case .farewell(let farewell): remove(peer, farewell.text.isEmpty ? "farewell" : farewell.text, &inputs)
    case .rejection: break
    default: inputs.append(.message(peer, envelope))
    }
  }

  private mutating func greet(
    _ frame: [UInt8], from peer: PeerID, key: (name: String, role: Role)?, at now: SendTime, inputs: inout [Input]
  ) {
    let time = now.monotonicNanoseconds
    var gate = Gatekeeper(.hub, limits: limits)
    do throws(Rejection) {
      let envelope = try gate.admit(frame, at: time)
      guard case .hello(let hello) = envelope.body else { return }
      do throws(Refusal) {
        try welcome(hello, in: envelope, gate, from: peer, key: key, at: now, inputs: &inputs)
      } catch {
        refuse(error, peer, at: now, inputs: &inputs)
      }
    } catch {
      rejectedBefore[error.reason] += 1
      inputs.append(.rejected(peer, error))
      if isHello(frame) || error.reason == .version {
        refuse(Refusal(error), peer, at: now, inputs: &inputs)
      } else if error.reason == .handshake {
        notify(error, of: frame, to: peer, at: now)
      }
    }
  }

  private mutating func mayGreet(_ peer: PeerID, isHello: Bool, at time: UInt64) -> Bool {
    let last = greetings[peer]
    if let before = isHello ? last?.hello : last?.other, time < before &+ Beats.greetingNanoseconds { return false }
    guard last != nil || greetings.count < 8 * capacity else { return false }
    if isHello {
      greetings[peer, default: Greetings()].hello = time
    } else {
      greetings[peer, default: Greetings()].other = time
    }
    return true
  }

  private mutating func welcome(
    _ hello: Hello, in envelope: Envelope, _ gate: Gatekeeper, from peer: PeerID, key: (name: String, role: Role)?,
    at now: SendTime, inputs: inout [Input]
  ) throws(Refusal) {
    let time = now.monotonicNanoseconds
    func refusal(_ reason: Refusal.Reason, _ text: String) -> Refusal {
      Refusal(reason: reason, text: wireText(text), client: envelope.version)
    }
    if let key, key.role != hello.role {
      throw refusal(
        .role,
        "the key of \(key.name) is trusted as \(key.role), the hello asks for \(hello.role): trust it in that role")
    }
    if members.count >= capacity { throw refusal(.full, "\(capacity) clients are here already: end one") }
    if members.values.contains(where: { $0.session == envelope.session }) {
      throw refusal(.duplicate, "session \(envelope.session) is here already: draw one at random")
    }
    if [.robot, .learner].contains(hello.role),
      let (other, first) = members.first(where: { $0.value.role == hello.role })
    {
      // A robot speaks 25 times a second, a learner between two updates: one that is silent for longer has been started anew.
      let most: UInt64 = first.role == .robot ? 500_000_000 : 5_000_000_000
      guard time > first.lastHeard, time - first.lastHeard > most else {
        throw refusal(.duplicate, "\(first.name) is the hub's \(hello.role) already: end it first")
      }
      remove(other, "another \(hello.role) takes its place", &inputs)
    }
    let welcome = try offer.welcome(
      hello, in: envelope, receivedNanoseconds: time, durableThrough: durableThrough[hello.spool] ?? 0, epoch: epoch)
    var member = HubMember(
      hello: hello, gate: gate, writer: FrameWriter(session: session, schemaHash: welcome.spaces.schemaHash),
      lastHeard: time, nextPing: time)
    member.gate.agree(
      Agreement(
        spaces: welcome.spaces, task: welcome.task, robot: welcome.robot, spool: hello.spool,
        maximumMessagesPerSecond: welcome.maximumMessagesPerSecond))
    member.gate.raiseEpoch(to: epoch)
    if hello.role == .learner { member.patience = Beats.learnerSilenceNanoseconds }
    members[peer] = member
    send(.welcome(welcome), to: peer, at: now)
    inputs.append(.joined(peer, member))
  }

  private mutating func refuse(_ refusal: Refusal, _ peer: PeerID, at now: SendTime, inputs: inout [Input]) {
    refusals += 1
    var writer = FrameWriter(session: session)
    outgoing.append(Outgoing(peer: peer, frame: writer.frame(.refusal(refusal), at: now)))
    inputs.append(.refused(peer, refusal))
  }

  private mutating func notify(_ rejection: Rejection, of frame: [UInt8], to peer: PeerID, at now: SendTime) {
    let header = try? FrameHeader(reading: frame, limits: limits)
    let body = MessageBody.rejection(
      RejectionNotice(
        session: header?.session ?? 0, sequence: header?.sequence ?? 0, reason: rejection.reason,
        text: wireText(rejection.description)))
    if members[peer] != nil {
      send(body, to: peer, at: now)
    } else {
      var writer = FrameWriter(session: session)
      outgoing.append(Outgoing(peer: peer, frame: writer.frame(body, at: now)))
    }
  }

  private mutating func remove(_ peer: PeerID, _ reason: String, _ inputs: inout [Input]) {
    guard let member = members.removeValue(forKey: peer) else { return }
    rejectedBefore.add(member.gate.rejected)
    inputs.append(.left(peer, member, reason: reason))
  }
}
