import CZeroMQ

/// A CurveZMQ public key (ZeroMQ RFC 26): 32 bytes, 40 characters as Z85 (RFC 32).
public struct PublicKey: Hashable, Sendable, CustomStringConvertible {
  let bytes: SIMD32<UInt8>

  init(bytes: SIMD32<UInt8>) { self.bytes = bytes }

  /// Nil unless these are the 40 characters of a key.
  public init?(z85 text: String) {
    guard let bytes = Z85.decode(text) else { return nil }
    self.bytes = bytes
  }

  public var description: String { Z85.encode(bytes) }
}

/// The half that never leaves its machine. Is not described.
public struct SecretKey: Sendable, CustomStringConvertible {
  let bytes: SIMD32<UInt8>

  public var description: String { "(secret)" }
}

/// Who one is.
public struct KeyPair: Sendable {
  public let publicKey: PublicKey
  public let secretKey: SecretKey

  /// Made at random, by libzmq. Nil where libzmq was built without CURVE.
  public static func random() -> KeyPair? {
    // 40 characters and a zero.
    var publicText = [CChar](repeating: 0, count: Z85.characters + 1)
    var secretText = publicText
    guard unsafe zmq_curve_keypair(&publicText, &secretText) == 0 else { return nil }
    return KeyPair(
      publicText: String(decoding: publicText.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self),
      secretText: String(decoding: secretText.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// Nil unless the first follows from the second.
  init?(publicText: String, secretText: String) {
    guard let publicKey = PublicKey(z85: publicText), let secret = Z85.decode(secretText) else { return nil }
    var derived = [CChar](repeating: 0, count: Z85.characters + 1)
    guard unsafe zmq_curve_public(&derived, secretText) == 0,
      derived.dropLast().map({ UInt8(bitPattern: $0) }) == Array(publicText.utf8)
    else { return nil }
    self.publicKey = publicKey
    secretKey = SecretKey(bytes: secret)
  }
}

/// Keys as text, by libzmq.
enum Z85 {
  static let characters = 40

  static func encode(_ bytes: SIMD32<UInt8>) -> String {
    var text = [CChar](repeating: 0, count: characters + 1)
    unsafe withUnsafeBytes(of: bytes) { raw in
      _ = unsafe zmq_z85_encode(&text, raw.baseAddress!.assumingMemoryBound(to: UInt8.self), 32)
    }
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func decode(_ text: String) -> SIMD32<UInt8>? {
    guard text.utf8.count == characters else { return nil }
    return unsafe text.withCString { unsafe decode($0) }
  }

  /// Allocates nothing.
  ///
  /// - Parameter text: ends with a zero.
  static func decode(_ text: UnsafePointer<CChar>) -> SIMD32<UInt8>? {
    // libzmq writes as many bytes as the text asks for.
    for place in 0..<characters where unsafe text[place] == 0 { return nil }
    guard unsafe text[characters] == 0 else { return nil }
    var bytes = SIMD32<UInt8>()
    let isValid = unsafe withUnsafeMutableBytes(of: &bytes) { raw in
      unsafe zmq_z85_decode(raw.baseAddress!.assumingMemoryBound(to: UInt8.self), text) != nil
    }
    return isValid ? bytes : nil
  }
}
