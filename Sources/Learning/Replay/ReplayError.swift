/// Why saved transitions cannot be restored; the buffer is left as it was.
public enum ReplayError: Error, Equatable, Sendable, CustomStringConvertible {
  case missingTensor(name: String)
  case wrongShape(name: String, expected: String, found: [Int])
  case wrongType(name: String, expected: String)
  case invalidValue(name: String, index: Int, reason: String)
  case overCapacity(count: Int, capacity: Int)

  public var description: String {
    switch self {
    case .missingTensor(let name): "the checkpoint has no tensor '\(name)': it was saved without its replay buffer"
    case .wrongShape(let name, let expected, let found):
      "tensor '\(name)' has shape \(found), expected \(expected): resume with the task that was saved"
    case .wrongType(let name, let expected): "tensor '\(name)' does not hold \(expected): the checkpoint is damaged"
    case .invalidValue(let name, let index, let reason):
      "tensor '\(name)', element \(index): \(reason): the checkpoint is damaged"
    case .overCapacity(let count, let capacity):
      "\(count) transitions were saved, the buffer keeps \(capacity): raise the capacity"
    }
  }
}
