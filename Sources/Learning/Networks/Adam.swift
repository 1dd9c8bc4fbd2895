import CKernelsBase

/// Settings of Adam (Kingma and Ba 2015, alg. 1).
public struct AdamSettings: Codable, Equatable, Sendable {
  public var learningRate: Float
  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float

  public init(learningRate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// Learning rate over 1 − β₁ᵗ, and 1/√(1 − β₂ᵗ): the bias corrections of step t, worked out in double precision.
  func corrected(step: UInt64) -> (step: Float, deviationScale: Float) {
    let (first, second) = (1 - power(beta1, step), 1 - power(beta2, step))
    return (Float(Double(learningRate) / first), Float(1 / second.squareRoot()))
  }

  private func power(_ base: Float, _ exponent: UInt64) -> Double {
    var (result, square, rest) = (1.0, Double(base), exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}

/// Adam for a whole ensemble: w ← w − lr · m̂ / (√v̂ + ε), m and v being the bias-corrected running moments.
public final class Adam {
  public let settings: AdamSettings
  let kernels: Kernels
  let memberCount: Int
  let stride: Int
  /// Steps begun, the same for all members.
  public internal(set) var steps: UInt64 = 0
  var firstMoment: FloatBuffer
  var secondMoment: FloatBuffer

  public init(_ settings: AdamSettings, for ensemble: MLPEnsemble) {
    self.settings = settings
    kernels = ensemble.kernels
    memberCount = ensemble.memberCount
    stride = ensemble.stride
    firstMoment = FloatBuffer(count: memberCount * stride)
    secondMoment = FloatBuffer(count: memberCount * stride)
  }

  /// Begins the next step; every member then takes it once.
  public func beginStep() { steps += 1 }

  /// Moves one member's weights by the workspace's gradient, and then, where a target is given, that member of it by
  /// Polyak averaging: target ← target + rate · (weights − target). One pass over memory for both.
  ///
  /// Members may be stepped by different threads at the same time.
  ///
  /// - Returns: false when a weight or a moment is no longer finite.
  public func step(
    member: Int, of ensemble: MLPEnsemble, workspace: MLPWorkspace, target: MLPEnsemble? = nil, rate: Float = 0
  ) -> Bool {
    precondition(steps > 0, "beginStep comes first")
    precondition(ensemble.stride == stride && workspace.gradient.count == stride, "this Adam serves another shape")
    precondition(target.map { $0.stride == stride } ?? true, "the target has another shape")
    let corrected = settings.corrected(step: steps)
    var step = reins_adam(
      step: corrected.step, beta1: settings.beta1, beta2: settings.beta2,
      deviation_scale: corrected.deviationScale, epsilon: settings.epsilon)
    return unsafe kernels.table.pointee.adam(
      Int64(stride), &step, workspace.gradient.base, ensemble.pointer(member: member),
      firstMoment.base + member * stride, secondMoment.base + member * stride, target?.pointer(member: member), rate)
      == 1
  }
}

/// Adam for one number.
public struct ScalarAdam: Equatable, Sendable {
  public let settings: AdamSettings
  public var steps: UInt64 = 0
  public var firstMoment: Float = 0
  public var secondMoment: Float = 0

  public init(_ settings: AdamSettings) { self.settings = settings }

  public mutating func step(_ value: inout Float, gradient: Float) {
    steps += 1
    let corrected = settings.corrected(step: steps)
    firstMoment = settings.beta1 * firstMoment + (1 - settings.beta1) * gradient
    secondMoment = settings.beta2 * secondMoment + (1 - settings.beta2) * gradient * gradient
    value -= corrected.step * firstMoment / (secondMoment.squareRoot() * corrected.deviationScale + settings.epsilon)
  }
}
