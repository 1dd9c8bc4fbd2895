import Testing
import Wire

@Suite("SHA-256")
struct SHA256DigestTests {
  // FIPS 180-4's published examples, and one million times "a".
  @Test(
    "agrees with the standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func examples(message: String, digest: String) {
    #expect(SHA256Digest(hashing: Array(message.utf8)).description == digest)
  }

  @Test("has 32 bytes")
  func size() {
    #expect(SHA256Digest(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    #expect(SHA256Digest(bytes: [UInt8](repeating: 7, count: 32))?.bytes.count == 32)
  }
}
