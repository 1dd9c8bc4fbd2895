import Environments
import Foundation
import Safety
import Vocabulary

/// The joints of a simulated twin, as a robot's driver has them: what the guard lets through moves it, nothing else does.
struct SimulatedPort: RobotPort {
  let twin: ManipulationTwin
  private var targets: [Double]

  init(_ twin: ManipulationTwin) {
    self.twin = twin
    targets = Array(repeating: 0, count: twin.jointCount)
  }

  mutating func read(into reading: inout RobotReading) throws(EnvironmentError) {
    for joint in reading.jointPositions.indices { reading.jointPositions[joint] = twin.position(of: joint) }
    for joint in reading.jointVelocities.indices { reading.jointVelocities[joint] = twin.velocity(of: joint) }
    var jacobian = reading.toolJacobian.mutableSpan
    twin.readJacobian(into: &jacobian)
    reading.toolMeters = twin.toolPosition
    reading.contactForceNewtons = twin.contactForce
    reading.conditionNumber = conditionNumber(reading.toolJacobian.span, columns: twin.armJointCount)
  }

  /// One control tick of the simulation.
  mutating func send(_ command: consuming SafeCommand) throws(EnvironmentError) {
    guard command.count == targets.count else { return }
    for joint in targets.indices { targets[joint] = command[joint] }
    twin.tick(targets.span)
  }
}

/// Largest over smallest singular value of a 3 × n matrix, row-major: from the eigenvalues of J·Jᵀ, in closed form (Smith,
/// Communications of the ACM 4, 1961, p. 168). Infinite where the smallest is 0.
func conditionNumber(_ rows: Span<Double>, columns: Int) -> Double {
  func product(_ a: Int, _ b: Int) -> Double {
    var sum = 0.0
    for column in 0..<columns { sum += rows[a * columns + column] * rows[b * columns + column] }
    return sum
  }
  let (xx, yy, zz) = (product(0, 0), product(1, 1), product(2, 2))
  let (xy, xz, yz) = (product(0, 1), product(0, 2), product(1, 2))
  let mean = (xx + yy + zz) / 3
  let off = xy * xy + xz * xz + yz * yz
  let (a, b, c) = (xx - mean, yy - mean, zz - mean)
  let spread = ((a * a + b * b + c * c + 2 * off) / 6).squareRoot()
  if spread == 0 { return mean > 0 ? 1 : .infinity }
  let determinant = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz)
  let angle = acos(min(1, max(-1, determinant / (2 * spread * spread * spread)))) / 3
  let largest = mean + 2 * spread * cos(angle)
  let smallest = mean + 2 * spread * cos(angle + 2 * .pi / 3)
  return smallest > 0 ? (largest / smallest).squareRoot() : .infinity
}
