/// What of a picture is wanted.
public struct FrameChannels: OptionSet, Sendable {
  public let rawValue: Int32
  public init(rawValue: Int32) { self.rawValue = rawValue }

  public static let rgb = FrameChannels(rawValue: 1)
  public static let depth = FrameChannels(rawValue: 2)
  public static let segmentation = FrameChannels(rawValue: 4)
}

/// A picture, row by row from the top left; its memory is used again by every picture that is drawn into it.
public struct Frame: Equatable, Sendable {
  public let width: Int
  public let height: Int
  public let channels: FrameChannels
  /// 3 bytes per pixel, sRGB, shape [height, width, 3]; empty when not asked for, as those below.
  public internal(set) var rgb: [UInt8]
  /// Metres along the camera's z axis, shape [height, width]; the camera's `farMeters` where nothing is.
  public internal(set) var depth: [Float]
  /// `BodyID.index` of what is seen, -1 where nothing is, shape [height, width]. Translucent shapes do not count.
  public internal(set) var bodies: [Int32]
  /// `LinkID.index`; -1 is a base link, or nothing.
  public internal(set) var links: [Int32]

  public init(width: Int, height: Int, channels: FrameChannels = .rgb) {
    precondition(width > 0 && height > 0, "a picture has at least one pixel")
    self.width = width
    self.height = height
    self.channels = channels
    let count = width * height
    rgb = Array(repeating: 0, count: channels.contains(.rgb) ? 3 * count : 0)
    depth = Array(repeating: 0, count: channels.contains(.depth) ? count : 0)
    bodies = Array(repeating: -1, count: channels.contains(.segmentation) ? count : 0)
    links = bodies
  }

  /// Place of a pixel in `depth`, `bodies` and `links`, a third of its place in `rgb`.
  public func place(column: Int, row: Int) -> Int { row * width + column }
}

extension FrameChannels: Equatable {}
