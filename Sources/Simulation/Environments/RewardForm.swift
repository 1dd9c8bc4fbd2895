/// How the task pays; it is part of the id. RLIF never reads it.
public enum RewardForm: String, Codable, Sendable, CaseIterable {
  /// 0 within the threshold, −1 outside.
  case sparse
  /// Minus the distance.
  case dense

  /// panda-gym 3.0, `compute_reward`: sparse is −1 only when the distance is *above* the threshold, so at exactly the
  /// threshold the reward is 0 and `isSuccess` is false. The dense reward is rounded to Float32 there and here.
  public func reward(distanceMeters: Double, thresholdMeters: Double) -> Double {
    switch self {
    case .sparse: distanceMeters > thresholdMeters ? -1 : 0
    case .dense: Double(-Float(distanceMeters))
    }
  }
}

/// |a − b| rounded to 1e-6 m (panda-gym, utils.py of the repository; the 3.0.7 wheel does not round yet).
public func goalDistance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
  let offset = a - b
  return ((offset * offset).sum().squareRoot() * 1e6).rounded(.toNearestOrEven) / 1e6
}

/// panda-gym 3.0, `is_success`: strictly nearer than the threshold.
public func isSuccess(distanceMeters: Double, thresholdMeters: Double) -> Bool { distanceMeters < thresholdMeters }
