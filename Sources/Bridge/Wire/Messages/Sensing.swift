/// What the robot senses, once per policy step.
public struct ObservationMessage: Equatable, Sendable {
  /// From 1, rising; a command names the one that it answers.
  public var number: UInt64
  public var episode: UInt64
  /// Policy steps since the episode's start.
  public var step: UInt32
  /// The robot's monotonic clock, when the sensors were read.
  public var sensedNanoseconds: UInt64
  /// o, shape [observation dimension], in the units of the spaces.
  public var values: [Float]
  /// One per image of the spaces: rows from the top, red green blue, a byte each.
  public var images: [[UInt8]]

  public init(
    number: UInt64, episode: UInt64, step: UInt32, sensedNanoseconds: UInt64, values: [Float], images: [[UInt8]] = []
  ) {
    self.number = number
    self.episode = episode
    self.step = step
    self.sensedNanoseconds = sensedNanoseconds
    self.values = values
    self.images = images
  }
}

/// A camera's picture, for people.
public struct PictureMessage: Equatable, Sendable {
  /// The raw values are those on the wire.
  public enum Format: UInt8, Sendable, CaseIterable {
    /// Rows from the top, red green blue, a byte each.
    case rgb8 = 1
    case jpeg = 2
    case png = 3
  }

  public var camera: String
  /// Pixels.
  public var height: UInt32
  public var width: UInt32
  public var format: Format
  public var data: [UInt8]
  /// The sender's monotonic clock.
  public var takenNanoseconds: UInt64

  public init(
    camera: String, height: UInt32, width: UInt32, format: Format, data: [UInt8], takenNanoseconds: UInt64
  ) {
    self.camera = camera
    self.height = height
    self.width = width
    self.format = format
    self.data = data
    self.takenNanoseconds = takenNanoseconds
  }
}
