public import Wire

/// A client's connection, as the hub's socket numbers it. A connection that comes again is another peer.
///
/// A client cannot choose it: who could would take another one's place.
public struct Peer: Hashable, Sendable {
  let number: UInt32

  /// An identity that a ROUTER gives: a byte 0, then the number (libzmq, zmq_socket(3)).
  static let byteCount = 5
}

/// Where a message came from.
public struct Sender: Sendable {
  public let peer: Peer
  /// Whose key the connection has; nil on a hub without keys.
  public let client: TrustedClient?

  /// The only role that its hello may ask for; nil on a hub without keys: any.
  public var role: Role? { client?.role }
}

/// Messages that the hub's socket took and threw away.
public struct DropCounts: Equatable, Sendable {
  /// Of more than one part; an `Envelope` is one.
  public internal(set) var multiPart: UInt64 = 0
  /// From peers that chose an identity.
  public internal(set) var identity: UInt64 = 0
  /// From a key that is trusted no more.
  public internal(set) var revoked: UInt64 = 0

  public init() {}

  public var total: UInt64 { multiPart &+ identity &+ revoked }
}
