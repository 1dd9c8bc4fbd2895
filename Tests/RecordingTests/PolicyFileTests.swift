import Foundation
import Recording
import Testing
import Vocabulary

/// A description of a task that nobody has, with every kind of input element.
func smallPolicy() throws -> PolicyFile {
  let specification = TaskSpecification(
    id: "Small-v0", robot: "none",
    observation: ObservationSpace(components: [
      ObservationComponent(name: "hand", group: .observation, unit: "m", elements: ["x", "y"]),
      ObservationComponent(name: "wrist", group: .observation, unit: "rad", elements: [""]),
    ]),
    action: ActionSpace(elements: [ActionElement(name: "x", scale: 0.05, unit: "m")]), maximumSteps: 1, stepSeconds: 1,
    substeps: 1, rewardText: "", successText: "", progressText: "", source: "",
    policyInput: PolicyInput(elements: [
      .cosine(index: 2, multiple: 2), .scaled(index: 0, scale: 0.1), .difference(index: 1, minus: 0, scale: 1 / 3),
      .sine(index: 2, multiple: 2),
    ]))
  func tensor(_ name: String, _ shape: [Int]) -> NamedTensor {
    let count = shape.reduce(1, *)
    return NamedTensor(
      name: name, shape: shape, values: .float32((0..<count).map { Float($0 + name.count) / Float(count) - 0.4 }))
  }
  return try PolicyFile(
    description: PolicyDescription(
      specification: specification, algorithm: "rlif", seed: .max, step: 12, version: 34, hiddenUnits: [2],
      logStandardDeviations: -20...2, criticLayerNorm: false, ensembleSize: 1),
    tensors: [
      tensor("policy/layer0/kernel", [4, 2]), tensor("policy/layer0/bias", [2]),
      tensor("policy/output/kernel", [2, 2]), tensor("policy/output/bias", [2]),
      tensor("critics/0/output/bias", [1]),
    ])
}

@Suite("A policy file")
struct PolicyFileTests {
  @Test("comes back as it was written, numbers to the last bit")
  func roundTrip() throws {
    let file = try smallPolicy()
    #expect(try PolicyFile(decoding: file.encoded(), path: "f") == file)
    #expect(file.description.observation.map(\.name) == ["hand.x", "hand.y", "wrist"])
    let bare = try file.withoutCritics()
    #expect(bare.description.ensembleSize == 0 && bare.tensors.count == 4 && bare.checksum != file.checksum)
  }

  @Test("is refused when any byte of it is another, or one is missing")
  func damage() throws {
    let bytes = try smallPolicy().encoded()
    let good = try PolicyFile(decoding: bytes, path: "f")
    for place in bytes.indices {
      for flip in [UInt8(1), 0x80, 0x20] {
        var damaged = bytes
        damaged[place] ^= flip
        // A blank may become another blank: the same content. Its hash is another all the same.
        #expect(throws: PolicyFileError.self, "byte \(place)") { _ = try PolicyFile(decoding: damaged, path: "f") }
      }
      #expect(throws: PolicyFileError.self) { _ = try PolicyFile(decoding: Array(bytes[..<place]), path: "f") }
    }
    #expect(good.checksum.count == 64)
  }

  @Test("of somebody else's making is read when it says what it must")
  func foreignWriter() throws {
    let file = try smallPolicy()
    func read(_ change: (inout [String: String]) -> Void) throws -> PolicyFile {
      var metadata = file.description.metadata
      change(&metadata)
      return try PolicyFile(
        decoding: try Safetensors(tensors: file.tensors, metadata: metadata).encoded(), path: "f")
    }
    #expect(try read { _ in }.description == file.description)
    #expect(throws: PolicyFileError.foreign(path: "f")) { _ = try read { $0["format"] = "pt" } }
    #expect(throws: PolicyFileError.newer(path: "f", format: 2)) { _ = try read { $0["formatVersion"] = "2" } }
    let wrong: [(key: String, value: String?)] = [
      ("task", nil), ("policyInput", "{"), ("policyInput", nil), ("observationDimension", "4"), ("action", "[]"),
      ("logStandardDeviationLow", "nan"), ("logStandardDeviationHigh", "-30"), ("ensembleSize", "-1"),
      ("ensembleSize", "1000000000000"), ("hiddenUnits", "128"), ("step", "1e3"), ("seed", "-1"),
    ]
    #expect(throws: PolicyFileError.self) { _ = try read { $0["polcyVersion"] = "1" } }
    for (key, value) in wrong {
      #expect(throws: PolicyFileError.self, "\(key)") { _ = try read { $0[key] = value } }
    }
  }
}
