import Foundation
import Recording
import Testing
import Vocabulary

@Suite("What a file is")
struct FileSummaryTests {
  @Test("is told from its bytes: tensors, shapes, metadata and hash")
  func safetensors() throws {
    let bytes = try Safetensors(
      tensors: [
        NamedTensor(name: "a", shape: [2, 1], values: .float32([.nan, 1])),
        NamedTensor(name: "b", shape: [1], values: .uint64([7])),
      ], metadata: ["who": "me"]
    ).encoded()
    let summary = try FileSummary(decoding: bytes, path: "f.onnx")
    #expect(summary.bytes == bytes.count && summary.sha256 == sha256(bytes) && summary.onnx == nil)
    let file = try #require(summary.safetensors)
    #expect(file.metadata == ["who": "me"] && file.tensors.map(\.name) == ["a", "b"])
    #expect(file.tensors.map(\.type) == ["F32", "U64"] && file.tensors.map(\.nonFinite) == [1, 0])
    #expect(file.tensors[0].shape == [2, 1])
  }

  @Test("of an ONNX model: ports, opset, operators, metadata")
  func onnx() throws {
    let policy = try smallPolicy()
    let bytes = try policy.onnx(producerVersion: "1.2")
    let model = try #require(try FileSummary(decoding: bytes, path: "f").onnx)
    #expect(model.inputs.map(\.name) == ["observation"] && model.inputs.map(\.shape) == [["batch", "3"]])
    #expect(model.outputs.map(\.name) == ["action"] && model.outputs.map(\.shape) == [["batch", "1"]])
    #expect(model.opset == 17 && model.irVersion == 8)
    #expect(model.producer == "reins" && model.producerVersion == "1.2")
    // cosine; difference; scaled; sine; put in order; two layers.
    #expect(
      model.operators == [
        "Gather", "Mul", "Cos", "Gather", "Gather", "Sub", "Mul", "Gather", "Mul", "Gather", "Mul", "Sin", "Concat",
        "Gather", "Gemm", "Relu", "Gemm", "Tanh",
      ])
    // Of the output layer the means alone: [2, 1] and [1], beside [4, 2] and [2] of the hidden one and 4 factors; five
    // lists of places with 8 bytes each: 4 elements, one more to subtract, 4 to put in order.
    #expect(model.initializers == 4 + 4 + 4 + 1 + 1)
    #expect(model.initializerBytes == 4 * (8 + 2 + 2 + 1 + 4) + 8 * (4 + 1 + 4))
    var metadata = try policy.withoutCritics().description.metadata
    metadata["policySHA256"] = try policy.withoutCritics().checksum
    #expect(model.metadata == metadata)
  }

  @Test("is an error that says why it is neither")
  func neither() throws {
    for bytes in [[], Array("# A text\n".utf8), [8, 8], [UInt8](repeating: 0xff, count: 100)] {
      #expect(throws: FileSummaryError.self) { _ = try FileSummary(decoding: bytes, path: "f") }
    }
    // Longer than its message, and a number without end.
    #expect(throws: ONNXError.malformed(offset: 2, reason: "a field of 127 bytes does not fit its message")) {
      _ = try ONNXSummary(decoding: [0x3a, 0x7f, 0])
    }
    #expect(throws: ONNXError.malformed(offset: 11, reason: "a number of more than 64 bits")) {
      _ = try ONNXSummary(decoding: [8] + [UInt8](repeating: 0xff, count: 12))
    }
  }

  @Test("never crashes: cut at every byte, every byte another, every length too long")
  func fuzz() throws {
    let policy = try smallPolicy()
    for bytes in [try policy.encoded(), try policy.onnx(producerVersion: "1")] {
      _ = try FileSummary(decoding: bytes, path: "whole")
      var refused = 0
      func look(_ bytes: [UInt8]) { if (try? FileSummary(decoding: bytes, path: "f")) == nil { refused += 1 } }
      for place in bytes.indices {
        look(Array(bytes[..<place]))
        for value in [UInt8(0), 0x7f, 0x80, 0xff, bytes[place] ^ 1, bytes[place] ^ 0x10] {
          var other = bytes
          other[place] = value
          look(other)
        }
        var inserted = bytes
        inserted.insert(contentsOf: [UInt8](repeating: 0xff, count: 9) + [1], at: place)
        look(inserted)
      }
      #expect(refused > bytes.count)
    }
  }

  @Test("a policy file whose parts do not fit becomes no model")
  func misfit() throws {
    let good = try smallPolicy()
    func refused(_ change: (inout PolicyDescription, inout [NamedTensor]) -> Void) -> Bool {
      var (description, tensors) = (good.description, good.tensors)
      change(&description, &tensors)
      do {
        _ = try PolicyFile(description: description, tensors: tensors).onnx(producerVersion: "1")
        return false
      } catch PolicyFileError.network {
        return true
      } catch {
        return false
      }
    }
    #expect(!refused { _, _ in })
    #expect(refused { $1.removeAll { $0.name == "policy/output/bias" } })
    #expect(refused { description, _ in description.policyInput.elements.removeLast() })
    #expect(refused { description, _ in description.policyInput.elements[0] = .sine(index: 3, multiple: 1) })
    #expect(refused { description, _ in description.policyInput.elements[0] = .scaled(index: -1, scale: 1) })
    #expect(
      refused { description, _ in description.policyInput.elements[0] = .difference(index: 0, minus: 9, scale: 1) })
    #expect(refused { description, _ in description.action.append(description.action[0]) })
  }
}
