import Foundation
import Sessions
import Synchronization
import Transport
import Vocabulary
import Wire

/// A hub with a robot in it: a point that goes where actions say, in a Reach task's spaces, under a policy that does nothing.
/// Made of the parts that the real one is made of, over real sockets, in a thread of its own.
final class PointHub: Sendable {
  /// What happened, in order, by the hub's monotonic clock, nanoseconds.
  struct Log: Sendable {
    var joined: [String] = []
    var requests: [UInt64] = []
    var grants: [LeaseGrant] = []
    var commands: [(at: UInt64, command: Command)] = []
    var renewals: [UInt64] = []
    var releases: [UInt64] = []
    var revocations: [LeaseRevocation] = []
    var events: [Event] = []
    var rejections: [String] = []
    /// Of each step that the robot made: who commanded it, and where it was afterwards.
    var steps: [(episode: UInt64, authority: Authority, position: SIMD3<Double>)] = []
    var successes: UInt64 = 0
    var observations: UInt64 = 0
  }

  static let hertz = 25.0
  static let episodeSteps: UInt32 = 100

  let endpoint: Endpoint
  let broadcast: Endpoint
  private let shared = Shared()
  private let ended = DispatchSemaphore(value: 0)

  /// - Parameter spaces: a Reach task's: `achievedGoal`, `desiredGoal` and `toolPosition` are filled in.
  init(task: String, spaces: Spaces, deadmanMilliseconds: UInt32 = 300, port: Int = 0) throws {
    let here = try Endpoint("tcp://127.0.0.1:\(port)")
    let sockets = try HubSockets(
      session: here, broadcast: here.besides(), security: nil, context: MessagingContext())
    endpoint = sockets.sessionEndpoint
    broadcast = sockets.broadcastEndpoint
    let offer = HubOffer(
      name: "point", task: task, robot: nil, spaces: spaces, controlHertz: 500, policyHertz: Self.hertz,
      roles: [.teleop, .observer], deadmanMilliseconds: deadmanMilliseconds, onSilence: .policy, transitionCredit: 64,
      maximumMessagesPerSecond: 1_000)
    let mind = PointMind(
      sockets: sockets, offer: offer, shared: shared)
    Thread { [ended] in
      mind.run()
      ended.signal()
    }.start()
  }

  var seen: Log { shared.log.withLock { $0 } }

  func stop() {
    shared.isStopped.store(true, ordering: .relaxed)
    ended.wait()
  }

  /// Whether something is seen before a time is over.
  func sees(seconds: Double = 20, _ condition: (Log) -> Bool) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
      if condition(seen) { return true }
      usleep(2_000)
    }
    return condition(seen)
  }
}

/// Between the hub's thread and the tests'.
private final class Shared: Sendable {
  let log = Mutex(PointHub.Log())
  let isStopped = Atomic<Bool>(false)
}

/// The hub's thread.
private final class PointMind: @unchecked Sendable {
  private var sessions: HubSessions<Peer>
  private var sockets: HubSockets
  private var book: LeaseBook
  private let shared: Shared
  private var writer: FrameWriter
  private var position = SIMD3<Double>.zero
  private var goal = SIMD3(0.3, 0.2, 0.1)
  private var (number, episode, step): (UInt64, UInt64, UInt32) = (0, 1, 0)
  private var (successes, takeovers, expertSteps): (UInt64, UInt64, UInt64) = (0, 0, 0)
  private var newest: Command?
  private var newestAt: UInt64 = 0

  init(sockets: consuming HubSockets, offer: HubOffer, shared: Shared) {
    self.sockets = sockets
    sessions = HubSessions(offer: offer, session: 4_711)
    book = LeaseBook(deadmanMilliseconds: offer.deadmanMilliseconds, onSilence: offer.onSilence)
    writer = FrameWriter(session: 4_711, schemaHash: offer.spaces.schemaHash, topic: Topic(kind: .hubStatus))
    self.shared = shared
  }

  private func note(_ change: (inout PointHub.Log) -> Void) { shared.log.withLock { change(&$0) } }

