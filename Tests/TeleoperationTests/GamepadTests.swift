import Teleoperation
import Testing
import Vocabulary
import Wire

@Suite("Gamepads")
struct GamepadTests {
  private let ranges: [UInt16: AxisRange] = [
    0: AxisRange(minimum: -32_768, maximum: 32_767), 1: AxisRange(minimum: 0, maximum: 255),
    4: AxisRange(minimum: -100, maximum: 100),
  ]

  @Test("events are read as the kernel writes them: 24 bytes, little-endian; a torn one is dropped")
  func decoding() {
    // EV_ABS, ABS_Y, -32768, as `od` shows it; then EV_KEY, BTN_TR, 1; then 5 bytes of a third.
    let time = [UInt8](repeating: 0x5a, count: 16)
    let bytes =
      time + [0x03, 0, 0x01, 0, 0x00, 0x80, 0xff, 0xff] + time + [0x01, 0, 0x37, 0x01, 0x01, 0, 0, 0]
      + [1, 2, 3, 4, 5]
    #expect(
      InputEvent.decode(bytes.span) == [
        InputEvent(type: 3, code: 1, value: -32_768), InputEvent(type: 1, code: 0x137, value: 1),
      ])
  }

  @Test(
    "an axis is 0 in the dead zone, ±1 at its ends, and has no step between",
    arguments: [
      (0, 0), (100, 1), (-100, -1), (10, 0), (-10, 0), (55, 0.5), (-55, -0.5), (200, 1),
    ] as [(Int32, Double)])
  func scaling(value: Int32, expected: Double) {
    #expect(abs(AxisRange(minimum: -100, maximum: 100).scaled(value, deadZone: 0.1) - expected) < 1e-12)
  }

  @Test("an axis without a way is 0, and the widest does not overflow")
  func ends() {
    #expect(AxisRange(minimum: 3, maximum: 3).scaled(3, deadZone: 0.1) == 0)
    #expect(AxisRange(minimum: .min, maximum: .max).scaled(.min, deadZone: 0) == -1)
  }

  @Test("the sticks count while the right bumper is held, and nothing else takes over")
  func sticks() {
    var pad = GamepadHands(keyMap(), actions: actions("x", "y", "z"), ranges: ranges)
    var deeds: [Deed] = []
    pad.take(InputEvent(type: 3, code: 0, value: 32_767), deeds: &deeds)
    pad.take(InputEvent(type: 3, code: 1, value: 0), deeds: &deeds)
    pad.take(InputEvent(type: 3, code: 4, value: 55), deeds: &deeds)
    #expect(pad.hands(isInControl: false) == Hands(action: [0, 0, 0]))
    pad.take(InputEvent(type: 1, code: 0x137, value: 1), deeds: &deeds)
    let hands = pad.hands(isInControl: false)
    #expect(hands.takesOver && !hands.moves && hands.action[0] == 1 && hands.action[1] == -1)
    #expect(abs(hands.action[2] + 0.5) < 1e-6)
    pad.take(InputEvent(type: 1, code: 0x137, value: 0), deeds: &deeds)
    #expect(pad.hands(isInControl: false).takesOver == false && deeds == [.takeover])
  }

  @Test(
    "buttons do one thing when they go down",
    arguments: [
      (0x134, Deed.event(.success)), (0x130, .event(.failure)), (0x133, .event(.reset)), (0x13a, .event(.stop)),
    ]
      as [(UInt16, Deed)])
  func buttons(code: UInt16, deed: Deed) {
    var pad = GamepadHands(keyMap(), actions: actions("x"), ranges: [:])
    var deeds: [Deed] = []
    for value: Int32 in [1, 2, 2, 0] { pad.take(InputEvent(type: 1, code: code, value: value), deeds: &deeds) }
    #expect(deeds == [deed])
  }

  @Test("a pad that is gone holds nothing")
  func gone() {
    var pad = GamepadHands(keyMap(), actions: actions("x", "gripper"), ranges: ranges)
    var deeds: [Deed] = []
    for code: UInt16 in [0x137, 0x136] { pad.take(InputEvent(type: 1, code: code, value: 1), deeds: &deeds) }
    #expect(pad.hands(isInControl: true).action == [0, -1])
    pad.forget()
    #expect(pad.hands(isInControl: true) == Hands(action: [0, 0]))
  }
}
