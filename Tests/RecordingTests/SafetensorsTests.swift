import Foundation
import Recording
import Testing
import Vocabulary

@Suite("Safetensors")
struct SafetensorsTests {
  static let sample = Safetensors(
    tensors: [
      NamedTensor(
        name: "critics/0/kernel", shape: [2, 3], values: .float32([1, -0.0, 3.5, .leastNonzeroMagnitude, 5, 6])),
      NamedTensor(name: "rng", shape: [4], values: .uint64([0, 1, .max, 1 << 63])),
      NamedTensor(name: "scalar \"ü\"\n", shape: [], values: .float32([7])),
      NamedTensor(name: "empty", shape: [0, 5], values: .float32([])),
    ], metadata: ["task": "PandaReach-v3", "a\\b": "\u{1}"])

  @Test("what was written is read back, bit for bit")
  func roundTrip() throws {
    let bytes = try Self.sample.encoded()
    #expect(try Safetensors(decoding: bytes) == Self.sample)
    #expect(bytes[8] == UInt8(ascii: "{") && (bytes.count - 8) % 4 == 0)
  }

  /// A file with this header and buffer.
  static func file(_ header: String, _ buffer: [UInt8] = []) -> [UInt8] {
    let count = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + Array(header.utf8) + buffer
  }

