/// A text as messages may hold it: control characters but tabs and line feeds become spaces, and it ends after 1,024 bytes.
public func wireText(_ text: String) -> String {
  printable(text, limit: FixedLimits.textBytes, allowing: ["\n", "\t"])
}

/// A name as messages may hold it: one line of at most 128 bytes.
public func wireName(_ name: String) -> String { printable(name, limit: FixedLimits.nameBytes, allowing: []) }

private func printable(_ text: String, limit: Int, allowing: [Unicode.Scalar]) -> String {
  var result = ""
  var bytes = 0
  for scalar in text.unicodeScalars {
    let isControl = scalar.properties.generalCategory == .control && !allowing.contains(scalar)
    let shown = isControl ? " " : scalar
    bytes += shown.utf8.count
    if bytes > limit { break }
    result.unicodeScalars.append(shown)
  }
  return result
}
