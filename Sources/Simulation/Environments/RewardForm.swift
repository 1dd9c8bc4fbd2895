import Foundation

/// How the task pays; it is part of the id. RLIF never reads it. Distances and thresholds are in the goal's measure:
/// metres for positions.
public enum RewardForm: String, Codable, Sendable, CaseIterable {
  /// 0 within the threshold, −1 outside.
  case sparse
  /// Minus the distance.
  case dense

  /// panda-gym 3.0, `compute_reward`: sparse is −1 only when the distance is *above* the threshold, so at exactly the
  /// threshold the reward is 0 and `isSuccess` is false. The dense reward is rounded to Float32 there and here.
  public func reward(distance: Double, threshold: Double) -> Double {
    switch self {
    case .sparse: distance > threshold ? -1 : 0
    case .dense: Double(-Float(distance))
    }
  }
}

/// |a − b| rounded to 1e-6 m (panda-gym, utils.py of the repository; the 3.0.7 wheel does not round yet).
public func goalDistance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
  let offset = a - b
  return roundedToMicrometre((offset * offset).sum().squareRoot())
}

/// panda-gym 3.0, `is_success`: strictly nearer than the threshold.
public func isSuccess(distance: Double, threshold: Double) -> Bool { distance < threshold }

extension RewardForm {
  /// gym_hil's pick-cube, `_compute_reward`: sparse is 1 at success, else 0; dense is 0.3 exp(−20 d) + 0.7 h.
  ///
  /// - Parameters:
  ///   - toolToObjectMeters: d.
  ///   - liftShare: h, the achieved share of the wanted lift; taken within 0 … 1.
  public func liftingReward(toolToObjectMeters: Double, liftShare: Double, success: Bool) -> Double {
    switch self {
    case .sparse: success ? 1 : 0
    case .dense: 0.3 * exp(-20 * toolToObjectMeters) + 0.7 * min(1, max(0, liftShare))
    }
  }
}
