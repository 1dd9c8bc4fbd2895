import Testing
import Vocabulary
import Wire

/// golden/NAME.hex was written by protoc, Google's own implementation, from the text in golden/NAME.txtpb
/// (launch/generate).
@Suite("Golden frames")
struct GoldenTests {
  @Test("a message is encoded to the very bytes that protoc makes of its text", arguments: MessageKind.allCases)
  func encodes(kind: MessageKind) throws {
    #expect(FrameCodec.encode(Samples.envelope(try Samples.body(kind))) == (try Samples.golden(kind)))
  }

  @Test("protoc's bytes are decoded to the message", arguments: MessageKind.allCases)
  func decodes(kind: MessageKind) throws {
    #expect(try FrameCodec.decode(Samples.golden(kind)) == Samples.envelope(Samples.body(kind)))
  }

  @Test("the hash of spaces is SHA-256's first 8 bytes over protoc's bytes of them")
  func schemaHash() {
    #expect(Samples.spaces.schemaHash == 0xf854_662f_3d5d_e635)
  }

  @Test("a frame begins with REIN behind its first tag, and a broadcast goes on with its topic")
  func beginning() throws {
    #expect(try Samples.golden(.ping)[..<5] == [0x0d] + Array("REIN".utf8))
    for kind in MessageKind.allCases where kind.isLatestOnly {
      let topic = Samples.topic(kind)
      #expect(try Array(Samples.golden(kind)[..<10]) == topic.subscription)
      #expect(topic.subscription[..<8] == Topic(kind: kind, index: 700).subscription[..<8])
    }
  }
}
