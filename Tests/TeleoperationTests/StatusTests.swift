import Teleoperation
import Testing
import Vocabulary
import Wire

@Suite("What a person sees")
struct StatusTests {
  private func own(_ stage: TeleopPilot.Stage = .watching) -> OwnSide {
    OwnSide(
      stage: stage, isLatched: false, speedShare: 0.5, action: [0.5, 0, -1], elements: ["x", "y", "z"],
      device: "terminal", takeovers: 0, commands: 0)
  }

  @Test("who commands, by the newest of grants, revocations and the hub's status")
  func control() {
    var status = TeleopStatus()
    #expect(status.controlWord.text == "NO HUB")
    status.begin(welcome(), session: 7)
    #expect(status.controlWord.text == "UNKNOWN")
    status.hear(grant(3, to: 0))
    #expect(status.controlWord.text == "POLICY")
    status.hear(grant(4, to: 7))
    #expect(status.controlWord.text == "YOU" && status.isOurs)
    status.hear(.hubStatus(HubStatus(task: "t", mode: .policy, authority: .policy, epoch: 3, takeovers: 2)))
    #expect(status.isOurs && status.counts?.takeovers == 2)
    status.hear(grant(5, to: 9))
    #expect(status.controlWord.text == "EXPERT anna")
    status.hear(.leaseRevocation(LeaseRevocation(epoch: 5, reason: .stopped, text: "stop")))
    #expect(status.controlWord.text == "HOLD")
    status.end("the hub says farewell")
    #expect(status.controlWord.text == "NO HUB" && status.line(own()).contains("farewell"))
  }

  @Test("eight lines, none wider than the screen; colours take no place", arguments: [1, 20, 60, 200])
  func width(width: Int) {
    var status = TeleopStatus()
    status.begin(welcome(), session: 7)
    status.hear(grant(4, to: 7))
    status.hear(.hubStatus(HubStatus(task: "t", mode: .expert, authority: .expert, epoch: 4, holder: 7)))
    let lines = status.screen(own(.holding), width: width, hasColour: false)
    #expect(lines.count == 8 && lines.allSatisfy { $0.count <= width })
    let coloured = status.screen(own(.holding), width: width, hasColour: true)
    for line in coloured { #expect(line.replacing(/\u{1b}\[[0-9;]*m/, with: "").count <= max(width, 5)) }
  }

  @Test("numbers as people read them")
  func numbers() {
    var status = TeleopStatus()
    status.begin(welcome(), session: 7)
    status.hear(observation(9, episode: 2, step: 17))
    status.hear(
      .hubStatus(
        HubStatus(
          task: "t", mode: .hold, authority: .none, epoch: 1, successes: 4, takeovers: 6, interventionRate: 0.125,
          updates: 900, policyVersion: 3)))
    status.hear(
      .robotStatus(RobotStatus(mode: .latched, reason: "too fast", wayOut: "press C", epoch: 1, ticks: 1)))
    status.roundTrip = Percentiles(median: 1_250_000, p99: 12_000_000)
    let text = status.screen(own(), width: 200, hasColour: false).joined(separator: "\n")
    for part in [
      "LATCHED", "episode 2  step 17", "successes 4  takeovers 6  interventions 13 %  updates 900  policy 3",
      "p50 1.3 p99 12.0 ms", "speed 50 %", "x +0.50 z -1.00", "too fast; press C", "PandaReach-v3",
    ] { #expect(text.contains(part), "\(part) in \(text)") }
  }
}

@Suite("Scripted operators")
struct ScriptTests {
  @Test("what is held, moved and done follows the script's times")
  func times() throws {
    let script = try OperatorScript(moments: [
      .init(atSeconds: 1, keys: ["w"]), .init(atSeconds: 2, action: ["y": -0.75]), .init(atSeconds: 3, takeover: true),
      .init(atSeconds: 4, event: "success"),
    ]).validated()
    var hands = try ScriptHands(script, map: keyMap(), actions: actions("x", "y"))
    var deeds: [Deed] = []
    func at(_ seconds: Double) -> Hands {
      hands.hands(at: UInt64(seconds * 1e9) + 77, isInControl: false, deeds: &deeds)
    }
    #expect(at(0) == Hands(action: [0, 0]) && at(0.9) == Hands(action: [0, 0]))
    #expect(at(1) == Hands(moves: true, action: [0.5, 0]))
    #expect(at(2.5) == Hands(moves: true, action: [0, -0.75]) && deeds.isEmpty)
    #expect(at(3) == Hands(takesOver: true, action: [0, 0]) && deeds == [.takeover] && !hands.isOver)
    #expect(at(9) == Hands(action: [0, 0]) && deeds == [.takeover, .event(.success)] && hands.isOver)
  }

  @Test("an unknown key, event, element or order is refused by name")
  func refused() throws {
    let bad: [(String, OperatorScript)] = [
      ("moments[0].keys", OperatorScript(moments: [.init(keys: ["spacebar"])])),
      ("moments[0].event", OperatorScript(moments: [.init(event: "sucess")])),
      ("moments[1].atSeconds", OperatorScript(moments: [.init(atSeconds: 2), .init(atSeconds: 1)])),
      ("moments[0].action.x", OperatorScript(moments: [.init(action: ["x": 1.5])])),
    ]
    for (key, script) in bad {
      let error = #expect(throws: ConfigError.self) { try script.validated() }
      #expect(error?.description.contains(key) == true)
    }
    #expect(throws: ConfigError.self) {
      _ = try ScriptHands(OperatorScript(moments: [.init(action: ["q": 1])]), map: keyMap(), actions: actions("x"))
    }
  }
}
