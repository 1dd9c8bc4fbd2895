import Intervention
import Testing
import Vocabulary

@Suite("RLIF reward")
struct InterventionRewardTests {
  @Test(
    "is −1 exactly on the policy's last step before a takeover",
    arguments: [
      (Authority.policy, Authority.policy, Float(0)), (.policy, .expert, -1), (.policy, .none, 0),
      (.expert, .policy, 0), (.expert, .expert, 0), (.expert, .none, 0),
      (.none, .policy, 0), (.none, .expert, 0), (.none, .none, 0),
    ])
  func truthTable(current: Authority, next: Authority, expected: Float) {
    #expect(interventionReward(current: current, next: next) == expected)
  }

  @Test("a window of w steps punishes the policy's last w steps before a takeover and no other", arguments: 1...5)
  func window(window: Int) {
    for steps in 1...8 {
      let expected: Float = steps <= window ? -1 : 0
      #expect(interventionReward(current: .policy, stepsToTakeover: steps, window: window) == expected)
      #expect(interventionReward(current: .expert, stepsToTakeover: steps, window: window) == 0)
    }
    #expect(interventionReward(current: .policy, stepsToTakeover: nil, window: window) == 0)
  }
}
