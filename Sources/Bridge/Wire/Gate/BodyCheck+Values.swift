/// Single values, texts and lists.
extension BodyCheck {
  /// A vector of finite numbers within ±limit.
  func vector(_ values: [Float], _ field: String, count: Int, limit: Float) throws(Rejection) {
    guard values.count == count else { throw .length(field: field, found: values.count, expected: count) }
    for place in values.indices where !(values[place].magnitude <= limit) {
      guard values[place].isFinite else { throw .nonFinite(field: field, index: place) }
      throw .outOfRange(field: "\(field)[\(place)]", value: "\(values[place])", allowed: "-\(limit)...\(limit)")
    }
  }

  func vector(_ values: [Double], _ field: String, count: Int) throws(Rejection) {
    guard values.count == count else { throw .length(field: field, found: values.count, expected: count) }
    for place in values.indices { try number(values[place], field, index: place) }
  }

  /// A finite number of a size that a robot can have to do with.
  func number(_ value: Double, _ field: String, index: Int = 0) throws(Rejection) {
    guard value.isFinite else { throw .nonFinite(field: field, index: index) }
    guard value.magnitude <= FixedLimits.magnitude else {
      throw .outOfRange(
        field: field, value: "\(value)", allowed: "-\(FixedLimits.magnitude)...\(FixedLimits.magnitude)")
    }
  }

  func range<Value: Comparable>(_ value: Value, _ field: String, in range: ClosedRange<Value>) throws(Rejection) {
    if range.contains(value) { return }
    throw .outOfRange(field: field, value: "\(value)", allowed: "\(range.lowerBound)...\(range.upperBound)")
  }

  func positive(_ value: UInt64, _ field: String) throws(Rejection) {
    if value == 0 { throw .outOfRange(field: field, value: "0", allowed: "from 1 on") }
  }

  /// A number that its receiver counts on from: there is room above it.
  func counted(_ value: UInt64, _ field: String, from least: UInt64 = 1) throws(Rejection) {
    try range(value, field, in: least...UInt64.max / 2)
  }

  func list(_ count: Int, _ field: String, limit: Int) throws(Rejection) {
    if count > limit { throw .tooLarge(what: field, count: count, limit: limit, unit: "elements") }
  }

  /// A name: one line. Names and texts are shown in terminals, where a control character is a command.
  func name(_ value: String, _ field: String, mayBeEmpty: Bool = true) throws(Rejection) {
    if value.isEmpty && !mayBeEmpty { throw .outOfRange(field: field, value: "''", allowed: "a name") }
    try printable(value, field, limit: FixedLimits.nameBytes, allowing: [])
  }

  /// A text for people.
  func text(_ value: String, _ field: String) throws(Rejection) {
    try printable(value, field, limit: FixedLimits.textBytes, allowing: ["\n", "\t"])
  }

  private func printable(
    _ value: String, _ field: String, limit: Int, allowing: [Unicode.Scalar]
  ) throws(Rejection) {
    let count = value.utf8.count
    if count > limit { throw .tooLarge(what: field, count: count, limit: limit, unit: "bytes") }
    for scalar in value.unicodeScalars where scalar.properties.generalCategory == .control {
      if allowing.contains(scalar) { continue }
      throw .outOfRange(
        field: field, value: "U+\(String(scalar.value, radix: 16, uppercase: true))", allowed: "no control characters")
    }
  }
}
