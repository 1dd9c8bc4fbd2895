import Hub
import Sessions
import Testing
import Vocabulary
import Wire

@Suite("A hub's pilot")
struct PilotTests {
  @Test("the policy answers each observation, naming it, its version and the epoch")
  func policyDrives() {
    var stage = Stage()
    stage.see()
    stage.see()
    #expect(stage.commands() == ["policy 0.25 @1 #1", "policy 0.25 @2 #1"])
    stage.see()
    #expect(stage.pilot.counts.steps == 2 && stage.pilot.counts.expertSteps == 0)
  }

  @Test("a policy whose network overflows says nothing, and nothing of that step is stored")
  func notFinite() {
    var stage = Stage()
    stage.see()
    for wish in [Float.nan, .infinity] {
      stage.policy.wish = wish
      stage.see()
    }
    stage.policy.wish = 0.25
    stage.see()
    stage.see()
    #expect(stage.commands() == ["policy 0.25 @1 #1", "policy 0.25 @4 #1", "policy 0.25 @5 #1"])
    stage.pilot.robotLeft()
    #expect(stage.pilot.takeFinished().allSatisfy { $0.proposal[0].isFinite && $0.action[0].isFinite })
    #expect(stage.pilot.counts.steps == 2)
  }

  @Test("what is said of an episode while the policy says nothing ends it at the next observation")
  func notFiniteVerdict() {
    var stage = Stage()
    stage.see()
    stage.policy.wish = .nan
    stage.see()
    stage.say(.success)
    stage.see()
    #expect(stage.pilot.counts.episodes == 1 && stage.pilot.counts.successes == 1)
    // Its time is over, too.
    stage.begin()
    for _ in 0..<12 { stage.see() }
    #expect(stage.pilot.counts.episodes == 2 && stage.pilot.counts.successes == 1)
  }

