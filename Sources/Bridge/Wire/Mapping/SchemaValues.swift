import Foundation
import SwiftProtobuf
import Vocabulary

// How single values cross between the public types and the generated ones.

/// The value of an enum whose raw values are those on the wire.
///
/// - Parameter field: for people, for example `event.kind`.
func known<Ours: RawRepresentable<UInt8>>(_ value: some SwiftProtobuf.Enum, _ field: String) throws(Rejection) -> Ours {
  guard let raw = UInt8(exactly: value.rawValue), let ours = Ours(rawValue: raw) else {
    throw .unknownValue(field: field, value: value.rawValue)
  }
  return ours
}

/// The generated value of one of ours; its `init?(rawValue:)` never fails.
func wire<Theirs: SwiftProtobuf.Enum>(_ value: some RawRepresentable<UInt8>) -> Theirs {
  guard let theirs = Theirs(rawValue: Int(value.rawValue)) else { return Theirs() }
  return theirs
}

func readDigest(_ bytes: Data, _ field: String) throws(Rejection) -> SHA256Digest {
  guard let digest = SHA256Digest(bytes: bytes) else {
    throw .length(field: field, found: bytes.count, expected: 32)
  }
  return digest
}

func stepOutcome(_ value: Int, _ field: String) throws(Rejection) -> StepOutcome {
  switch value {
  case 0: .running
  case 1: .terminated
  case 2: .truncated
  default: throw .unknownValue(field: field, value: value)
  }
}

extension StepOutcome {
  /// `Outcome` of the schema.
  var wireValue: UInt8 {
    switch self {
    case .running: 0
    case .terminated: 1
    case .truncated: 2
    }
  }
}

extension Percentiles {
  init(_ median: UInt64, _ p99: UInt64) { self.init(median: median, p99: p99) }
}

/// `map` with a typed error.
func each<From, To>(_ values: [From], _ transform: (From) throws(Rejection) -> To) throws(Rejection) -> [To] {
  var result: [To] = []
  result.reserveCapacity(values.count)
  for value in values { result.append(try transform(value)) }
  return result
}
