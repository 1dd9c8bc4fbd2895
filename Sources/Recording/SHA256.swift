import CCodecs

/// SHA-256 (FIPS 180-4) as 64 hexadecimal digits.
public func sha256(_ bytes: [UInt8]) -> String {
  var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
  // Cannot fail: libsodium's hash has no error path and needs no initialisation.
  _ = unsafe crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
