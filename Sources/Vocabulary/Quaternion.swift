import Foundation

/// A rotation as a unit quaternion, x y z w, w the scalar part: the order of Bullet and of ROS.
public struct Quaternion: Codable, Equatable, Sendable {
  public var x, y, z, w: Double

  public static let identity = Quaternion(x: 0, y: 0, z: 0, w: 1)

  public init(x: Double, y: Double, z: Double, w: Double) {
    self.x = x
    self.y = y
    self.z = z
    self.w = w
  }

  /// A turn by `radians` about `axis`, which need not have length 1 but must not be zero.
  public init(axis: SIMD3<Double>, radians: Double) {
    let length = (axis * axis).sum().squareRoot()
    precondition(length > 0, "a rotation axis needs a direction")
    let scaled = axis * (sin(radians / 2) / length)
    self.init(x: scaled.x, y: scaled.y, z: scaled.z, w: cos(radians / 2))
  }

  /// Roll about x, then pitch about y, then yaw about z, all about fixed axes, radians: URDF's `rpy`.
  public init(rollPitchYaw angles: SIMD3<Double>) {
    let (sr, cr) = (sin(angles.x / 2), cos(angles.x / 2))
    let (sp, cp) = (sin(angles.y / 2), cos(angles.y / 2))
    let (sy, cy) = (sin(angles.z / 2), cos(angles.z / 2))
    self.init(
      x: sr * cp * cy - cr * sp * sy, y: cr * sp * cy + sr * cp * sy,
      z: cr * cp * sy - sr * sp * cy, w: cr * cp * cy + sr * sp * sy)
  }

  /// Roll, pitch and yaw about fixed axes, radians, pitch in [-pi/2, pi/2].
  ///
  /// Where the pitch is within 1e-5 of a right angle (by its sine) only one combination of roll and yaw is defined:
  /// roll is 0 there, as pybullet's `getEulerFromQuaternion` has it.
  public var rollPitchYaw: SIMD3<Double> {
    let (xx, yy, zz, ww) = (x * x, y * y, z * z, w * w)
    let sinePitch = -2 * (x * z - w * y) / (xx + yy + zz + ww)
    if sinePitch <= -0.99999 { return SIMD3(0, -.pi / 2, 2 * atan2(x, -y)) }
    if sinePitch >= 0.99999 { return SIMD3(0, .pi / 2, 2 * atan2(-x, y)) }
    return SIMD3(
      atan2(2 * (y * z + w * x), ww - xx - yy + zz), asin(sinePitch), atan2(2 * (x * y + w * z), ww + xx - yy - zz))
  }

  /// The opposite rotation of a unit quaternion.
  public var conjugate: Quaternion { Quaternion(x: -x, y: -y, z: -z, w: w) }

  /// The same direction with length 1; a zero quaternion gives the identity.
  public var normalized: Quaternion {
    let length = (x * x + y * y + z * z + w * w).squareRoot()
    if length == 0 { return .identity }
    return Quaternion(x: x / length, y: y / length, z: z / length, w: w / length)
  }

  /// First `b`, then `a`.
  public static func * (a: Quaternion, b: Quaternion) -> Quaternion {
    Quaternion(
      x: a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y, y: a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x,
      z: a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w, w: a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z)
  }

  /// The vector `v`, turned.
  public func rotate(_ v: SIMD3<Double>) -> SIMD3<Double> {
    let axis = SIMD3(x, y, z)
    let turned = 2 * cross(axis, v)
    return v + w * turned + cross(axis, turned)
  }

  /// The turn that leads from `self` to `other`, radians in [0, pi].
  public func angle(to other: Quaternion) -> Double {
    let turn = conjugate * other
    return 2 * atan2((turn.x * turn.x + turn.y * turn.y + turn.z * turn.z).squareRoot(), abs(turn.w))
  }
}

/// The vector product a × b.
public func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}
