/// Why a message was not accepted: the value, the limit, and where there is one the remedy.
public enum Rejection: Error, Equatable, Sendable, CustomStringConvertible {
  /// A frame, a text or a list; `unit` says what was counted.
  case tooLarge(what: String, count: Int, limit: Int, unit: String)
  /// No message of Reins.
  case foreign(magic: UInt32)
  case version(theirs: WireVersion, ours: WireVersion)
  case malformed(reason: String)
  /// A body that this version does not have: its field number.
  case unknownKind(field: Int)
  /// An enum value that this version does not have.
  case unknownValue(field: String, value: Int)
  case session(found: UInt64, expected: UInt64)
  case replayed(sequence: UInt64, newest: UInt64)
  case reordered(sequence: UInt64, newest: UInt64)
  case beforeHandshake(kind: MessageKind)
  case secondHandshake(kind: MessageKind)
  case role(Role, kind: MessageKind)
  /// Says that it comes from somebody else than its sender.
  case origin(found: UInt64, expected: UInt64)
  /// A broadcast on a session's socket, a session's message among broadcasts, or another topic's.
  case topic(found: Topic?, expected: Topic?)
  case schema(found: UInt64, expected: UInt64)
  case length(field: String, found: Int, expected: Int)
  case nonFinite(field: String, index: Int)
  case outOfRange(field: String, value: String, allowed: String)
  /// Negative: the sender's clock is ahead of what its pings said.
  case stale(ageMilliseconds: Int, limit: Int)
  case epoch(found: UInt64, lowest: UInt64)
  case digest(field: String, found: SHA256Digest, expected: SHA256Digest)
  case rate(perSecond: UInt32)

  /// What it is counted under.
  public var reason: RejectionReason {
    switch self {
    case .tooLarge: .tooLarge
    case .foreign: .foreign
    case .version: .version
    case .malformed: .malformed
    case .unknownKind: .unknownKind
    case .unknownValue: .unknownValue
    case .session: .session
    case .replayed: .replayed
    case .reordered: .reordered
    case .beforeHandshake, .secondHandshake: .handshake
    case .role, .origin, .topic: .role
    case .schema: .schema
    case .length: .length
    case .nonFinite: .nonFinite
    case .outOfRange: .outOfRange
    case .stale: .stale
    case .epoch: .epoch
    case .digest: .digest
    case .rate: .rate
    }
  }

  public var description: String {
    switch self {
    case .tooLarge(let what, let count, let limit, let unit): "\(what) has \(count) \(unit), the limit is \(limit)"
    case .foreign(let magic):
      "no message of Reins: it begins with 0x\(String(magic, radix: 16)) where 0x4e494552 is expected"
    case .version(let theirs, let ours):
      "the sender speaks version \(theirs), this is version \(ours): use programs with the same major version"
    case .malformed(let reason): "the frame is damaged: \(reason)"
    case .unknownKind(let field): "body \(field) is not in version \(WireVersion.current): the sender is newer"
    case .unknownValue(let field, let value): "\(field) is \(value), which version \(WireVersion.current) does not have"
    case .session(let found, let expected):
      expected == 0
        ? "session \(found) is none: draw one at random for each hello"
        : "session \(found) on the connection of session \(expected): say hello first"
    case .replayed(let sequence, let newest): "sequence \(sequence) was here before (the newest is \(newest))"
    case .reordered(let sequence, let newest): "sequence \(sequence) comes after \(newest)"
    case .beforeHandshake(let kind): "\(kind.name) before the handshake: say hello and wait for the welcome"
    case .secondHandshake(let kind): "\(kind.name) again: a new handshake needs a new session"
    case .role(let role, let kind): "a \(role) may not send \(kind.name)"
    case .origin(let found, let expected): "it says that \(found) made it, but \(expected) sent it"
    case .topic(let found, let expected):
      "a message of \(found.map { "the topic \($0.kind.name)" } ?? "a session") among those of "
        + (expected.map { "the topic \($0.kind.name)" } ?? "a session")
    case .schema(let found, let expected):
      "made for spaces \(found), agreed on are \(expected): repeat schema_hash of the welcome"
    case .length(let field, let found, let expected): "\(field) has \(found) elements, agreed on are \(expected)"
    case .nonFinite(let field, let index): "\(field)[\(index)] is not finite"
    case .outOfRange(let field, let value, let allowed): "\(field) is \(value), allowed is \(allowed)"
    case .stale(let age, let limit):
      age < 0
        ? "made \(-age) ms in the future: the sender's clock has jumped"
        : "\(age) ms old, valid for \(limit) ms: the network or the sender is too slow"
    case .epoch(let found, let lowest): "epoch \(found) is over, the lowest now is \(lowest): ask for the lease anew"
    case .digest(let field, let found, let expected): "\(field) is \(found), expected \(expected)"
    case .rate(let perSecond): "more than \(perSecond) messages in a second: send less"
    }
  }
}

/// What rejections are counted under. The raw values are those on the wire.
public enum RejectionReason: UInt8, Sendable, CaseIterable {
  case tooLarge = 1
  case foreign = 2
  case version = 3
  case malformed = 4
  case unknownKind = 5
  case unknownValue = 6
  case session = 7
  case replayed = 8
  case reordered = 9
  case handshake = 10
  case role = 11
  case schema = 12
  case length = 13
  case nonFinite = 14
  case outOfRange = 15
  case stale = 16
  case epoch = 17
  case digest = 18
  case rate = 19
}

/// Rejected messages by reason.
public struct RejectionCounts: Equatable, Sendable {
  private var counts = [UInt64](repeating: 0, count: RejectionReason.allCases.count + 1)

  public init() {}

  public subscript(reason: RejectionReason) -> UInt64 {
    get { counts[Int(reason.rawValue)] }
    set { counts[Int(reason.rawValue)] = newValue }
  }

  public var total: UInt64 { counts.reduce(0, &+) }

  /// Adds the counts of somebody else.
  public mutating func add(_ other: RejectionCounts) {
    for reason in RejectionReason.allCases { self[reason] &+= other[reason] }
  }
}
