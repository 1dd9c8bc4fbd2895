import Teleoperation
import Testing
import Vocabulary
import Wire

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

  @Test("what was recorded replays as the same hands and events at the same times")
  func recording() throws {
    let space = actions("x", "y", "gripper")
    var recorder = ScriptRecorder(actions: space)
    let past: [(seconds: Double, hands: Hands, deeds: [Deed])] = [
      (0, Hands(action: [0, 0, 0]), []), (0.5, Hands(takesOver: true, action: [0, 0, 0]), [.takeover]),
      (0.75, Hands(takesOver: true, moves: true, action: [0.25, 0, -1]), []),
      (1, Hands(takesOver: true, moves: true, action: [0.25, 0, -1]), []),
      (1.25, Hands(moves: true, action: [0, 0, 0]), []),
      (1.5, Hands(action: [0, 0, 0]), [.event(.success), .event(.reset)]), (2, Hands(action: [0, 0, 0]), [.help]),
    ]
    var script = OperatorScript()
    for moment in past {
      script.moments += recorder.note(moment.hands, deeds: moment.deeds, at: UInt64(moment.seconds * 1e9))
    }
    #expect(script.moments.count == 5)
    var replayed = try ScriptHands(try script.validated(), map: keyMap(), actions: space)
    for moment in past {
      var deeds: [Deed] = []
      let hands = replayed.hands(at: UInt64(moment.seconds * 1e9), isInControl: true, deeds: &deeds)
      #expect(deeds == moment.deeds.filter { $0 != .help }, "\(moment)")
      if moment.hands.action != [0, 0, 0] {
        #expect(hands == moment.hands)
      } else {
        #expect(hands.action == [0, 0, 0] && hands.takesOver == moment.hands.takesOver)
        #expect(hands.moves == moment.hands.moves)
      }
    }
  }
}
