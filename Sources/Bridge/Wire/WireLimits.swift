/// What a frame may hold at most. A receiver looks at these before it allocates anything.
public struct WireLimits: Equatable, Sendable {
  /// Bytes of a frame whose kind has no limit of its own.
  public var controlBytes = 64 << 10
  /// Bytes of a transition's frame.
  public var transitionBytes = 1 << 20
  /// Bytes of frames with observations or pictures.
  public var observationBytes = 16 << 20
  /// Bytes of a frame with weights.
  public var weightsBytes = 256 << 20

  public init() {}

  /// The limit of a kind, bytes of the whole frame.
  public func bytes(of kind: MessageKind) -> Int {
    switch kind {
    case .observation, .picture, .simulationStep, .simulationState, .simulationPicture: observationBytes
    case .transition: transitionBytes
    case .weights: weightsBytes
    default: controlBytes
    }
  }

  /// Of all kinds: for the socket itself (ZMQ_MAXMSGSIZE).
  public var largestBytes: Int { MessageKind.allCases.reduce(0) { max($0, bytes(of: $1)) } }
}

/// Limits of version 1 that nobody sets.
enum FixedLimits {
  /// Fields of an envelope beside those that version 1 has: room for later minor versions.
  static let envelopeFields = 32
  /// Fields at a body's own level: every element of a repeated message, text or picture is one.
  static let bodyFields = 16_384
  /// Messages within messages, the envelope included: welcome, spaces, component and one for later versions.
  static let depth = 5
  /// UTF-8 bytes.
  static let nameBytes = 128
  static let textBytes = 1_024
  static let observationDimension = 4_096
  static let actionDimension = 256
  static let images = 16
  static let imageEdge: UInt32 = 4_096
  static let joints = 64
  static let cameras = 64
  static let events = 16
  static let peers = 128
  static let copies: UInt32 = 4_096
  /// Of any observation, in SI units, reward and joint position.
  static let magnitude = 1e6
  static let hertz = 1e4
  /// A minute: longer is no dead man's handle.
  static let deadmanMilliseconds: UInt32 = 60_000
  /// Messages that may be missing at once.
  static let gap: UInt64 = 1_000_000
}
