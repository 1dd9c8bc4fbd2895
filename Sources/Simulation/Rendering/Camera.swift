import Foundation
public import Vocabulary

/// A pinhole camera: it looks along its z axis, x goes to the right of the picture, y down it.
public struct Camera: Equatable, Sendable {
  public var worldFromCamera: Pose
  /// Of the picture's whole height, radians.
  public var fieldOfViewRadians: Double
  /// What is nearer than this, or farther than `farMeters`, along z, is not seen.
  public var nearMeters: Double
  public var farMeters: Double

  public init(
    worldFromCamera: Pose, fieldOfViewRadians: Double = 0.8, nearMeters: Double = 0.01, farMeters: Double = 100
  ) {
    self.worldFromCamera = worldFromCamera
    self.fieldOfViewRadians = fieldOfViewRadians
    self.nearMeters = nearMeters
    self.farMeters = farMeters
  }

  /// A camera at `eye` that sees `target` in its middle, the direction `up` upwards.
  public init(
    at eye: SIMD3<Double>, lookingAt target: SIMD3<Double>, up: SIMD3<Double> = SIMD3(0, 0, 1),
    fieldOfViewRadians: Double = 0.8, nearMeters: Double = 0.01, farMeters: Double = 100
  ) {
    self.init(
      worldFromCamera: Pose(at: eye, lookingAt: target, up: up), fieldOfViewRadians: fieldOfViewRadians,
      nearMeters: nearMeters, farMeters: farMeters)
  }

  /// Pixels per metre at a distance of 1 m, in a picture of this height.
  public func focalPixels(height: Int) -> Double {
    let half = fieldOfViewRadians / 2
    return Double(height) / 2 / tan(half)
  }

  func validated() throws(RenderingError) {
    try Self.check("fieldOfViewRadians", fieldOfViewRadians, in: 0.01...3)
    try Self.check("nearMeters", nearMeters, in: 1e-4...1e4)
    guard farMeters.isFinite, farMeters > nearMeters else {
      throw .outOfRange(parameter: "farMeters", value: "\(farMeters)", allowed: "above nearMeters (\(nearMeters))")
    }
    let (p, q) = (worldFromCamera.position, worldFromCamera.orientation)
    for axis in 0..<3 { try Self.check("camera position[\(axis)]", p[axis], in: -1e6...1e6) }
    try Self.check("camera orientation's length", q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w, in: 0.99...1.01)
  }

  static func check(_ parameter: String, _ value: Double, in range: ClosedRange<Double>) throws(RenderingError) {
    guard range.contains(value) else {
      throw .outOfRange(
        parameter: parameter, value: "\(value)", allowed: "\(range.lowerBound)...\(range.upperBound)")
    }
  }
}

extension Pose {
  /// Origin at `eye`, z axis towards `target`, y axis away from `up`.
  public init(at eye: SIMD3<Double>, lookingAt target: SIMD3<Double>, up: SIMD3<Double>) {
    let z = unit(target - eye, or: SIMD3(0, 0, -1))
    // Who looks straight up or down has x upwards.
    let right = cross(z, up)
    let x = unit((right * right).sum() < 1e-12 * (up * up).sum() ? cross(z, SIMD3(1, 0, 0)) : right, or: SIMD3(0, 1, 0))
    self.init(position: eye, orientation: Quaternion(columns: x, cross(z, x), z))
  }
}

private func unit(_ v: SIMD3<Double>, or other: SIMD3<Double>) -> SIMD3<Double> {
  let length = (v * v).sum().squareRoot()
  return length > 0 ? v / length : other
}

extension Quaternion {
  /// From the columns of a rotation matrix (Shepperd's method: divides by the largest part).
  init(columns x: SIMD3<Double>, _ y: SIMD3<Double>, _ z: SIMD3<Double>) {
    let trace = x.x + y.y + z.z
    if trace > max(x.x, y.y, z.z) {
      let s = 2 * (1 + trace).squareRoot()
      self.init(x: (y.z - z.y) / s, y: (z.x - x.z) / s, z: (x.y - y.x) / s, w: s / 4)
    } else if x.x >= max(y.y, z.z) {
      let s = 2 * (1 + x.x - y.y - z.z).squareRoot()
      self.init(x: s / 4, y: (y.x + x.y) / s, z: (z.x + x.z) / s, w: (y.z - z.y) / s)
    } else if y.y >= z.z {
      let s = 2 * (1 + y.y - x.x - z.z).squareRoot()
      self.init(x: (y.x + x.y) / s, y: s / 4, z: (z.y + y.z) / s, w: (z.x - x.z) / s)
    } else {
      let s = 2 * (1 + z.z - x.x - y.y).squareRoot()
      self.init(x: (z.x + x.z) / s, y: (z.y + y.z) / s, z: s / 4, w: (x.y - y.x) / s)
    }
  }
}
