import Sessions
import Testing
import Vocabulary
import Wire

@Suite("Sessions of a hub and its clients")
struct SessionTests {
  @Test(
    "hello, welcome: every role that the hub takes comes in",
    arguments: [Role.robot, .teleop, .observer, .actor, .learner])
  func greeting(role: Role) throws {
    var village = Village()
    village.settle(1, Village.hello(role))
    village.talk()
    let client = try #require(village.clients[1])
    #expect(client.session.isOpen && client.session.welcome?.role == role)
    #expect(village.hub.members[1]?.role == role && village.hub.members[1]?.session == client.session.session)
    #expect(client.session.welcome?.robot == (role == .robot ? Village.robot : nil))
  }

  @Test("both clocks are learned, however far apart they stand")
  func clocks() throws {
    var village = Village()
    village.delay = 3_000_000
    village.settle(1, Village.hello(.teleop), ahead: 5_000_000_000_000)
    village.pass(milliseconds: 1_200)
    let client = try #require(village.clients[1]?.session.clock.best)
    let hub = try #require(village.hub.members[1]?.clock.best)
    #expect(client.offsetNanoseconds == -5_000_000_000_000 && hub.offsetNanoseconds == 5_000_000_000_000)
    #expect(client.roundTripNanoseconds == 6_000_000 && hub.roundTripNanoseconds == 6_000_000)
    #expect(village.hub.members[1]?.oneWays.percentiles.median == 3_000_000)
    #expect(village.clients[1]?.session.roundTrips.percentiles == Percentiles(median: 6_000_000, p99: 6_000_000))
  }

  @Test("a client that falls silent for more than 2 s is gone, and comes back by itself in a new session")
  func silence() throws {
    var village = Village()
    village.settle(1, Village.hello(.teleop))
    village.talk()
    let first = village.clients[1]?.session.session
    village.clients[1]?.isCut = true
    village.pass(milliseconds: 1_900)
    #expect(village.hub.members.count == 1)
    village.pass(milliseconds: 300)
    #expect(village.hub.members.isEmpty && village.departures.first?.hasPrefix("teleop: silent for 20") == true)
    #expect(village.clients[1]?.session.stage == .greeting)
    village.clients[1]?.isCut = false
    village.pass(milliseconds: 2_100)
    #expect(village.clients[1]?.session.isOpen == true && village.clients[1]?.session.session != first)
    #expect(village.clients[1]?.session.sessions == 2)
  }

  @Test("a hub that was started anew is noticed at once, not after the silence")
  func hubRestart() throws {
    var village = Village()
    village.settle(1, Village.hello(.teleop))
    village.settle(2, Village.hello(.observer))
    village.talk()
    village.hub = HubSessions(offer: Village.offer, session: 78)
    // The first words of either to the new hub are answered by rejections, and these by a hello.
    village.pass(milliseconds: 1_100)
    #expect(village.clients.values.allSatisfy { $0.session.isOpen && $0.session.sessions == 2 })
    #expect(village.hub.members.count == 2)
  }

  @Test("a client that was started anew on the same connection takes its own place")
  func clientRestart() throws {
    var village = Village()
    village.settle(1, Village.hello(.robot))
    village.talk()
    village.pass(milliseconds: 300)
    village.settle(1, Village.hello(.robot))
    village.clients[1]?.session = ClientSession(hello: Village.hello(.robot), random: RandomStream(seed: 9))
    village.talk()
    #expect(village.departures == ["robot: it says hello again"])
    #expect(village.clients[1]?.session.isOpen == true && village.hub.members.count == 1)
  }

