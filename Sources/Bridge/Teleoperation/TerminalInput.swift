/// What a terminal says.
public enum TerminalInput: Equatable, Sendable {
  /// A key went down, or repeats: a terminal without the keyboard protocol cannot tell which.
  case press(Key)
  /// A key that is held down repeats; from terminals with the keyboard protocol only.
  case autoRepeat(Key)
  /// A key went up; from terminals with the keyboard protocol only.
  case release(Key)
  /// The terminal knows the keyboard protocol: it tells when a key goes up.
  case knowsReleases
}

/// Turns the bytes of a terminal into keys: plain characters, the sequences of cursor keys (ECMA-48, xterm), and the
/// keyboard protocol of kitty (https://sw.kovidgoyal.net/kitty/keyboard-protocol/), which tells when a key goes up.
///
/// Time is passed in: an escape that nothing follows is the escape key.
public struct TerminalParser: Sendable {
  /// Asks whether the terminal knows the keyboard protocol; one that does not is silent.
  public static let query = "\u{1b}[?u"
  /// Asks for it: escape codes told apart (1), releases (2), all keys as escape codes (8).
  public static let enable = "\u{1b}[>11u"
  /// Takes that back.
  public static let disable = "\u{1b}[<u"

  /// Longer than a sequence needs to come through over SSH, shorter than a person notices.
  static let escapeNanoseconds: UInt64 = 50_000_000
  /// Longer sequences are none that we know.
  private static let longest = 64

  private var pending: [UInt8] = []
  private var lastByte: UInt64 = 0

  public init() {}

  public mutating func take(_ bytes: [UInt8], at now: UInt64, into inputs: inout [TerminalInput]) {
    lastByte = now
    for byte in bytes {
      // A new sequence begins: the one before was broken off, or was the escape key.
      if byte == 0x1b, !pending.isEmpty {
        if pending == [0x1b] { inputs.append(.press(Key("escape"))) }
        pending = [0x1b]
        continue
      }
      pending.append(byte)
      if pending[0] == 0x1b { sequence(&inputs) } else { character(&inputs) }
    }
  }

  /// To be called often: an escape that nothing followed is the key.
  public mutating func poll(at now: UInt64, into inputs: inout [TerminalInput]) {
    guard !pending.isEmpty, now >= lastByte &+ Self.escapeNanoseconds else { return }
    if pending == [0x1b] { inputs.append(.press(Key("escape"))) }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func character(_ inputs: inout [TerminalInput]) {
    let count =
      switch pending[0] {
      case ..<0x80: 1
      case 0xc2...0xdf: 2
      case 0xe0...0xef: 3
      case 0xf0...0xf4: 4
      default: 0
      }
    if count == 0 { return pending.removeAll(keepingCapacity: true) }
    guard pending.count >= count else { return }
    let text = String(validating: pending, as: UTF8.self)
    if let scalar = text?.unicodeScalars.first, let key = Self.key(scalar.value) { inputs.append(.press(key)) }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func sequence(_ inputs: inout [TerminalInput]) {
    guard pending.count >= 2 else { return }
    // Alt and a character, which nobody maps: the character counts.
    guard pending[1] == UInt8(ascii: "[") || pending[1] == UInt8(ascii: "O") else {
      pending.removeFirst()
      return character(&inputs)
    }
    guard pending.count >= 3 else { return }
    let last = pending[pending.count - 1]
    guard (0x40...0x7e).contains(last) else {
      if pending.count > Self.longest { pending.removeAll(keepingCapacity: true) }
      return
    }
    let parameters = String(decoding: pending[2..<pending.count - 1], as: UTF8.self)
    if let input = Self.input(parameters, final: last) { inputs.append(input) }
    pending.removeAll(keepingCapacity: true)
  }

  /// CSI code ; modifiers : event final. Modifiers are 1 and a sum of shift 1, alt 2, control 4; an event is 1 press,
  /// 2 repeat, 3 release.
  private static func input(_ parameters: String, final: UInt8) -> TerminalInput? {
    if final == UInt8(ascii: "u"), parameters.hasPrefix("?") { return .knowsReleases }
    let fields = parameters.split(separator: ";", omittingEmptySubsequences: false)
    let code = fields.first.flatMap { UInt32($0.split(separator: ":").first ?? "") }
    let second = fields.count > 1 ? fields[1].split(separator: ":") : []
    let modifiers = (second.first.flatMap { UInt32($0) } ?? 1) &- 1
    let event = second.count > 1 ? UInt32(second[1]) ?? 1 : 1
    let found: Key? =
      switch final {
      case UInt8(ascii: "A"): Key("up")
      case UInt8(ascii: "B"): Key("down")
      case UInt8(ascii: "C"): Key("right")
      case UInt8(ascii: "D"): Key("left")
      case UInt8(ascii: "H"): Key("home")
      case UInt8(ascii: "F"): Key("end")
      case UInt8(ascii: "~"): code.flatMap { numbered[$0] }
      case UInt8(ascii: "u"): code.flatMap { key($0) }
      default: nil
      }
    guard var key = found else { return nil }
    if key.name.count == 1 {
      if modifiers & 4 != 0 {
        key = Key("ctrl+" + key.name)
      } else if modifiers & 1 != 0 {
        key = Key(key.name.uppercased())
      }
    }
    return switch event {
    case 2: .autoRepeat(key)
    case 3: .release(key)
    default: .press(key)
    }
  }

  private static let numbered: [UInt32: Key] = [
    1: Key("home"), 2: Key("insert"), 3: Key("delete"), 4: Key("end"), 5: Key("page_up"), 6: Key("page_down"),
  ]

  /// The key of a character; nil for one that none has.
  private static func key(_ scalar: UInt32) -> Key? {
    switch scalar {
    case 0x20: return Key("space")
    case 0x0d, 0x0a: return Key("enter")
    case 0x09: return Key("tab")
    case 0x1b: return Key("escape")
    case 0x7f, 0x08: return Key("backspace")
    case 1...26: return UnicodeScalar(scalar + 0x60).map { Key("ctrl+\(Character($0))") }
    // The keyboard protocol has keys without characters there.
    case 57344...63743: return nil
    default:
      guard let character = UnicodeScalar(scalar) else { return nil }
      let key = Key(String(Character(character)))
      return key.isKnown ? key : nil
    }
  }
}
