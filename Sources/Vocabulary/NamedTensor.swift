/// A tensor with a name, as checkpoints and exports hold it; row-major.
public struct NamedTensor: Equatable, Sendable {
  public enum Values: Equatable, Sendable {
    case float32([Float])
    case uint64([UInt64])
  }

  /// For example `critics/3/layer0/kernel`.
  public var name: String
  public var shape: [Int]
  public var values: Values

  public init(name: String, shape: [Int], values: Values) {
    let count =
      switch values {
      case .float32(let floats): floats.count
      case .uint64(let words): words.count
      }
    precondition(shape.reduce(1, *) == count, "tensor '\(name)': shape \(shape) does not hold \(count) values")
    self.name = name
    self.shape = shape
    self.values = values
  }
}