  @Test(
    "what the format forbids is refused, each fault by its name",
    arguments: [
      (file(""), SafetensorsError.malformedHeader(offset: 0, reason: "expected '{'")),
      (file(" {}"), .malformedHeader(offset: 0, reason: "expected '{'")),
      (file("{}x"), .malformedHeader(offset: 2, reason: "text after the header's end")),
      (file("{}", [0]), .hole(begin: 0, end: 1)),
      ([1, 2], .truncated(expected: 8, found: 2)),
      ([0xff, 0, 0, 0, 0, 0, 0, 0], .truncated(expected: 263, found: 8)),
      (Array(repeating: 0xff, count: 8), .headerTooLarge(bytes: .max)),
      (
        file(
          #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
          [0, 0, 0, 0]),
        .duplicateName("a")
      ),
      (file(#"{"__metadata__":{"k":"1","k":"2"}}"#), .duplicateName("__metadata__.k")),
      (
        file(#"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [0, 0, 0, 0]),
        .duplicateName("a.dtype")
      ),
      (file(#"{"a":{"dtype":"F99","shape":[],"data_offsets":[0,0]}}"#), .unknownType(tensor: "a", type: "F99")),
      (
        file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, [0, 0, 0, 0]),
        .sizeMismatch(tensor: "a", shape: [2], bytes: 4)
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[9223372036854775807,3],"data_offsets":[0,4]}}"#, [0, 0, 0, 0]),
        .shapeOverflow(tensor: "a")
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, [0, 0, 0, 0]),
        .outOfBounds(tensor: "a", begin: 4, end: 8, available: 4)
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, [0, 0, 0, 0]),
        .outOfBounds(tensor: "a", begin: 4, end: 0, available: 4)
      ),
      (
        file(
          #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
          [0, 0, 0, 0]),
        .overlap(tensor: "b")
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, [0, 0, 0, 0, 0, 0, 0, 0]),
        .hole(begin: 0, end: 4)
      ),
      (
        file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [0, 0, 0x80, 0x7f]),
        .nonFinite(tensor: "a", index: 0)
      ),
    ])
  func faults(bytes: [UInt8], expected: SafetensorsError) {
    #expect(throws: expected) { try Safetensors(decoding: bytes) }
  }

  @Test(
    "a header that is no plain JSON of the right form is refused",
    arguments: [
      "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,0]}}",
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,0],\"x\":1}}", "{\"\\ud800\":{}}", "{\"\\x\":{}}",
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,0]}}", "{", "{\"", "{\"a\":",
      "{\"a\\u12\":{}}", "{\"\u{1}\":{}}", "{,}", "{\"__metadata__\":{\"a\":1}}",
    ])
  func malformed(header: String) {
    let error = #expect(throws: SafetensorsError.self) { try Safetensors(decoding: Self.file(header)) }
    guard case .malformedHeader? = error else {
      Issue.record("\(header): \(String(describing: error))")
      return
    }
  }

  @Test("a NaN may be read where the caller allows it")
  func allowedNaN() throws {
    let bytes = try Safetensors(tensors: [.init(name: "a", shape: [1], values: .float32([.nan]))]).encoded()
    guard case .float32(let values) = try Safetensors(decoding: bytes, requiringFinite: false).tensors[0].values else {
      Issue.record("not F32")
      return
    }
    #expect(values[0].isNaN)
  }

  @Test("a file cut anywhere, or with bytes behind it, is refused")
  func truncation() throws {
    let bytes = try Self.sample.encoded()
    for count in 0..<bytes.count {
      #expect(throws: SafetensorsError.self, "cut at \(count)") { try Safetensors(decoding: Array(bytes[..<count])) }
    }
    #expect(throws: SafetensorsError.self) { try Safetensors(decoding: bytes + [0]) }
  }

  @Test("random damage never crashes the reader")
  func fuzz() throws {
    let bytes = try Self.sample.encoded()
    var random = RandomStream(seed: 1)
    for _ in 0..<50_000 {
      var damaged = bytes
      for _ in 0..<random.integer(in: 1...4) {
        damaged[random.index(below: damaged.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      if let read = try? Safetensors(decoding: damaged) {
        #expect(read.tensors.count <= Self.sample.tensors.count + 1)
      }
    }
  }

  @Test("a reserved or repeated name is not written")
  func writerFaults() {
    let tensor = { NamedTensor(name: $0, shape: [1], values: .float32([1])) }
    #expect(throws: SafetensorsError.reservedName("__metadata__")) {
      try Safetensors(tensors: [tensor("__metadata__")]).encoded()
    }
    #expect(throws: SafetensorsError.duplicateName("a")) {
      try Safetensors(tensors: [tensor("a"), tensor("a")]).encoded()
    }
  }

  @Test(
    "the reference implementation reads ours, and writes what we read",
    .enabled(if: pythonHasSafetensors, "python3 with the packages numpy and safetensors is not here"))
  func oracle() throws {
    let folder = try TemporaryFolder()
    let (ours, theirs) = (folder.path + "/ours.safetensors", folder.path + "/theirs.safetensors")
    try Data(try Self.sample.encoded()).write(to: URL(filePath: ours))
    let script = """
      import sys, numpy as np
      from safetensors import safe_open
      from safetensors.numpy import save_file
      with safe_open(sys.argv[1], framework="np") as f:
          tensors = {k: f.get_tensor(k) for k in f.keys()}
          assert f.metadata() == {"task": "PandaReach-v3", "a\\\\b": "\\x01"}, f.metadata()
      assert tensors["rng"].tolist() == [0, 1, 2**64 - 1, 2**63], tensors
      assert tensors["critics/0/kernel"].shape == (2, 3) and tensors["critics/0/kernel"][0, 2] == np.float32(3.5)
      assert tensors["empty"].shape == (0, 5) and tensors['scalar "ü"\\n'].shape == ()
      save_file({k: v.copy() for k, v in tensors.items()}, sys.argv[2], metadata={"by": "python"})
      """
    #expect(try run("python3", "-c", script, ours, theirs) == 0)
    let read = try Safetensors(decoding: Array(Data(contentsOf: URL(filePath: theirs))))
    #expect(read.metadata == ["by": "python"] && read.tensors.count == Self.sample.tensors.count)
    for tensor in Self.sample.tensors { #expect(read[tensor.name] == tensor) }
  }
}

private let pythonHasSafetensors = (try? run("python3", "-c", "import numpy, safetensors")) == 0
