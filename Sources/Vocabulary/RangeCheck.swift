/// Refuses a value that a configuration's owner does not allow; a NaN is in no range.
///
/// - Parameter key: with its path, for example `learner.utdRatio`.
public func check<Value: Comparable>(
  _ key: String, _ value: Value, in range: ClosedRange<Value>
) throws(ConfigError) {
  if range.contains(value) { return }
  throw .outOfRange(key: key, value: "\(value)", allowed: "\(range.lowerBound)...\(range.upperBound)")
}
