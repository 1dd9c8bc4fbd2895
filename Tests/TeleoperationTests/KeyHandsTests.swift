import Teleoperation
import Testing
import Vocabulary
import Wire

@Suite("Keys as hands")
struct KeyHandsTests {
  private func hands(_ names: [String], on space: ActionSpace, isInControl: Bool = false) -> Hands {
    var keys = KeyHands(keyMap(), actions: space)
    var deeds: [Deed] = []
    keys.take(.knowsReleases, at: 0, deeds: &deeds)
    for name in names { keys.take(press(name), at: 0, deeds: &deeds) }
    return keys.hands(at: 1, isInControl: isInControl)
  }

  @Test(
    "held keys move elements by their share of the speed, and take over",
    arguments: [
      ([], Hands(action: [0, 0, 0])), (["w"], Hands(moves: true, action: [0.5, 0, 0])),
      (["w", "s"], Hands(moves: true, action: [0, 0, 0])), (["w", "d"], Hands(moves: true, action: [0.5, -0.25, 0])),
      (["space"], Hands(takesOver: true, action: [0, 0, 0])),
      (["space", "s"], Hands(takesOver: true, moves: true, action: [-0.5, 0, 0])),
      (["z", "u"], Hands(action: [0, 0, 0])),
      (["+", "w"], Hands(moves: true, action: [1, 0, 0])), (["+", "+", "w"], Hands(moves: true, action: [1, 0, 0])),
      (["-", "w"], Hands(moves: true, action: [0.25, 0, 0])),
    ] as [([String], Hands)])
  func motion(names: [String], expected: Hands) {
    #expect(hands(names, on: actions("x", "y", "z")) == expected)
  }

  @Test("joints by their place, whatever the robot calls them; what actions do not have is told once")
  func joints() {
    let space = actions("shoulder_pan_joint", "shoulder_lift_joint", "gripper")
    #expect(hands(["2"], on: space).action == [0, 0.5, 0])
    #expect(KeyHands(keyMap(), actions: actions("x", "y", "z")).ignored == ["roll", "gripper"])
    #expect(KeyHands(keyMap(), actions: actions("panda_joint1")).ignored == ["joint2"])
  }

  @Test("the gripper goes on closing when its key is let go, until the other key or the handback")
  func gripper() {
    var keys = KeyHands(keyMap(), actions: actions("x", "gripper"))
    var deeds: [Deed] = []
    keys.take(.knowsReleases, at: 0, deeds: &deeds)
    keys.take(press("g"), at: 0, deeds: &deeds)
    #expect(keys.hands(at: 1, isInControl: false) == Hands(moves: true, action: [0, -1]))
    keys.take(.release(Key("g")), at: 2, deeds: &deeds)
    keys.take(press("w"), at: 2, deeds: &deeds)
    #expect(keys.hands(at: 3, isInControl: true) == Hands(moves: true, action: [0.5, -1]))
    keys.take(press("h"), at: 4, deeds: &deeds)
    #expect(keys.hands(at: 5, isInControl: true).action == [0.5, 1])
    keys.take(.release(Key("h")), at: 6, deeds: &deeds)
    keys.take(.release(Key("w")), at: 6, deeds: &deeds)
    #expect(keys.hands(at: 7, isInControl: false) == Hands(action: [0, 0]))
    #expect(keys.hands(at: 8, isInControl: true).action == [0, 0])
  }

  @Test(
    "keys of deeds do one thing, once",
    arguments: [
      ("enter", Deed.event(.success)), ("backspace", .event(.failure)), ("R", .event(.reset)), (".", .event(.ready)),
      ("x", .event(.stop)), ("A", .event(.arm)), ("D", .event(.disarm)), ("C", .event(.clear)), ("?", .help),
      ("Q", .quit), ("space", .takeover),
    ])
  func deeds(name: String, deed: Deed) {
    var keys = KeyHands(keyMap(), actions: actions("x"))
    var deeds: [Deed] = []
    for time in [0, 500, 533, 566] { keys.take(press(name), at: UInt64(time) * millisecond, deeds: &deeds) }
    #expect(deeds == [deed])
  }

  @Test("the table is made of the data: every key that does something stands in it, and no other")
  func table() {
    let lines = keyMap().table(for: actions("x", "y", "gripper"), isLatching: false)
    let keys = lines.dropFirst().map { $0.split(separator: " ").first.map(String.init) ?? "" }
    #expect(
      keys == [
        "w", "s", "d", "g", "h", "space", "-", "+", "enter", "backspace", "R", ".", "x", "A", "D", "C", "?", "Q",
      ])
    #expect(lines[0].contains("held") && keyMap().table(for: actions("x"), isLatching: true)[0].contains("latched"))
  }

  @Test("a map that says two things about a key, or nothing that can be done, is refused")
  func refused() throws {
    _ = try keyMap().validated()
    let changes: [(String, (inout KeyMap) -> Void)] = [
      ("deeds.success", { $0.deeds.success = ["w"] }), ("tool[1].keys", { $0.tool[1].keys = ["w"] }),
      ("tool[0].share", { $0.tool[0].share = 2 }), ("joints[0].share", { $0.joints[0].share = 0 }),
      ("takeover", { $0.takeover = [] }), ("deeds.stop", { $0.deeds.stop = [] }),
      ("takeover", { $0.takeover = ["spacebar"] }), ("speed.first", { $0.speed.first = 3 }),
      ("speed.shares[0]", { $0.speed.shares[0] = 0 }), ("gamepad.deadZone", { $0.gamepad.deadZone = 1 }),
      ("gamepad.axes[0].share", { $0.gamepad.axes[0].share = .nan }),
    ]
    for (key, change) in changes {
      var map = keyMap()
      change(&map)
      let error = #expect(throws: ConfigError.self) { try map.validated() }
      #expect(error?.description.contains("'\(key)'") == true, "\(key): \(error?.description ?? "")")
    }
  }
}
