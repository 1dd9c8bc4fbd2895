/// What a broadcast is about. Stands at a frame's beginning, where a SUB socket finds it: a single-part frame has no other place.
public struct Topic: Hashable, Sendable {
  public let kind: MessageKind
  /// Of a camera, in the order of the hub's; 0 for what there is one of.
  public let index: UInt16

  public init(kind: MessageKind, index: UInt16 = 0) {
    self.kind = kind
    self.index = index
  }

  /// As the schema's `Envelope.topic` has it.
  var rawValue: UInt32 { UInt32(kind.rawValue) | UInt32(index) << 16 }

  /// The first 10 bytes of its frames: what to subscribe to. The first 8 are common to all indices of a kind.
  public var subscription: [UInt8] {
    [0x0d, 0x52, 0x45, 0x49, 0x4e, 0x15] + (0..<4).map { UInt8(truncatingIfNeeded: rawValue >> (8 * $0)) }
  }
}
