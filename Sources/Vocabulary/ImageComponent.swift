/// A picture that an observation holds beside its flat vector.
public struct ImageComponent: Codable, Equatable, Sendable {
  /// The camera's, for example `wrist`.
  public var name: String
  /// Pixels; rows from the top, 3 bytes per pixel (red, green, blue as on a screen): shape [height, width, 3], UInt8.
  public var height: Int
  public var width: Int

  public init(name: String, height: Int, width: Int) {
    self.name = name
    self.height = height
    self.width = width
  }

  public var byteCount: Int { 3 * height * width }
}
