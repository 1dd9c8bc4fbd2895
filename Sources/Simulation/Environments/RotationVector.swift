import Foundation
import Vocabulary

extension Quaternion {
  /// Axis times angle, radians, of the shorter turn.
  var rotationVector: SIMD3<Double> {
    let sign = w < 0 ? -1.0 : 1
    let sine = sign * SIMD3(x, y, z)
    let size = length(sine)
    return size > 1e-12 ? sine * (2 * atan2(size, sign * w) / size) : 2 * sine
  }

  /// The turn by a rotation vector.
  init(rotationVector: SIMD3<Double>) {
    let angle = length(rotationVector)
    self = angle > 1e-12 ? Quaternion(axis: rotationVector / angle, radians: angle) : .identity
  }
}
