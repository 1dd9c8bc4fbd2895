/// A piece of furniture with one joint that opens, a URDF file of `sim/assets`; its base stands still.
public struct FixtureDefinition: Codable, Equatable, Sendable {
  /// File name, for example `drawer.urdf`; empty for a task without furniture.
  public var file = ""
  /// The joint that has to open; 0 is shut and more is more open.
  public var joint = ""
  /// The link whose frame is the middle of the handle.
  public var handleLink = ""
  /// Its thickness between the fingers.
  public var handleWidthMeters = 0.02
  /// Where its base frame stands: uniform in this box, in every episode.
  public var lowMeters = SIMD3(0.0, 0, 0)
  public var highMeters = SIMD3(0.0, 0, 0)
  /// Turned about z by at most this, uniform.
  public var yawRadians = 0.0

  public init() {}

  var isPresent: Bool { !file.isEmpty }
}
