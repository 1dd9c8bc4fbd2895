import Vocabulary

/// The tensors of a saved replay buffer, or of a segment of one, after every check that untrusted bytes need.
struct SavedReplay {
  /// After the last transition.
  var number: UInt64
  var count: Int
  var frames: [Float]
  var references: [UInt8]
  var indices: [UInt32]
  var actions: [Float]
  var proposals: [Float]
  var rewards: [Float]
  var flags: [UInt8]
  var policyVersions: [UInt64]

  var firstNumber: UInt64 { number - UInt64(count) }

  /// - Parameter capacity: the most transitions; nil for a segment, of which the ring takes what it keeps.
  init(
    _ tensors: [NamedTensor], observationDimension: Int, actionDimension: Int, capacity: Int?
  ) throws(ReplayError) {
    let reader = Reader(tensors: tensors)
    let (rewardShape, rewardValues) = try reader.floats("replay/rewards")
    guard rewardShape.count == 1 else {
      throw .wrongShape(name: "replay/rewards", expected: "[N]", found: rewardShape)
    }
    count = rewardShape[0]
    rewards = rewardValues
    if let capacity, count > capacity { throw .overCapacity(count: count, capacity: capacity) }

    let (frameShape, frameValues) = try reader.floats("replay/frames")
    guard frameShape.count == 2, frameShape[1] == observationDimension, frameShape[0] <= 2 * count else {
      throw .wrongShape(
        name: "replay/frames", expected: "[at most \(2 * count), \(observationDimension)]", found: frameShape)
    }
    frames = frameValues
    actions = try reader.floats("replay/actions", shape: [count, actionDimension])
    proposals = try reader.floats("replay/proposals", shape: [count, actionDimension])
    policyVersions = try reader.words("replay/policyVersions", shape: [count])
    number = try reader.words("replay/number", shape: [1])[0]
    if number < UInt64(count) || number > UInt64(Int64.max) {
      throw .invalidValue(name: "replay/number", index: 0, reason: "\(number) does not follow \(count) transitions")
    }

    flags = []
    for (index, word) in try reader.words("replay/flags", shape: [count]).enumerated() {
      guard let byte = UInt8(exactly: word), TransitionLabel(flags: byte, reward: 0, policyVersion: 0) != nil else {
        throw .invalidValue(name: "replay/flags", index: index, reason: "\(word) is no label")
      }
      flags.append(byte)
    }

    references = [UInt8](repeating: 0, count: frameShape[0])
    indices = []
    for (index, word) in try reader.words("replay/frameIndices", shape: [count, 2]).enumerated() {
      guard word < UInt64(references.count), references[Int(word)] < .max else {
        throw .invalidValue(name: "replay/frameIndices", index: index, reason: "\(word) is no frame to refer to")
      }
      references[Int(word)] += 1
      indices.append(UInt32(word))
    }
    if let unused = references.firstIndex(of: 0) {
      throw .invalidValue(name: "replay/frames", index: unused, reason: "no transition refers to this frame")
    }
  }
}

/// Finds tensors by name, with their type and shape checked.
private struct Reader {
  let tensors: [NamedTensor]

  func floats(_ name: String) throws(ReplayError) -> ([Int], [Float]) {
    guard let tensor = tensors.first(where: { $0.name == name }) else { throw .missingTensor(name: name) }
    guard case .float32(let values) = tensor.values else { throw .wrongType(name: name, expected: "Float32") }
    return (tensor.shape, values)
  }

  func floats(_ name: String, shape: [Int]) throws(ReplayError) -> [Float] {
    let (found, values) = try floats(name)
    if found != shape { throw .wrongShape(name: name, expected: "\(shape)", found: found) }
    return values
  }

  func words(_ name: String, shape: [Int]) throws(ReplayError) -> [UInt64] {
    guard let tensor = tensors.first(where: { $0.name == name }) else { throw .missingTensor(name: name) }
    guard case .uint64(let values) = tensor.values else { throw .wrongType(name: name, expected: "UInt64") }
    if tensor.shape != shape { throw .wrongShape(name: name, expected: "\(shape)", found: tensor.shape) }
    return values
  }
}
