import Hub
import Intervention
import Sessions
import Testing
import Vocabulary
import Wire

/// A robot that runs the policy itself, with a hub that tests play.
struct EdgeStage {
  let pilot: EdgePilot
  let policy = FixedPolicy()
  var time: UInt64 = 1_000_000_000
  var number: UInt64 = 0
  var episode: UInt64 = 1
  var step: UInt32 = 0

  init(window: Int = 1, credit: UInt32 = 16, isLabelled: Bool = true) {
    pilot = EdgePilot(
      Self.welcome(window: window, credit: credit, isLabelled: isLabelled), specification: Stage.task, session: 2,
      spool: 9)
    pilot.guarded(.policy, clippedTicks: 0)
  }

  static func welcome(window: Int = 1, credit: UInt32 = 16, isLabelled: Bool = true) -> Welcome {
    Welcome(
      role: .robot, name: "hub", task: "Line-v0", robot: nil, spaces: Spaces(of: Stage.task), policyHertz: 10,
      deadmanMilliseconds: 300, onSilence: .hold, helloMonotonicNanoseconds: 0, receivedMonotonicNanoseconds: 0,
      transitionCredit: credit, maximumMessagesPerSecond: 1_000, epoch: 1,
      labelling: isLabelled
        ? Labelling(window: UInt32(window), onSuccess: .terminal, storeExpert: .all, guardTrips: false) : nil)
  }

  func grant(_ authority: Authority, epoch: UInt64) {
    pilot.granted(
      LeaseGrant(
        epoch: epoch, holder: authority == .policy ? 0 : Stage.anna, holderName: "", authority: authority,
        deadmanMilliseconds: 300))
  }

  func revoke(epoch: UInt64) {
    pilot.revoked(LeaseRevocation(epoch: epoch, reason: .released, text: "anna lets go"))
  }

  /// Authority and action of the command that comes of an observation, or nothing.
  mutating func see() -> String {
    number += 1
    time += 100_000_000
    defer { step += 1 }
    return Self.text(
      pilot.observed(
        ObservationMessage(
          number: number, episode: episode, step: step, sensedNanoseconds: time, values: [Float(number), 0]),
        policy: policy, at: time))
  }

  func drive(_ action: Float, epoch: UInt64) -> String {
    Self.text(
      pilot.commanded(Command(epoch: epoch, authority: .expert, observation: number, action: [action]), at: time))
  }

  func say(_ kind: Event.Kind) {
    pilot.happened(
      Event(kind: kind, atNanoseconds: time, origin: Stage.anna, originRole: .teleop, episode: episode, step: step))
  }

  static func text(_ command: Command?) -> String {
    command.map { "\($0.authority) \($0.action[0]) @\($0.observation) #\($0.epoch)" } ?? ""
  }
}

@Suite("A robot that runs the policy itself")
struct EdgePilotTests {
  @Test("it acts when the hub has granted it, stops acting when the grant is over, and obeys who has the next one")
  func authority() {
    var stage = EdgeStage()
    #expect(stage.see() == "", "nobody has granted anything")
    stage.grant(.policy, epoch: 3)
    #expect(stage.see() == "policy 0.25 @2 #3")
    #expect(stage.drive(1, epoch: 3) == "", "a command while the policy is in control")
    stage.grant(.expert, epoch: 4)
    #expect(stage.see() == "")
    #expect(stage.drive(1, epoch: 3) == "", "of an older lease")
    #expect(stage.drive(1, epoch: 4) == "expert 1.0 @3 #4")
    stage.revoke(epoch: 4)
    #expect(stage.drive(1, epoch: 4) == "" && stage.see() == "")
    stage.grant(.policy, epoch: 2)
    #expect(stage.see() == "", "a grant from before")
    stage.grant(.policy, epoch: 5)
    #expect(stage.see() == "policy 0.25 @6 #5")
    stage.pilot.lost()
    #expect(stage.see() == "", "the hub is gone")
  }

  @Test("where the hub wants no transitions there are none", arguments: [(0, true), (16, false), (16, true)])
  func unwanted(credit: UInt32, isLabelled: Bool) {
    var stage = EdgeStage(credit: credit, isLabelled: isLabelled)
    stage.grant(.policy, epoch: 2)
    for _ in 0..<4 { _ = stage.see() }
    stage.pilot.lost()
    #expect(stage.pilot.takeFinished().count == (credit > 0 && isLabelled ? 3 : 0))
    #expect(stage.pilot.takeFinished().isEmpty)
  }

  @Test("a turn is told once, and so is the end of an episode")
  func told() {
    var stage = EdgeStage()
    stage.grant(.policy, epoch: 2)
    for _ in 0..<2 { _ = stage.see() }
    stage.grant(.expert, epoch: 3)
    _ = stage.drive(1, epoch: 3)
    _ = stage.see()
    #expect(stage.pilot.takeTurns().map(\.kind) == [.takeover] && stage.pilot.takeTurns().isEmpty)
    stage.say(.success)
    _ = stage.drive(1, epoch: 3)
    _ = stage.see()
    #expect(stage.pilot.takeReset() && !stage.pilot.takeReset())
    let last = stage.pilot.takeFinished().last
    #expect(last?.outcome == .terminated && last?.events.map(\.kind) == [.success])
  }

