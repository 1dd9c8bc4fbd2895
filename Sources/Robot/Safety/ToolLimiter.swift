import Vocabulary

/// Bounds on the tool's motion that all arm joints share: one factor between braking and what they mean to do.
///
/// The tool's velocity in this tick is J · v(λ), linear in the factor λ. The largest λ in [0, 1] is taken with which the
/// tool's speed stays below its cap and its motion towards each near face of the workspace box below a speed that falls
/// to zero at the face. One factor keeps the direction. It bounds commanded velocities by the caller's Jacobian:
/// joints that brake at different rates may exceed the cap for the time of their braking.
struct ToolLimiter: Sendable {
  let cap: Double
  let low: SIMD3<Double>
  let high: SIMD3<Double>
  /// Allowed speed towards a face per distance from it, 1/s: the cap at the margin.
  let wallRate: Double
  /// Allowed speed towards a face for a motion that leads away from it in the end, within `slack` beyond the face: joints that
  /// start at different rates carry the tool outwards for a moment, and would never start otherwise.
  let creep: Double
  let slack: Double
  /// Share of the distance to the cap that is taken in one tick: approached with a time constant of 20 ms.
  let approachShare: Double

  init(_ limits: SafetyLimits, period: Double) {
    cap = limits.maximumToolMetersPerSecond
    low = limits.workspaceLowMeters
    high = limits.workspaceHighMeters
    wallRate = cap / limits.workspaceMarginMeters
    creep = cap / 10
    slack = limits.workspaceToleranceMeters / 2
    approachShare = min(1, period / 0.02)
  }

  /// - Parameters:
  ///   - tool: position in the base frame.
  ///   - now: velocity of the tool by the joint velocities of the last tick.
  ///   - braking, wanted: velocities after this tick with every joint's brake and with what every joint means to do.
  ///   - aim: from the tool to where the joints' targets would bring it, by the same Jacobian.
  ///   - limits: what binds is added.
  /// - Returns: λ.
  func factor(
    tool: SIMD3<Double>, now: SIMD3<Double>, braking: SIMD3<Double>, wanted: SIMD3<Double>, aim: SIMD3<Double>,
    limits: inout LimitSet
  ) -> Double {
    var factor = 1.0
    let speed = length(now)
    let allowed = speed < cap ? speed + approachShare * (cap - speed) : cap
    if length(wanted) > allowed {
      limits.insert(.toolSpeed)
      factor = largestFactor(braking, wanted - braking, allowed)
    }
    for axis in 0..<3 {
      factor = min(factor, wall(high[axis] - tool[axis], braking[axis], wanted[axis], aim[axis], &limits))
      factor = min(factor, wall(tool[axis] - low[axis], -braking[axis], -wanted[axis], -aim[axis], &limits))
    }
    return factor
  }

  /// How far outside the box, metres; 0 or less inside.
  func distanceOutside(_ tool: SIMD3<Double>) -> Double {
    var most = -Double.infinity
    for axis in 0..<3 { most = max(most, tool[axis] - high[axis], low[axis] - tool[axis]) }
    return most
  }

  private func wall(
    _ distance: Double, _ braking: Double, _ wanted: Double, _ aim: Double, _ limits: inout LimitSet
  ) -> Double {
    var allowed = wallRate * max(0, distance)
    if aim < 0 && distance > -slack { allowed = max(allowed, creep) }
    if wanted <= allowed { return 1 }
    limits.insert(.workspace)
    return braking >= allowed ? 0 : (allowed - braking) / (wanted - braking)
  }

  /// The largest λ in [0, 1] with |start + λ · step| ≤ bound; 0 where there is none.
  private func largestFactor(_ start: SIMD3<Double>, _ step: SIMD3<Double>, _ bound: Double) -> Double {
    let (a, b) = ((step * step).sum(), (start * step).sum())
    let c = (start * start).sum() - bound * bound
    if c >= 0 || a == 0 { return 0 }
    return max(0, min(1, ((b * b - a * c).squareRoot() - b) / a))
  }

  private func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
}
