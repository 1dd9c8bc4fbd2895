import Environments
import Testing

@Suite("Reward and success")
struct RewardTests {
  @Test(
    "the sparse reward is -1 above the threshold only; success is strictly below it",
    arguments: [(0.0, 0.0, true), (0.049999, 0, true), (0.05, 0, false), (0.050001, -1, false), (0.3, -1, false)])
  func sparse(distance: Double, reward: Double, success: Bool) {
    #expect(RewardForm.sparse.reward(distance: distance, threshold: 0.05) == reward)
    #expect(isSuccess(distance: distance, threshold: 0.05) == success)
  }

  @Test("the dense reward is minus the distance, whatever the threshold", arguments: [0.0, 0.015625, 0.25, 1.5])
  func dense(distance: Double) {
    #expect(RewardForm.dense.reward(distance: distance, threshold: 0.05) == -distance)
  }

  @Test("the distance is Euclid's, rounded to a micrometre")
  func distance() {
    #expect(goalDistance(SIMD3(0.3, 0, 0), SIMD3(0, 0.4, 0)) == 0.5)
    #expect(goalDistance(SIMD3(1, 2, 3), SIMD3(1, 2, 3)) == 0)
    #expect(goalDistance(SIMD3(1, 1, 1), .zero) == 1.732051)
    // 49.9999996 mm is 50 mm after rounding: no success, and no penalty either.
    #expect(goalDistance(SIMD3(0.049_999_999_6, 0, 0), .zero) == 0.05)
  }
}