  /// The labels are the same, whoever runs the policy: the same story, told to the hub's pilot and to the robot's.
  @Test("the same story has the same transitions at the hub and at the robot", arguments: [1, 4])
  func identity(window: Int) {
    var random = RandomStream(seed: UInt64(window))
    var hub = Stage(window: window, onSilence: .policy)
    var edge = EdgeStage(window: window)
    func follow() {
      for act in hub.pilot.acts {
        guard case .announce(let notice) = act else { continue }
        if case .granted(let grant) = notice { edge.pilot.granted(grant) }
        if case .revoked(let revocation) = notice { edge.pilot.revoked(revocation) }
      }
      hub.pilot.acts.removeAll()
    }
    follow()
    for _ in 0..<20_000 {
      switch random.index(below: 10) {
      case 0: hub.take()
      case 1: hub.letGo()
      case 2:
        let action = Float(random.uniform(-1, 1))
        hub.drive(action)
        _ = edge.drive(action, epoch: hub.pilot.book.epoch)
      case 3 where random.bernoulli(0.1):
        let kind: Event.Kind = [.success, .failure, .stop, .ready, .guardTrip][random.index(below: 5)]
        hub.say(kind)
        edge.say(kind)
      case 4 where random.bernoulli(0.1):
        let mode: RobotMode = [.hold, .policy, .policy][random.index(below: 3)]
        hub.mode(mode)
        edge.pilot.guarded(mode, clippedTicks: 0)
      case 5 where random.bernoulli(0.2):
        hub.begin()
        edge.episode += 1
        edge.step = 0
      default:
        follow()
        hub.see()
        edge.time = hub.time - 100_000_000
        _ = edge.see()
      }
      follow()
    }
    hub.pilot.robotLeft()
    edge.pilot.lost()
    let (one, other) = (hub.pilot.steps.finished, edge.pilot.takeFinished())
    #expect(one.count > 1_000 && one.contains { $0.onset } && one.contains { $0.outcome == .terminated })
    #expect(one.map(\.labels) == other.map(\.labels))
    #expect(hub.pilot.counts == edge.pilot.steps.counts)
  }

  @Test("a hub that relays says what the robot says, and passes on what the operator says of the episode")
  func relays() {
    let stage = Stage()
    stage.pilot.robotJoined(highestEpoch: 4, isEdge: true, at: stage.time)
    stage.pilot.acts.removeAll()
    var seen = stage
    seen.see()
    seen.see()
    #expect(stage.commands().isEmpty, "the robot answers itself")
    stage.take()
    stage.drive(1)
    #expect(stage.commands().count == 1, "a person's commands go through")
    stage.say(.success)
    stage.say(.success, by: .robot)
    #expect(stage.events() == [.success], "the robot knows its own")
    stage.pilot.acts.removeAll()
    stage.say(.reset)
    #expect(stage.events() == [.reset])
    stage.say(.takeover, by: .robot)
    seen.begin()
    seen.see()
    #expect(stage.pilot.counts.takeovers == 0, "an event may be lost on its way: the transition says it, too")
    var transition = TransitionOutboxTests.transition
    transition.authority = .expert
    transition.events = [Event(kind: .takeover, atNanoseconds: 1, origin: 2, originRole: .robot)]
    stage.pilot.relayed(transition)
    #expect(stage.pilot.counts.episodes == 1 && stage.pilot.counts.successes == 1 && stage.pilot.counts.takeovers == 1)
    #expect(stage.pilot.takeFinished().isEmpty && stage.pilot.counts.steps == 1 && stage.pilot.counts.expertSteps == 1)
  }

  @Test("a robot that does not send every step is counted by what it senses and says; what was passed over is counted")
  func unstored() {
    let stage = Stage(storeExpert: .none)
    stage.pilot.robotJoined(highestEpoch: 4, isEdge: true, at: stage.time)
    stage.mode(.policy)
    var seen = stage
    for _ in 0..<4 { seen.see() }
    stage.say(.takeover, by: .robot)
    stage.pilot.relayed(TransitionOutboxTests.transition)
    #expect(stage.pilot.counts.steps == 3 && stage.pilot.counts.takeovers == 1 && stage.pilot.missing == 0)
    seen.number += 4
    seen.see()
    #expect(stage.pilot.missing == 4)
    // Another session counts anew.
    stage.pilot.robotJoined(highestEpoch: 4, isEdge: true, at: stage.time)
    seen.number = 90
    seen.see()
    #expect(stage.pilot.missing == 4)
  }
}

extension TransitionMessage {
  /// What a label consists of.
  fileprivate var labels: String {
    "\(number) \(observation) \(action) \(proposal) \(nextObservation) \(authority) \(reward) \(outcome) \(onset) \(continues) "
      + "\(clipped) \(episode) \(step) \(policyVersion) \(events.map(\.kind))"
  }
}
