import Learners
import Testing
import Vocabulary

@Suite("Equations of the update")
struct EquationTests {
  private func targets(
    rewards: [Float], masks: [Float], subset: [Float], temperature: Float = 0, logProbabilities: [Float]
  ) -> [Float] {
    var result = rewards
    var span = result.mutableSpan
    criticTargets(
      rewards: rewards.span, masks: masks.span, discount: 0.5, subset: subset.span, temperature: temperature,
      logProbabilities: logProbabilities.span, into: &span)
    return result
  }

  @Test("the target is the reward alone where the task terminated, and bootstraps otherwise")
  func mask() {
    #expect(targets(rewards: [-1, -1], masks: [0, 1], subset: [4, 4], logProbabilities: [9, 9]) == [-1, 1])
  }

  @Test("the target takes the least critic of each row")
  func minimum() {
    // Critics × rows: the least is critic 2, 0 and 1.
    let values: [Float] = [8, -6, 4, 6, 2, 2, 4, 4, 8]
    #expect(
      targets(rewards: [0, 0, 0], masks: [1, 1, 1], subset: values, logProbabilities: [0, 0, 0]) == [2, -3, 1])
  }

  @Test("discount and mask multiply the entropy term too")
  func entropy() {
    // 1 + 0.5 · m · (4 − 2 · 3).
    #expect(
      targets(rewards: [1, 1], masks: [0, 1], subset: [4, 4], temperature: 2, logProbabilities: [3, 3]) == [1, 0])
  }

  @Test("a NaN of any critic reaches the target")
  func notANumber() {
    #expect(targets(rewards: [0], masks: [1], subset: [.nan, 1], logProbabilities: [0])[0].isNaN)
    #expect(targets(rewards: [0], masks: [1], subset: [1, .nan], logProbabilities: [0])[0].isNaN)
  }

  @Test("the critic's loss is the mean square error; its gradient equals central differences")
  func criticGradient() {
    let (values, targets): ([Float], [Float]) = ([0.5, -1, 2], [0, 1, 2.5])
    var gradient: [Float] = [0, 0, 0]
    func loss(_ values: [Float], _ gradient: inout [Float]) -> Float {
      var span = gradient.mutableSpan
      return criticLoss(values: values.span, targets: targets.span, ensembleSize: 4, gradient: &span)
    }
    // (0.25 + 4 + 0.25) / 3
    #expect(loss(values, &gradient) == 1.5)
    for row in values.indices {
      var (up, down, ignored) = (values, values, [Float](repeating: 0, count: 3))
      up[row] += 0.125
      down[row] -= 0.125
      // Of a quadratic the central difference is exact. The ensemble's loss is a quarter of this critic's.
      let expected = (loss(up, &ignored) - loss(down, &ignored)) / 0.25 / 4
      #expect(abs(gradient[row] - expected) < 1e-6)
    }
  }

  private func actor(_ reduction: EnsembleReduction) -> (loss: Float, gradient: [Float]) {
    // Two critics, two rows, actions of two elements.
    let values: [Float] = [1, 5, 3, -1]
    let slopes: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
    let logProbabilities: [Float] = [-2, 4]
    var gradient: [Float] = [0, 0, 0, 0]
    var span = gradient.mutableSpan
    let loss = actorLoss(
      reduction: reduction, values: values.span, valueGradients: slopes.span, logProbabilities: logProbabilities.span,
      temperature: 0.5, actionGradient: &span)
    return (loss, gradient)
  }

  @Test("the actor's loss is temperature × log-probability minus the critics' mean, over rows")
  func actorMean() {
    let (loss, gradient) = actor(.mean)
    // Rows: −1 − 2 and 2 − 2; slopes: −½ · mean of the critics' slopes.
    #expect(loss == -1.5)
    #expect(gradient == [-1.5, -2, -2.5, -3])
  }

  @Test("the minimum takes value and slope from the least critic of each row")
  func actorMinimum() {
    let (loss, gradient) = actor(.minimum)
    // Row 0: critic 0, −1 − 1; row 1: critic 1, 2 + 1.
    #expect(loss == 0.5)
    #expect(gradient == [-0.5, -1, -3.5, -4])
  }

  @Test("the temperature rises while the entropy is below its target, falls above it, rests at it")
  func temperature() {
    // The gradient with respect to log α of α (H − H_target) is that product itself.
    #expect(temperatureLoss(temperature: 0.5, entropy: -3, targetEntropy: -1) == -1)
    #expect(temperatureLoss(temperature: 0.5, entropy: 1, targetEntropy: -1) == 1)
    #expect(temperatureLoss(temperature: 0.5, entropy: -1, targetEntropy: -1) == 0)
  }
}
