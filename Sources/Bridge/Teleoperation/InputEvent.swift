/// `struct input_event` of Linux on 64-bit machines (linux/input.h): 24 bytes, the time in the first 16.
public struct InputEvent: Equatable, Sendable {
  public static let byteCount = 24

  /// EV_SYN 0, EV_KEY 1, EV_ABS 3.
  public var type: UInt16
  public var code: UInt16
  public var value: Int32

  public init(type: UInt16, code: UInt16, value: Int32) { (self.type, self.code, self.value) = (type, code, value) }

  /// The events of what was read, in the machine's byte order, which is little-endian wherever Reins runs. A kernel hands
  /// out whole events: bytes at the end that are none are dropped.
  public static func decode(_ bytes: Span<UInt8>) -> [InputEvent] {
    var events: [InputEvent] = []
    var start = 0
    func number(_ place: Int) -> UInt16 { UInt16(bytes[start + place]) | UInt16(bytes[start + place + 1]) << 8 }
    while start + byteCount <= bytes.count {
      let value = UInt32(number(20)) | UInt32(number(22)) << 16
      events.append(InputEvent(type: number(16), code: number(18), value: Int32(bitPattern: value)))
      start += byteCount
    }
    return events
  }
}

/// `struct input_absinfo`: how far an axis goes.
public struct AxisRange: Equatable, Sendable {
  public var minimum: Int32
  public var maximum: Int32

  public init(minimum: Int32, maximum: Int32) { (self.minimum, self.maximum) = (minimum, maximum) }

  /// -1 at the minimum, 1 at the maximum, 0 within the dead zone, and no step at its edge. An axis without a way is 0.
  ///
  /// - Parameter deadZone: of the way from the middle, 0 to below 1.
  public func scaled(_ value: Int32, deadZone: Double) -> Double {
    guard maximum > minimum else { return 0 }
    let half = (Double(maximum) - Double(minimum)) / 2
    let position = max(-1, min(1, (Double(value) - Double(minimum)) / half - 1))
    guard abs(position) > deadZone else { return 0 }
    let beyond = (abs(position) - deadZone) / (1 - deadZone)
    return position < 0 ? -beyond : beyond
  }
}

/// Axes by Linux' gamepad protocol (Documentation/input/gamepad.rst).
public enum GamepadAxis: String, Codable, Sendable, CaseIterable {
  case leftX, leftY, rightX, rightY, padX, padY

  public var code: UInt16 {
    switch self {
    case .leftX: 0x00
    case .leftY: 0x01
    case .rightX: 0x03
    case .rightY: 0x04
    case .padX: 0x10
    case .padY: 0x11
    }
  }
}

/// Buttons by the letters on them; codes of linux/input-event-codes.h as the xpad driver uses them.
public enum GamepadButton: String, Codable, Sendable, CaseIterable {
  case a, b, x, y, leftBumper, rightBumper, select, start, leftStick, rightStick

  public var code: UInt16 {
    switch self {
    case .a: 0x130
    case .b: 0x131
    case .x: 0x133
    case .y: 0x134
    case .leftBumper: 0x136
    case .rightBumper: 0x137
    case .select: 0x13a
    case .start: 0x13b
    case .leftStick: 0x13d
    case .rightStick: 0x13e
    }
  }
}
