import Foundation
import Networks

/// The temperature α = exp(log α), trained to hold the policy's entropy H = −E[log π(a | s)] at a target.
///
/// Loss α·(H − H_target), whose gradient with respect to log α is itself: SAC, arXiv:1812.05905, eq. 18, in the form
/// of RLPD's code, which trains log α so that α stays positive.
struct Temperature {
  var logarithm: Float
  var optimizer: ScalarAdam
  let targetEntropy: Float

  init(configuration: SACConfiguration, actionDimension: Int) {
    logarithm = logf(configuration.initialTemperature)
    optimizer = ScalarAdam(configuration.adam(learningRate: configuration.temperatureLearningRate))
    targetEntropy = configuration.targetEntropyPerDimension * Float(actionDimension)
  }

  var value: Float { expf(logarithm) }

  /// One Adam step; returns the loss before it.
  mutating func update(entropy: Float) -> Float {
    let loss = temperatureLoss(temperature: value, entropy: entropy, targetEntropy: targetEntropy)
    optimizer.step(&logarithm, gradient: loss)
    return loss
  }
}

/// α·(H − H_target), which is also its gradient with respect to log α.
public func temperatureLoss(temperature: Float, entropy: Float, targetEntropy: Float) -> Float {
  temperature * (entropy - targetEntropy)
}

extension SACConfiguration {
  func adam(learningRate: Float) -> AdamSettings {
    AdamSettings(learningRate: learningRate, beta1: adamBeta1, beta2: adamBeta2, epsilon: adamEpsilon)
  }
}
