/// Version of the bridge's messages.
public struct WireVersion: Hashable, Sendable, CustomStringConvertible {
  /// Another major version is not understood.
  public var major: UInt32
  /// A higher minor version only adds: fields, messages and enum values.
  public var minor: UInt32

  public init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }

  /// What this code speaks.
  public static let current = WireVersion(major: 1, minor: 0)

  public var description: String { "\(major).\(minor)" }
}
