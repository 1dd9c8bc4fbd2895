import Teleoperation
import Testing
import Vocabulary
import Wire

/// A pilot, a clock, and what the pilot wished.
private struct Cockpit {
  var pilot: TeleopPilot
  var time: UInt64 = 10_000 * millisecond
  var wishes: [TeleopPilot.Wish] = []
  let session: UInt64 = 7

  init(priority: UInt32 = 0, latches: Bool = false, hertz: Double = 25, deadman: UInt32 = 300) {
    pilot = TeleopPilot(priority: priority, latches: latches)
    pilot.begin(welcome(hertz: hertz, deadman: deadman), session: session)
    turn(idle)
  }

  let idle = Hands(action: [0, 0, 0])
  let held = Hands(takesOver: true, action: [0.5, 0, 0])

  mutating func turn(_ hands: Hands, deeds: [Deed] = []) {
    pilot.turn(hands, deeds: deeds, at: time, wishes: &wishes)
  }

  /// Turns every 5 ms, and lets the robot's observations come at 25 Hz where `sees` says so.
  mutating func pass(milliseconds: UInt64, _ hands: Hands, sees: Bool = false) {
    for step in 0..<(milliseconds / 5) {
      if sees && step % 8 == 0 { pilot.hear(observation(time / millisecond), at: time) }
      turn(hands)
      time += 5 * millisecond
    }
  }

  mutating func takeKinds() -> [MessageKind] {
    defer { wishes.removeAll() }
    return wishes.map(\.body.kind)
  }

  var commands: [Command] { wishes.compactMap { if case .command(let command) = $0.body { command } else { nil } } }
  var isBarred: Bool { if case .barred = pilot.stage { true } else { false } }
}

@Suite("Hold to intervene")
struct TeleopPilotTests {
  @Test("asks when a key is held, commands under the grant's epoch, and gives back when it is let go")
  func once() {
    var cockpit = Cockpit(priority: 3)
    cockpit.turn(cockpit.held)
    #expect(cockpit.wishes == [.init(.leaseRequest(LeaseRequest(priority: 3)))])
    _ = cockpit.takeKinds()
    cockpit.pass(milliseconds: 20, cockpit.held)
    #expect(cockpit.takeKinds().isEmpty)
    cockpit.pilot.hear(grant(9, to: cockpit.session), at: cockpit.time)
    cockpit.turn(cockpit.held)
    #expect(cockpit.commands == [Command(epoch: 9, authority: .expert, action: [0.5, 0, 0])])
    #expect(cockpit.wishes.last?.validForMilliseconds == 80)
    #expect(cockpit.takeKinds() == [.leaseRenewal, .command])
    cockpit.turn(cockpit.idle)
    #expect(cockpit.wishes == [.init(.leaseRelease(LeaseRelease(epoch: 9)))])
    #expect(cockpit.pilot.stage == .watching)
  }

  @Test("keys of motion take over, too", arguments: [(true, false), (false, true), (true, true)])
  func enabling(takesOver: Bool, moves: Bool) {
    var cockpit = Cockpit()
    cockpit.turn(Hands(takesOver: takesOver, moves: moves, action: [0, 0, 0]))
    #expect(cockpit.takeKinds() == [.leaseRequest])
  }

  @Test(
    "commands keep the policy's time and renewals come at least three times per deadman time, with observations and without",
    arguments: [true, false], [UInt32(100), 300, 1_000])
  func rates(sees: Bool, deadman: UInt32) {
    var cockpit = Cockpit(deadman: deadman)
    cockpit.turn(cockpit.held)
    cockpit.pilot.hear(grant(2, to: cockpit.session, deadman: deadman), at: cockpit.time)
    _ = cockpit.takeKinds()
    cockpit.pass(milliseconds: 2_000, cockpit.held, sees: sees)
    #expect((49...51).contains(cockpit.commands.count))
    let renewals = cockpit.wishes.count { $0.body.kind == .leaseRenewal }
    #expect(renewals >= Int(3 * 2_000 / deadman))
    if sees {
      // One answer each, to the newest.
      let answered = cockpit.commands.map(\.observation)
      #expect(answered == answered.sorted() && Set(answered).count == answered.count && answered[0] > 0)
    }
  }

  @Test("a request without an answer is repeated twice a second")
  func unanswered() {
    var cockpit = Cockpit()
    cockpit.pass(milliseconds: 1_600, cockpit.held)
    #expect(cockpit.takeKinds() == Array(repeating: .leaseRequest, count: 4))
  }

  @Test("a grant that comes after the key was let go is given back")
  func late() {
    var cockpit = Cockpit()
    cockpit.turn(cockpit.held)
    cockpit.turn(cockpit.idle)
    _ = cockpit.takeKinds()
    cockpit.pilot.hear(grant(4, to: cockpit.session), at: cockpit.time)
    cockpit.turn(cockpit.idle)
    #expect(cockpit.wishes == [.init(.leaseRelease(LeaseRelease(epoch: 4)))])
  }

