import Vocabulary
import Yams

/// The most bytes a configuration file may have.
let maximumFileBytes = 1 << 20
/// The deepest nesting that is read: the parser underneath recurses.
let maximumDepth = 100

/// Reads YAML 1.2 without its traps: no anchors or aliases (a few lines could unfold into gigabytes), no tags, no
/// duplicate keys, one document, bounded size and depth.
///
/// - Parameter file: what an error calls the text.
func parseYAML(_ text: String, file: String) throws(ConfigError) -> ConfigurationTree {
  guard text.utf8.count <= maximumFileBytes else {
    throw .malformed(file: file, line: 1, reason: "larger than \(maximumFileBytes) bytes: is this the right file?")
  }
  try refuseDeepNesting(text, file: file)
  try refuseAliases(text, file: file)
  do {
    let parser = try Parser(yaml: text, encoding: .utf8)
    // The nodes hold their anchors weakly: the parser must live until the walk has looked at them.
    return try withExtendedLifetime(parser) {
      guard let root = try parser.singleRoot() else { return .map(.init(entries: [])) }
      return try tree(root, file: file)
    }
  } catch let error as ConfigError {
    throw error
  } catch let error as YamlError {
    throw malformed(error, file: file)
  } catch {
    throw .malformed(file: file, line: 1, reason: "\(error)")
  }
}

/// Writes a tree as YAML, block style, keys in the tree's order.
func serializeYAML(_ tree: ConfigurationTree) throws(ConfigError) -> String {
  do {
    return try Yams.serialize(node: node(tree), width: 120)
  } catch {
    throw .malformed(file: "resolved configuration", line: 1, reason: "\(error)")
  }
}

/// Nesting costs a level of recursion each, so a file of brackets or dashes alone could overrun the stack. Counted
/// without a grammar: a file with 100 unbalanced brackets inside its texts is refused too.
private func refuseDeepNesting(_ text: String, file: String) throws(ConfigError) {
  var (line, open, indentation, leading) = (1, 0, 0, true)
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "\n"): (line, indentation, leading) = (line + 1, 0, true)
    case UInt8(ascii: "["), UInt8(ascii: "{"): (open, leading) = (open + 1, false)
    case UInt8(ascii: "]"), UInt8(ascii: "}"): (open, leading) = (max(0, open - 1), false)
    case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "\t"):
      if leading { indentation += 1 }
    default: leading = false
    }
    if open > maximumDepth || indentation > 2 * maximumDepth {
      throw .malformed(file: file, line: line, reason: "nested deeper than \(maximumDepth) levels: flatten it")
    }
  }
}

/// An alias can only unfold when its anchor stands in the same text. The tree walk refuses every anchor; this one look
/// beforehand keeps aliases in keys away from the parser, which compares keys by their whole content.
private func refuseAliases(_ text: String, file: String) throws(ConfigError) {
  var anchors: Set<Substring> = []
  for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    for word in line.split(whereSeparator: { " \t[]{},?:-".contains($0) }) where word.count > 1 {
      if word.first == "&" { anchors.insert(word.dropFirst()) }
      if word.first == "*" && anchors.contains(word.dropFirst()) { throw anchorError(file, number + 1) }
    }
  }
}

private func anchorError(_ file: String, _ line: Int) -> ConfigError {
  .malformed(file: file, line: line, reason: "anchors (&) and aliases (*) are not read: write the value out")
}

private func tree(_ node: Node, file: String) throws(ConfigError) -> ConfigurationTree {
  let line = node.mark?.line ?? 1
  if node.anchor != nil { throw anchorError(file, line) }
  switch node {
  case .scalar(let scalar):
    let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
    let block = scalar.style == .literal || scalar.style == .folded
    return .scalar(.init(text: scalar.string, isText: quoted || block))
  case .sequence(let sequence):
    var elements: [ConfigurationTree] = []
    for element in sequence { elements.append(try tree(element, file: file)) }
    return .list(elements)
  case .mapping(let mapping):
    var entries: [ConfigurationTree.Map.Entry] = []
    for (key, value) in mapping {
      if key.anchor != nil { throw anchorError(file, line) }
      guard case .scalar(let name) = key else {
        throw .malformed(file: file, line: key.mark?.line ?? line, reason: "a key must be a name")
      }
      entries.append(.init(key: name.string, value: try tree(value, file: file)))
    }
    return .map(.init(entries: entries))
  case .alias:
    throw anchorError(file, line)
  }
}

private func node(_ tree: ConfigurationTree) -> Node {
  switch tree {
  case .scalar(let scalar):
    let style: Node.Scalar.Style = scalar.isText && !readsAsText(scalar.text) ? .doubleQuoted : .any
    return .scalar(.init(scalar.text, Tag(.implicit), style))
  case .list(let elements):
    let flow = elements.allSatisfy { if case .scalar = $0 { true } else { false } }
    return .sequence(.init(elements.map(node), Tag(.implicit), flow ? .flow : .block))
  case .map(let map):
    let style: Node.Mapping.Style = map.entries.isEmpty ? .flow : .block
    return .mapping(
      .init(
        map.entries.map { (node(.scalar(.init(text: $0.key, isText: true))), node($0.value)) }, Tag(.implicit), style))
  }
}

/// Whether other YAML readers would take the bare word for a text, too.
private func readsAsText(_ text: String) -> Bool {
  let words: Set = ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "="]
  guard let first = text.first, !words.contains(text.lowercased()) else { return false }
  return first.isLetter || first == "/" || first == "_"
}

private func malformed(_ error: YamlError, file: String) -> ConfigError {
  switch error {
  case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
    .composer(_, let problem, let mark, _):
    .malformed(file: file, line: mark.line, reason: problem)
  case .duplicatedKeysInMapping(let duplicates, let context):
    .malformed(
      file: file, line: context.mark.line,
      reason: "'\(duplicates.joined(separator: "', '"))' stands twice in one mapping: remove one")
  default:
    .malformed(file: file, line: 1, reason: "\(error)")
  }
}
