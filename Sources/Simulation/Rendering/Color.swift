/// A colour as on a screen (sRGB), each part in 0...1.
public struct Color: Codable, Equatable, Sendable {
  public var red, green, blue: Float
  /// Below 1: translucent.
  public var opacity: Float

  public init(_ red: Float, _ green: Float, _ blue: Float, opacity: Float = 1) {
    (self.red, self.green, self.blue, self.opacity) = (red, green, blue, opacity)
  }

  public func withOpacity(_ opacity: Float) -> Color { Color(red, green, blue, opacity: opacity) }

  // Chosen to be told apart by people with red-green blindness, too: they differ in lightness (after Okabe and Ito).
  public static let orange = Color(0.9, 0.45, 0.1)
  public static let blue = Color(0.13, 0.4, 0.68)
  public static let green = Color(0.1, 0.68, 0.45)
  public static let yellow = Color(0.94, 0.8, 0.25)
  public static let purple = Color(0.72, 0.42, 0.62)
  public static let sky = Color(0.4, 0.7, 0.9)

  public static let table = Color(0.8, 0.74, 0.66)
  public static let ground = Color(0.72, 0.74, 0.77)
  public static let background = Color(0.87, 0.9, 0.93)
  public static let shell = Color(0.93, 0.93, 0.92)
  public static let joint = Color(0.33, 0.35, 0.38)

  /// Objects that nobody has given a colour.
  public static let objects = [orange, blue, yellow, purple, sky, green]
}