  enum Ending: CaseIterable { case revoked, outranked, denied, lost, stopped, letGo }

  @Test("who lost control, or did not get it, must let go and press anew", arguments: Ending.allCases)
  func anew(_ ending: Ending) {
    var cockpit = Cockpit()
    cockpit.turn(cockpit.held)
    if ending != .denied { cockpit.pilot.hear(grant(5, to: cockpit.session), at: cockpit.time) }
    cockpit.turn(cockpit.held)
    switch ending {
    case .revoked:
      cockpit.pilot.hear(.leaseRevocation(LeaseRevocation(epoch: 5, reason: .silent, text: "silent")), at: cockpit.time)
    case .outranked: cockpit.pilot.hear(grant(6, to: 99), at: cockpit.time)
    case .denied:
      cockpit.pilot.hear(
        .leaseDenial(LeaseDenial(holder: 99, holderName: "bert", text: "bert commands")), at: cockpit.time)
    case .lost:
      cockpit.pilot.end()
      cockpit.pilot.begin(welcome(), session: cockpit.session)
    case .stopped: cockpit.turn(cockpit.held, deeds: [.event(.stop)])
    case .letGo: cockpit.pilot.letGo(wishes: &cockpit.wishes)
    }
    _ = cockpit.takeKinds()
    cockpit.pass(milliseconds: 2_000, cockpit.held)
    #expect(cockpit.takeKinds().isEmpty && cockpit.isBarred)
    cockpit.turn(cockpit.idle)
    cockpit.turn(cockpit.held)
    #expect(cockpit.takeKinds() == [.leaseRequest])
  }

  @Test("a revocation of an older epoch ends nothing; a grant to us anew moves the epoch on")
  func epochs() {
    var cockpit = Cockpit()
    cockpit.turn(cockpit.held)
    cockpit.pilot.hear(grant(5, to: cockpit.session), at: cockpit.time)
    cockpit.pilot.hear(.leaseRevocation(LeaseRevocation(epoch: 4, reason: .released)), at: cockpit.time)
    #expect(cockpit.pilot.isInControl)
    cockpit.pilot.hear(grant(8, to: cockpit.session), at: cockpit.time)
    cockpit.turn(cockpit.held)
    #expect(cockpit.commands.last?.epoch == 8)
  }

  @Test("latching is by the takeover key alone, and a second press hands back")
  func latch() {
    var cockpit = Cockpit(latches: true)
    cockpit.pass(milliseconds: 100, Hands(takesOver: true, moves: true, action: [1, 0, 0]))
    #expect(cockpit.takeKinds().isEmpty)
    cockpit.turn(cockpit.idle, deeds: [.takeover])
    #expect(cockpit.takeKinds() == [.leaseRequest])
    cockpit.pilot.hear(grant(3, to: cockpit.session), at: cockpit.time)
    cockpit.pass(milliseconds: 400, cockpit.idle)
    #expect(cockpit.commands.count == 10 && cockpit.pilot.isInControl)
    _ = cockpit.takeKinds()
    cockpit.turn(cockpit.idle, deeds: [.takeover])
    #expect(cockpit.takeKinds() == [.leaseRelease])
    // What the hub takes back is not taken again by a latch that is still closed.
    cockpit.turn(cockpit.idle, deeds: [.takeover])
    cockpit.pilot.hear(grant(6, to: cockpit.session), at: cockpit.time)
    cockpit.pilot.hear(.leaseRevocation(LeaseRevocation(epoch: 6, reason: .outranked)), at: cockpit.time)
    _ = cockpit.takeKinds()
    cockpit.pass(milliseconds: 1_000, cockpit.idle)
    #expect(cockpit.takeKinds().isEmpty && cockpit.pilot.stage == .watching)
  }

  @Test(
    "events need no lease and name the episode",
    arguments: [Event.Kind.success, .failure, .reset, .ready, .stop, .arm, .disarm, .clear])
  func events(kind: Event.Kind) {
    var cockpit = Cockpit()
    cockpit.pilot.hear(observation(12, episode: 3, step: 40), at: cockpit.time)
    cockpit.turn(cockpit.idle, deeds: [.event(kind)])
    let event = Event(
      kind: kind, atNanoseconds: cockpit.time, origin: cockpit.session, originRole: .teleop, episode: 3, step: 40)
    #expect(cockpit.wishes == [.init(.event(event))])
  }

  @Test("without a session nothing is wished")
  func disconnected() {
    var cockpit = Cockpit()
    cockpit.pilot.end()
    cockpit.turn(cockpit.idle)
    cockpit.turn(cockpit.held, deeds: [.event(.success)])
    #expect(cockpit.takeKinds().isEmpty)
  }
}
