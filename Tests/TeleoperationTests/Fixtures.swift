import Teleoperation
import Vocabulary
import Wire

let millisecond: UInt64 = 1_000_000

func actions(_ names: String...) -> ActionSpace {
  ActionSpace(elements: names.map { ActionElement(name: $0, scale: 0.05, unit: "m") })
}

func press(_ name: String) -> TerminalInput { .press(Key(name)) }

/// A small key map, independent of the one that is shipped.
func keyMap() -> KeyMap {
  KeyMap(
    tool: [
      .init(keys: ["w"], element: "x", share: 1), .init(keys: ["s"], element: "x", share: -1),
      .init(keys: ["d"], element: "y", share: -0.5), .init(keys: ["u"], element: "roll", share: 1),
      .init(keys: ["g"], element: "gripper", share: -1, keeps: true),
      .init(keys: ["h"], element: "gripper", share: 1, keeps: true),
    ],
    joints: [.init(keys: ["1"], element: "joint1", share: 1), .init(keys: ["2"], element: "joint2", share: 1)],
    speed: .init(shares: [0.25, 0.5, 1], first: 1, slower: ["-"], faster: ["+"]), takeover: ["space"],
    deeds: .init(
      success: ["enter"], failure: ["backspace"], reset: ["R"], ready: ["."], stop: ["x"], arm: ["A"], disarm: ["D"],
      clear: ["C"], help: ["?"], quit: ["Q"]),
    gamepad: .init(
      deadZone: 0.1, takeover: .rightBumper,
      axes: [
        .init(axis: .leftY, element: "x", share: -1), .init(axis: .leftX, element: "y", share: -1),
        .init(axis: .rightY, element: "z", share: -1),
      ],
      buttons: [.init(button: .leftBumper, element: "gripper", share: -1, keeps: true)], success: .y, failure: .a,
      reset: .x, stop: .select))
}

func welcome(hertz: Double = 25, deadman: UInt32 = 300) -> Welcome {
  Welcome(
    role: .teleop, name: "hub", task: "PandaReach-v3", robot: nil,
    spaces: Spaces(observation: ObservationSpace(components: []), action: actions("x", "y", "z")),
    policyHertz: hertz, deadmanMilliseconds: deadman, onSilence: .hold, helloMonotonicNanoseconds: 0,
    receivedMonotonicNanoseconds: 0, transitionCredit: 0, maximumMessagesPerSecond: 1_000, epoch: 1)
}

func grant(_ epoch: UInt64, to session: UInt64, deadman: UInt32 = 300) -> MessageBody {
  .leaseGrant(
    LeaseGrant(
      epoch: epoch, holder: session, holderName: session == 0 ? "policy" : "anna",
      authority: session == 0 ? .policy : .expert, deadmanMilliseconds: deadman))
}

func observation(_ number: UInt64, episode: UInt64 = 1, step: UInt32 = 0) -> MessageBody {
  .observation(
    ObservationMessage(number: number, episode: episode, step: step, sensedNanoseconds: 0, values: [0, 0, 0]))
}
