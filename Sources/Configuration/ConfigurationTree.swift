/// A value as a file, an option or an encoded default spells it: text at the leaves, so that every number keeps the
/// precision of the type that finally reads it.
indirect enum ConfigurationTree: Equatable, Sendable {
  case scalar(Scalar)
  case list([ConfigurationTree])
  case map(Map)

  struct Scalar: Equatable, Sendable {
    var text: String
    /// Written in quotes, or encoded from a `String`: never a number, a Boolean or null.
    var isText: Bool
    /// Infinity may stand here, because the default is infinite.
    var mayBeInfinite = false

    static let null = Scalar(text: "null", isText: false)
    var isNull: Bool { !isText && ["", "~", "null", "Null", "NULL"].contains(text) }
  }

  struct Map: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
      var key: String
      var value: ConfigurationTree
    }

    var entries: [Entry]
    /// Encoded from a `Dictionary`: its keys are data, so a file's mapping replaces it instead of overlaying it.
    var isFreeForm = false

    subscript(key: String) -> ConfigurationTree? { entries.first { $0.key == key }?.value }

    mutating func set(_ key: String, _ value: ConfigurationTree) {
      if let place = entries.firstIndex(where: { $0.key == key }) {
        entries[place].value = value
      } else {
        entries.append(Entry(key: key, value: value))
      }
    }
  }

  var isNull: Bool {
    if case .scalar(let scalar) = self { scalar.isNull } else { false }
  }

  /// What an error message shows of a value.
  var summary: String {
    switch self {
    case .scalar(let scalar): scalar.text.count > 60 ? "\(scalar.text.prefix(57))..." : scalar.text
    case .list(let elements): "a list of \(elements.count)"
    case .map(let map): "a mapping of \(map.entries.count) keys"
    }
  }

  /// This tree with `other` laid over it: mappings join key by key, everything else is replaced.
  ///
  /// - Parameter replacingFreeForm: whether a mapping whose keys are data is replaced wholly, as a list is.
  func overlaid(by other: ConfigurationTree, replacingFreeForm: Bool = true) -> ConfigurationTree {
    switch (self, other) {
    case (.map(let below), _) where other.isNull:
      // `learner:` with every line under it commented out means: the defaults.
      return .map(below)
    case (.map(var below), .map(let above)):
      if below.isFreeForm && replacingFreeForm { return .map(Map(entries: above.entries, isFreeForm: true)) }
      for entry in above.entries {
        let value = below[entry.key].map { $0.overlaid(by: entry.value, replacingFreeForm: replacingFreeForm) }
        below.set(entry.key, value ?? entry.value)
      }
      return .map(below)
    case (.scalar(let below), .scalar(var above)):
      above.mayBeInfinite = below.mayBeInfinite
      return .scalar(above)
    default:
      return other
    }
  }
}
