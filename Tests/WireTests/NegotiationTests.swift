import Testing
import Vocabulary
import Wire

@Suite("Negotiation")
struct NegotiationTests {
  static let offer = HubOffer(
    name: "hub", software: "reins 0.4", task: "PandaReach-v3", robot: Samples.robot, spaces: Samples.spaces,
    controlHertz: 1000, policyHertz: 25, roles: [.robot, .teleop], deadmanMilliseconds: 300, onSilence: .policy,
    transitionCredit: 256, maximumMessagesPerSecond: 4000,
    labelling: Labelling(window: 4, onSuccess: .terminal, storeExpert: .all, guardTrips: true))

  static func answer(_ hello: Hello, offer: HubOffer = offer) throws(Refusal) -> Welcome {
    var envelope = Samples.envelope(.hello(hello))
    envelope.sent.monotonicNanoseconds = 4_000_000_000
    return try offer.welcome(
      hello, in: envelope, receivedNanoseconds: 900_000_000, durableThrough: 1200, epoch: 42)
  }

  @Test("a robot that fits is welcomed with everything that was agreed on")
  func welcome() throws {
    #expect(try Self.answer(Samples.hello) == Samples.welcome)
  }

  @Test("a hub that knows no robot yet takes the first one's description and rate")
  func anyRobot() throws {
    var offer = Self.offer
    offer.robot = nil
    offer.controlHertz = 0
    #expect(try Self.answer(Samples.hello, offer: offer) == Samples.welcome)
    let person = Hello(role: .teleop, name: "alex")
    let welcome = try Self.answer(person, offer: offer)
    #expect(welcome.robot == nil && welcome.role == .teleop && welcome.controlHertz == 0)
  }

  @Test("epochs go on above the highest that the robot has ever obeyed: a hub that was restarted cannot fall behind it")
  func epochs() throws {
    var hello = Samples.hello
    hello.highestEpoch = 7000
    #expect(try Self.answer(hello).epoch == 7000)
  }

  @Test("what does not fit is refused, and both values are named")
  func refusals() throws {
    let cases: [(Refusal.Reason, [String], (inout Hello) -> Void)] = [
      (.role, ["observer", "robot, teleop"], { $0.role = .observer }),
      (.task, ["PandaReach-v3", "PandaPush-v3"], { $0.task = "PandaPush-v3" }),
      (.robot, [Samples.robot.digest.description], { $0.robot?.digest = SHA256Digest(hashing: []) }),
      (.robot, ["panda"], { $0.robot?.joints[0].upper = 2.9671 }),
      (.spaces, ["0.05", "0.1"], { $0.spaces?.action.elements[1].scale = 0.1 }),
      (.spaces, ["3 observation parts here, 2 there"], { $0.spaces?.observation.components.removeLast() }),
      (.spaces, ["mm"], { $0.spaces?.observation.components[0].unit = "mm" }),
      (.rates, ["25.0", "20.0"], { $0.policyHertz = 20 }),
    ]
    for (reason, parts, change) in cases {
      var hello = Samples.hello
      change(&hello)
      let refusal = #expect(throws: Refusal.self) { try Self.answer(hello) }
      #expect(refusal?.reason == reason)
      for part in parts { #expect(refusal?.text.contains(part) == true, "\(refusal?.text ?? "")") }
      // It can be sent.
      let client = Connection(gate: Gatekeeper(.client), peer: FrameWriter(session: 1))
      #expect(client.rejection(.refusal(try #require(refusal))) == nil)
    }
  }

  @Test("a text of ours is one that a gate takes, whatever stands in it")
  func texts() {
    let client = Connection(gate: Gatekeeper(.client), peer: FrameWriter(session: 1))
    for text in ["", "a\u{1B}[2Jb\nc", String(repeating: "猫", count: 2000), "é\u{85}\0"] {
      let refusal = Refusal(reason: .task, text: wireText(text), client: .current)
      #expect(client.rejection(.refusal(refusal)) == nil)
      #expect(wireName(text).utf8.count <= 128 && !wireName(text).contains("\n"))
    }
    #expect(wireText("a\u{1B}[2Jb\nc") == "a [2Jb\nc" && wireText(String(repeating: "猫", count: 2000)).count == 341)
  }

  @Test("a client of another major version is told both")
  func version() {
    let theirs = WireVersion(major: 2, minor: 1)
    let refusal = Refusal(.version(theirs: theirs, ours: .current))
    #expect(refusal.reason == .version && refusal.client == theirs && refusal.hub == .current)
    #expect(refusal.text.contains("2.1") && refusal.text.contains("1.0"))
  }
}
