/// Why bytes are not a safetensors file that can be read.
public enum SafetensorsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Shorter than the header says, or than the eight bytes before it.
  case truncated(expected: Int, found: Int)
  case headerTooLarge(bytes: UInt64)
  /// The header is no JSON of the expected form; `offset` counts bytes of the header.
  case malformedHeader(offset: Int, reason: String)
  case duplicateName(String)
  case unknownType(tensor: String, type: String)
  case shapeOverflow(tensor: String)
  case sizeMismatch(tensor: String, shape: [Int], bytes: Int)
  case outOfBounds(tensor: String, begin: Int, end: Int, available: Int)
  /// Bytes that two tensors claim.
  case overlap(tensor: String)
  /// Bytes that no tensor claims.
  case hole(begin: Int, end: Int)
  case nonFinite(tensor: String, index: Int)
  /// Writer: the name is reserved.
  case reservedName(String)

  public var description: String {
    switch self {
    case .truncated(let expected, let found): "truncated: \(expected) bytes expected, \(found) found"
    case .headerTooLarge(let bytes): "header of \(bytes) bytes, the format allows 100000000"
    case .malformedHeader(let offset, let reason): "header byte \(offset): \(reason)"
    case .duplicateName(let name): "'\(name)' stands twice in the header"
    case .unknownType(let tensor, let type): "tensor '\(tensor)' has type \(type), read are F32 and U64"
    case .shapeOverflow(let tensor): "tensor '\(tensor)': its shape overflows"
    case .sizeMismatch(let tensor, let shape, let bytes):
      "tensor '\(tensor)': shape \(shape) does not fit \(bytes) bytes"
    case .outOfBounds(let tensor, let begin, let end, let available):
      "tensor '\(tensor)' claims bytes \(begin)..<\(end) of \(available)"
    case .overlap(let tensor): "tensor '\(tensor)' overlaps another"
    case .hole(let begin, let end): "bytes \(begin)..<\(end) belong to no tensor"
    case .nonFinite(let tensor, let index): "tensor '\(tensor)' is not finite at element \(index)"
    case .reservedName(let name): "a tensor cannot be named '\(name)'"
    }
  }
}