  @Test("a takeover: the holder's command goes out at once, the policy is silent, and the step before it gets −1")
  func takeover() {
    var stage = Stage()
    for _ in 0..<3 { stage.see() }
    stage.take()
    stage.drive(-1)
    _ = stage.commands()
    stage.see()
    #expect(stage.commands().isEmpty, "who holds the lease answers, and nobody else")
    stage.drive(-0.5)
    stage.see()
    stage.drive(-0.5)
    #expect(stage.commands() == ["expert -0.5 @4 #2", "expert -0.5 @5 #2"])
    stage.letGo()
    for _ in 0..<3 { stage.see() }
    stage.pilot.robotLeft()
    // The third observation's last command was the expert's: that is the first step of the takeover. What was held at the end of the
    // fifth had no command of the policy's.
    #expect(
      stage.labels == [
        "1 policy 0", "2 policy -1", "3 expert 0", "4 expert 0", "5 expert 0", "6 policy 0", "7 policy 0 truncated",
      ])
    #expect(
      stage.pilot.steps.finished[1].onset && stage.pilot.counts.takeovers == 1 && stage.pilot.counts.expertSteps == 3)
    #expect(stage.pilot.steps.finished.map(\.number) == Array(1...7))
    #expect(stage.pilot.steps.finished[2].events.map(\.kind) == [.takeover])
    #expect(stage.pilot.steps.finished[5].events.map(\.kind) == [.handback])
    #expect(stage.pilot.steps.finished[2].action == [-1] && stage.pilot.steps.finished[2].proposal == [0.25])
  }

  @Test("the window blames the last steps of the policy, whatever the network did")
  func window() {
    var stage = Stage(window: 3)
    for _ in 0..<5 { stage.see() }
    stage.take()
    stage.see()
    stage.drive(1)
    stage.see()
    stage.pilot.robotLeft()
    #expect(stage.labels.prefix(5) == ["1 policy 0", "2 policy 0", "3 policy -1", "4 policy -1", "5 policy -1"])
  }

  @Test(
    "a step in which the robot did not obey is none: the segment ends truncated", arguments: [RobotMode.hold, .armed])
  func disobedience(mode: RobotMode) {
    var stage = Stage()
    for _ in 0..<3 { stage.see() }
    stage.mode(mode)
    stage.see()
    stage.mode(.policy)
    for _ in 0..<2 { stage.see() }
    stage.pilot.robotLeft()
    #expect(stage.labels == ["1 policy 0", "2 policy 0 truncated", "4 policy 0", "5 policy 0 truncated"])
    #expect(!stage.pilot.steps.finished[2].continues && stage.pilot.steps.finished[1].continues)
  }

  @Test("an observation that was lost ends the segment truncated, and is counted")
  func lostObservation() {
    var stage = Stage()
    for _ in 0..<3 { stage.see() }
    stage.number += 2
    for _ in 0..<2 { stage.see() }
    stage.pilot.robotLeft()
    #expect(
      stage.labels == ["1 policy 0", "2 policy 0 truncated", "6 policy 0 truncated"] && stage.pilot.steps.missing == 2)
  }

  @Test("success: the last step is terminal, the robot is told to reset, and nobody commands until the next episode")
  func success() {
    var stage = Stage()
    for _ in 0..<3 { stage.see() }
    stage.say(.success)
    stage.see()
    #expect(stage.labels == ["1 policy 0", "2 policy 0", "3 policy 0 terminated"])
    #expect(stage.events() == [.reset] && stage.pilot.counts.successes == 1 && stage.pilot.counts.episodes == 1)
    _ = stage.commands()
    stage.see()
    #expect(stage.commands().isEmpty)
    stage.begin()
    stage.see()
    #expect(stage.commands() == ["policy 0.25 @6 #1"])
  }

  @Test("a failure, or a stop, while the policy drives is a takeover of length 0")
  func failures() {
    var failed = Stage()
    for _ in 0..<3 { failed.see() }
    failed.say(.failure)
    failed.see()
    #expect(failed.labels == ["1 policy 0", "2 policy 0", "3 policy -1 truncated"])
    #expect(failed.pilot.steps.finished[2].nextObservation == failed.pilot.steps.finished[2].observation)
    var stopped = Stage()
    for _ in 0..<3 { stopped.see() }
    stopped.say(.stop)
    stopped.see()
    #expect(stopped.labels == ["1 policy 0", "2 policy 0", "3 policy -1 truncated"])
    #expect(stopped.events() == [.stop] && stopped.pilot.book.authority == .none)
    stopped.begin()
    stopped.see()
    #expect(stopped.commands().filter { $0.contains("@5") }.isEmpty, "after a stop nothing goes on by itself")
    stopped.say(.ready)
    stopped.see()
    #expect(stopped.commands() == ["policy 0.25 @6 #2"])
  }

  @Test("a trip of the guard counts as a takeover only where the launch file says so", arguments: [false, true])
  func guardTrip(counts: Bool) {
    var stage = Stage(guardTrips: counts)
    for _ in 0..<3 { stage.see() }
    stage.say(.guardTrip, by: .robot)
    stage.mode(.hold)
    stage.see()
    #expect(stage.labels == ["1 policy 0", counts ? "2 policy -1 truncated" : "2 policy 0 truncated"])
    #expect(stage.events() == [.reset])
  }

  @Test("an episode ends when its time is up, and its last transition still has a future")
  func timeLimit() {
    var stage = Stage()
    for _ in 0..<11 { stage.see() }
    #expect(stage.labels.count == 10 && stage.labels.last == "10 policy 0 truncated" && stage.events() == [.reset])
  }

  @Test(
    "a holder that falls silent loses the robot; what follows is configured",
    arguments: [(HubConfiguration.OnSilence.hold, 0), (.policy, 1), (.stop, 0)])
  func silence(policy: HubConfiguration.OnSilence, commands: Int) {
    var stage = Stage(onSilence: policy)
    for _ in 0..<2 { stage.see() }
    stage.take()
    stage.drive(1)
    stage.see()
    _ = stage.commands()
    stage.time += 400_000_000
    stage.pilot.poll(at: stage.time)
    #expect(stage.pilot.book.holder == nil)
    #expect(policy == .stop ? stage.events() == [.reset] : stage.events().isEmpty)
    stage.see()
    #expect(stage.commands().count == commands)
  }

  @Test("who does not hold the lease commands nothing, nor does an old epoch")
  func strangers() {
    var stage = Stage()
    stage.see()
    stage.take()
    _ = stage.commands()
    let command = Command(epoch: stage.pilot.book.epoch, authority: .expert, observation: 1, action: [1])
    stage.pilot.commanded(command, session: 71, at: stage.time)
    stage.letGo()
    stage.take()
    stage.pilot.commanded(command, session: Stage.anna, at: stage.time)
    #expect(stage.commands().isEmpty)
    stage.drive(1)
    #expect(stage.commands() == ["expert 1.0 @1 #4"])
  }

  @Test("commands in the middle of a step: the last one is what was executed")
  func middle() {
    var stage = Stage()
    stage.see()
    stage.take()
    stage.see()
    for action in [Float(0.1), 0.2, 0.3] { stage.drive(action) }
    stage.see()
    stage.pilot.robotLeft()
    #expect(stage.pilot.steps.finished.last?.action == [0.3])
  }

  @Test("a robot that comes back hears who commands, under a new epoch", arguments: [false, true])
  func comesBack(isEdge: Bool) {
    let stage = Stage()
    stage.pilot.robotLeft()
    stage.pilot.acts.removeAll()
    stage.pilot.robotJoined(highestEpoch: 0, isEdge: isEdge, at: stage.time)
    guard case .announce(.granted(let policy))? = stage.pilot.acts.first else {
      Issue.record("no grant")
      return
    }
    #expect(policy.authority == .policy && policy.epoch == 2)
    stage.take()
    stage.pilot.acts.removeAll()
    stage.pilot.robotJoined(highestEpoch: 0, isEdge: isEdge, at: stage.time)
    guard case .announce(.granted(let person))? = stage.pilot.acts.first else {
      Issue.record("no grant")
      return
    }
    #expect(person.holder == Stage.anna && person.epoch == 4)
  }

  @Test("a robot that has obeyed a higher epoch is commanded above it")
  func epochs() {
    let stage = Stage(epoch: 3)
    stage.pilot.robotJoined(highestEpoch: 90, at: stage.time)
    #expect(stage.pilot.book.epoch == 91)
  }

  @Test("steps that the robot's limits changed are marked")
  func clipped() {
    var stage = Stage()
    stage.see()
    stage.see()
    stage.mode(.policy, clippedTicks: 3)
    stage.see()
    stage.see()
    stage.pilot.robotLeft()
    #expect(stage.pilot.steps.finished.map(\.clipped) == [false, true, false])
  }

  @Test("every step is stored once, in order, whatever happens between")
  func conservation() {
    var random = RandomStream(seed: 8)
    var stage = Stage(window: 4, onSilence: .policy)
    var seen = 0
    for _ in 0..<40_000 {
      switch random.index(below: 12) {
      case 0: stage.take()
      case 1: stage.letGo()
      case 2: stage.drive(Float(random.uniform(-1, 1)))
      case 3 where random.bernoulli(0.2):
        stage.say([.success, .failure, .stop, .ready, .reset][random.index(below: 5)])
      case 4 where random.bernoulli(0.2): stage.mode([.hold, .policy, .policy][random.index(below: 3)])
      case 5 where random.bernoulli(0.3): stage.begin()
      case 6: stage.pilot.poll(at: stage.time)
      default: stage.see()
      }
      seen = max(seen, Int(stage.number))
    }
    stage.pilot.robotLeft()
    let places = stage.pilot.steps.finished.map { $0.observation[0] }
    #expect(places.count > 2_000)
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
    #expect(stage.pilot.steps.finished.map(\.number) == Array(1...UInt64(places.count)))
    for (one, next) in zip(stage.pilot.steps.finished, stage.pilot.steps.finished.dropFirst()) where next.continues {
      #expect(one.nextObservation == next.observation && one.outcome == .running)
    }
    for transition in stage.pilot.steps.finished {
      #expect(transition.reward == 0 || transition.authority == .policy)
      #expect(transition.observation[0] + 1 == transition.nextObservation[0] || transition.reward == -1)
    }
  }
}
