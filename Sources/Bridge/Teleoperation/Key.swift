/// A key by its name: the letter, digit or sign that it writes, or a word such as `space` or `up`.
///
/// A letter with shift is its capital; with control it is `ctrl+c`.
public struct Key: Hashable, Sendable, CustomStringConvertible {
  public let name: String

  public init(_ name: String) { self.name = name }

  public var description: String { name }

  /// Keys whose names are words.
  public static let words: [String] = [
    "space", "enter", "escape", "tab", "backspace", "up", "down", "left", "right", "home", "end", "insert", "delete",
    "page_up", "page_down",
  ]

  /// Whether a terminal can send a key of this name.
  public var isKnown: Bool {
    if Self.words.contains(name) { return true }
    if name.hasPrefix("ctrl+") {
      let rest = name.dropFirst("ctrl+".count)
      return rest.count == 1 && rest.allSatisfy { $0.isASCII && $0.isLowercase }
    }
    guard let scalar = name.unicodeScalars.first, name.unicodeScalars.count == 1 else { return false }
    return scalar.value > 0x20 && scalar.value != 0x7f && !scalar.properties.isWhitespace
      && scalar.properties.generalCategory != .control
  }

  /// The same key without shift.
  var unshifted: Key { name.count == 1 ? Key(name.lowercased()) : self }
}