  @Test(
    "one robot, one learner: a second is refused while the first speaks, and comes in when that one has been silent",
    arguments: [Role.robot, .learner])
  func oneOnly(role: Role) throws {
    var village = Village()
    village.settle(1, Village.hello(role, name: "first"))
    village.talk()
    village.settle(2, Village.hello(role, name: "second"))
    village.talk()
    guard case .refused(let refusal) = village.clients[2]?.session.stage else {
      Issue.record("the second \(role) was not refused")
      return
    }
    #expect(refusal.reason == .duplicate && refusal.text.contains("first"))
    village.clients[1]?.isCut = true
    village.pass(milliseconds: role == .robot ? 2_100 : 6_100)
    #expect(village.clients[2]?.session.isOpen == true)
    #expect(village.departures == ["first: another \(role) takes its place"])
  }

  @Test("a key has one role: a hello that asks for another is refused, naming both")
  func keys() throws {
    var village = Village()
    village.settle(1, Village.hello(.teleop), key: ("anna", .observer))
    village.settle(2, Village.hello(.observer), key: ("anna", .observer))
    village.talk()
    guard case .refused(let refusal) = village.clients[1]?.session.stage else {
      Issue.record("a teleop came in with an observer's key")
      return
    }
    #expect(refusal.reason == .role && refusal.text.contains("anna") && refusal.text.contains("teleop"))
    #expect(village.clients[2]?.session.isOpen == true)
    // Final: nothing is tried again.
    village.pass(milliseconds: 5_000)
    #expect(village.hub.refusals == 1)
  }

  @Test("a full hub refuses, and takes the next when there is room")
  func capacity() {
    var village = Village(capacity: 2)
    for place in 1...3 { village.settle(place, Village.hello(.observer)) }
    village.talk()
    #expect(village.hub.members.count == 2 && village.hub.refusals == 1)
    village.clients[1]?.isCut = true
    village.pass(milliseconds: 4_500)
    #expect(village.hub.members.count == 2 && village.clients[3]?.session.isOpen == true)
  }

  @Test("another robot, task or rate is refused, naming both")
  func disagreement() throws {
    var village = Village()
    village.hub.offer.robot = Village.robot
    var other = Village.hello(.robot)
    other.robot?.digest = SHA256Digest(hashing: [9])
    var faster = Village.hello(.robot)
    faster.policyHertz = 50
    var task = Village.hello(.teleop)
    task.task = "PandaPush-v3"
    for (place, hello) in [other, faster, task].enumerated() { village.settle(place, hello) }
    village.talk()
    let reasons = (0..<3).map { place -> Refusal.Reason? in
      if case .refused(let refusal) = village.clients[place]?.session.stage { refusal.reason } else { nil }
    }
    #expect(reasons == [.robot, .rates, .task])
  }

  @Test("a farewell ends a session on either side")
  func farewell() throws {
    var village = Village()
    village.settle(1, Village.hello(.teleop))
    village.settle(2, Village.hello(.observer))
    village.talk()
    let now = village.now(1)
    let made = village.clients[1]?.session.end("enough for today", at: now)
    let frame = try #require(made)
    village.carry(frame, from: 1)
    #expect(village.departures == ["teleop: enough for today"] && village.clients[1]?.session.stage == .ended)
    village.hub.end("the hub ends", at: village.hubTime)
    village.deliver()
    #expect(village.clients[2]?.heard.last == .lost("the hub says farewell: the hub ends"))
  }

  @Test("whoever steps simulated tasks may compute for a minute")
  func patience() {
    var village = Village()
    village.settle(1, Village.hello(.actor))
    village.talk()
    village.hub.open(
      SimulationOpened(
        task: "PandaReach-v3", robot: "panda", copies: 1, spaces: Village.spaces, maximumSteps: 50, stepSeconds: 0.04,
        rewardText: "", successText: "", cameras: [], answers: 1), for: 1, at: village.hubTime)
    village.deliver()
    village.clients[1]?.isCut = true
    village.pass(milliseconds: 59_000)
    #expect(village.departures.isEmpty)
    village.pass(milliseconds: 1_500)
    #expect(village.departures.first?.hasPrefix("actor: silent for 60") == true)
  }
}