  private var now: SendTime {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return SendTime(
      monotonicNanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec), wallNanoseconds: 0)
  }

  func run() {
    do {
      try turnUntilStopped()
    } catch {
      let text = "\(error)"
      note { $0.rejections.append("the hub fell: \(text)") }
    }
  }

  private func turnUntilStopped() throws {
    let period = UInt64(1e9 / PointHub.hertz)
    var nextStep = now.monotonicNanoseconds
    var nextStatus = nextStep
    var frame: [UInt8] = []
    var inputs: [HubSessions<Peer>.Input] = []
    tell(book.resume())
    while !shared.isStopped.load(ordering: .relaxed) {
      if try sockets.wait(milliseconds: 2) {
        while let sender = try sockets.receive(into: &frame) {
          sessions.receive(frame, from: sender.peer, key: nil, at: now, inputs: &inputs)
        }
      }
      sessions.poll(at: now, inputs: &inputs)
      for input in inputs { take(input) }
      inputs.removeAll()
      let time = now.monotonicNanoseconds
      tell(book.poll(at: time))
      if time >= nextStep {
        move(at: time)
        nextStep += period
      }
      if time >= nextStatus {
        try sockets.broadcast(writer.frame(.hubStatus(status), at: now))
        nextStatus += 200_000_000
      }
      for next in sessions.outgoing { _ = try sockets.send(next.frame, to: next.peer) }
      sessions.outgoing.removeAll()
    }
    sessions.end("the hub ends", at: now)
    for next in sessions.outgoing { _ = try sockets.send(next.frame, to: next.peer) }
  }

  private func take(_ input: HubSessions<Peer>.Input) {
    let time = now.monotonicNanoseconds
    switch input {
    case .joined(_, let member): note { $0.joined.append(member.name) }
    case .left(_, let member, _): tell(book.disconnect(session: member.session))
    case .rejected(_, let rejection): note { $0.rejections.append("\(rejection)") }
    case .refused(_, let refusal): note { $0.rejections.append("\(refusal)") }
    case .message(let peer, let envelope):
      let session = envelope.session
      switch envelope.body {
      case .leaseRequest(let request):
        note { $0.requests.append(time) }
        tell(book.request(request, session: session, name: sessions.members[peer]?.name ?? "", at: time), asker: peer)
      case .leaseRenewal(let renewal):
        note { $0.renewals.append(time) }
        book.renew(session: session, epoch: renewal.epoch, at: time)
      case .leaseRelease(let release):
        note { $0.releases.append(release.epoch) }
        tell(book.release(session: session, epoch: release.epoch))
      case .command(let command):
        note { $0.commands.append((time, command)) }
        book.renew(session: session, epoch: command.epoch, at: time)
        if command.epoch == book.epoch { (newest, newestAt) = (command, time) }
      case .event(let event):
        note { $0.events.append(event) }
        sessions.send(.event(event), toAll: [.teleop, .observer], at: now)
        if event.kind == .stop { tell(book.stop("an operator stops")) }
        if event.kind == .ready { tell(book.resume()) }
        if event.kind == .success { successes += 1 }
        if [.reset, .success, .failure].contains(event.kind) { begin() }
      default: break
      }
    }
  }

  private func tell(_ notices: [LeaseBook.Notice], asker: Peer? = nil) {
    for notice in notices {
      switch notice {
      case .granted(let grant):
        sessions.raiseEpoch(to: grant.epoch)
        if grant.authority == .expert { takeovers += 1 }
        note { $0.grants.append(grant) }
        sessions.send(.leaseGrant(grant), toAll: [.teleop, .observer], at: now)
      case .revoked(let revocation):
        note { $0.revocations.append(revocation) }
        sessions.send(.leaseRevocation(revocation), toAll: [.teleop, .observer], at: now)
      case .denied(let denial): if let asker { sessions.send(.leaseDenial(denial), to: asker, at: now) }
      case .episodeEnds: begin()
      }
    }
  }

  private func begin() { (position, episode, step) = (.zero, episode + 1, 0) }

  private func move(at time: UInt64) {
    let isFresh = time < newestAt + UInt64(2e9 / PointHub.hertz)
    if book.authority == .expert, isFresh, let newest, newest.epoch == book.epoch {
      position += 0.05 * SIMD3(Double(newest.action[0]), Double(newest.action[1]), Double(newest.action[2]))
      expertSteps += 1
    }
    let (authority, place, round) = (book.authority, position, episode)
    note { $0.steps.append((round, authority, place)) }
    number += 1
    step += 1
    let away = goal - position
    if (away * away).sum() < 0.05 * 0.05 {
      successes += 1
      begin()
    } else if step >= PointHub.episodeSteps {
      begin()
    }
    let (count, done) = (number, successes)
    note { ($0.observations, $0.successes) = (count, done) }
    var values: [Float] = []
    for component in sessions.offer.spaces.observation.components {
      switch component.name {
      case "toolPosition", "achievedGoal": values += [position.x, position.y, position.z].map { Float($0) }
      case "desiredGoal": values += [goal.x, goal.y, goal.z].map { Float($0) }
      default: values += Array(repeating: 0, count: component.count)
      }
    }
    sessions.send(
      .observation(
        ObservationMessage(
          number: number, episode: episode, step: step - min(step, 1), sensedNanoseconds: time, values: values)),
      toAll: [.teleop, .observer], at: now)
    if number % 10 == 0 {
      let status = RobotStatus(mode: mode, epoch: book.epoch, ticks: number)
      sessions.send(.robotStatus(status), toAll: [.teleop, .observer], at: now)
    }
  }

  private var mode: RobotMode {
    switch book.authority {
    case .none: .hold
    case .policy: .policy
    case .expert: .expert
    }
  }

  private var status: HubStatus {
    HubStatus(
      task: sessions.offer.task, mode: mode, authority: book.authority, epoch: book.epoch,
      holder: book.holder?.session ?? 0, holderName: book.holder?.name ?? "", episode: episode, step: step,
      successes: successes, takeovers: takeovers, interventionRate: Double(expertSteps) / Double(max(1, number)),
      updates: 10 * number, policyVersion: number / 50)
  }
}
