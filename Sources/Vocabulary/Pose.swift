/// Where a frame lies in another: name values as `worldFromTool`, read from right to left.
public struct Pose: Codable, Equatable, Sendable {
  /// Metres.
  public var position: SIMD3<Double>
  public var orientation: Quaternion

  public static let identity = Pose(position: .zero)

  public init(position: SIMD3<Double>, orientation: Quaternion = .identity) {
    self.position = position
    self.orientation = orientation
  }

  /// `aFromB * bFromC` is `aFromC`.
  public static func * (a: Pose, b: Pose) -> Pose {
    Pose(position: a.position + a.orientation.rotate(b.position), orientation: a.orientation * b.orientation)
  }

  /// The point `p`, given in this pose's own frame, in the frame that the pose is given in.
  public static func * (a: Pose, p: SIMD3<Double>) -> SIMD3<Double> { a.position + a.orientation.rotate(p) }

  /// `bFromA` of `aFromB`.
  public var inverse: Pose {
    let back = orientation.conjugate
    return Pose(position: -back.rotate(position), orientation: back)
  }
}

/// How a frame moves, seen from the world.
public struct Velocity: Codable, Equatable, Sendable {
  /// m/s, world axes.
  public var linear: SIMD3<Double>
  /// rad/s, world axes.
  public var angular: SIMD3<Double>

  public static let zero = Velocity(linear: .zero, angular: .zero)

  public init(linear: SIMD3<Double>, angular: SIMD3<Double>) {
    self.linear = linear
    self.angular = angular
  }
}
