/// What libzmq asks before it lets a client in (ZeroMQ RFC 27).
struct ZAPRequest {
  /// Of all our sockets.
  static let domain = "reins"
  static let endpoint = "inproc://zeromq.zap.01"
  private static let version = Array("1.0".utf8)

  /// Of the question, for the answer.
  let identifier: [UInt8]
  let address: String
  let key: PublicKey

  /// Nil unless it is a question about a CURVE key, for one of our sockets.
  init?(_ parts: [[UInt8]]) {
    // Version, identifier, domain, address, identity, mechanism, key.
    guard parts.count == 7, parts[0] == Self.version, parts[2] == Array(Self.domain.utf8),
      parts[5] == Array("CURVE".utf8), parts[6].count == 32
    else { return nil }
    identifier = parts[1]
    address = String(decoding: parts[3], as: UTF8.self)
    key = PublicKey(bytes: SIMD32(parts[6]))
  }

  /// The parts of the answer. The user is the key: what it may do is looked up at each message.
  func answer(isTrusted: Bool) -> [[UInt8]] {
    isTrusted
      ? [Self.version, identifier, Array("200".utf8), Array("OK".utf8), Array("\(key)".utf8), []]
      : Self.refusal(identifier: identifier)
  }

  /// Also of a question that is not understood.
  ///
  /// Status 300, "not now": libzmq hangs up, and a client of libzmq tries again, so that it comes in as soon as it is
  /// trusted. After a 400 it would be silent for ever.
  static func refusal(identifier: [UInt8]) -> [[UInt8]] {
    [version, identifier, Array("300".utf8), Array("this key is not trusted".utf8), [], []]
  }
}
