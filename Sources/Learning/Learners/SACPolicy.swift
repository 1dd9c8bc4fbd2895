import Foundation
import Networks
public import Vocabulary

/// The actor as something that drives: own weights, own memory, and its own stream of chance for `.sample`.
public final class SACPolicy: Policy {
  public let observationDimension: Int
  public let actionDimension: Int
  public let policyInput: PolicyInput
  public private(set) var version: UInt64 = 0
  /// Chance of `.sample`; replace it to start an episode from a known stream.
  public var random: RandomStream
  let network: MLPEnsemble
  private let distribution: TanhGaussian
  private let workspace: MLPWorkspace
  private let input: Matrix
  private let noise: FloatBuffer
  private let logProbability: FloatBuffer

  init(
    shape: MLPShape, distribution: TanhGaussian, policyInput: PolicyInput, observationDimension: Int, kernels: Kernels,
    random: RandomStream
  ) {
    self.observationDimension = observationDimension
    self.policyInput = policyInput
    self.distribution = distribution
    self.random = random
    actionDimension = distribution.dimension
    network = MLPEnsemble(shape: shape, members: 1, kernels: kernels)
    workspace = MLPWorkspace(shape: shape, rows: 1, gradients: false)
    input = Matrix(rows: 1, columns: shape.inputDimension)
    noise = FloatBuffer(count: actionDimension)
    logProbability = FloatBuffer(count: 1)
  }

  /// A policy from the tensors of a checkpoint's `policy` part; the network's widths come from the tensors' shapes.
  ///
  /// - Parameters:
  ///   - configuration: for the bounds of log σ.
  ///   - version: critic updates behind the weights.
  public convenience init(
    tensors: [NamedTensor], policyInput: PolicyInput, observationDimension: Int, actionDimension: Int,
    configuration: SACConfiguration, version: UInt64 = 0, random: RandomStream
  ) throws(LearnerError) {
    try checkInput(policyInput, observationDimension)
    let table = TensorTable(tensors)
    var hidden: [Int] = []
    var inputs = policyInput.dimension
    while let shape = table.shape(of: "policy/layer\(hidden.count)/kernel") {
      // Nothing is allocated for a width that the file does not fill.
      guard shape.count == 2, shape[0] == inputs, shape[1] > 0 else {
        throw .tensors(
          .shape(
            name: "policy/layer\(hidden.count)/kernel", expected: [inputs, shape.last ?? 0], found: shape))
      }
      inputs = shape[1]
      hidden.append(inputs)
    }
    if hidden.isEmpty { throw .tensors(.missing(name: "policy/layer0/kernel")) }
    let kernels: Kernels
    do { kernels = try Kernels.selected() } catch { throw .kernels(error) }
    self.init(
      shape: MLPShape(
        inputDimension: policyInput.dimension, hiddenUnits: hidden, outputDimension: 2 * actionDimension,
        layerNorm: false),
      distribution: configuration.distribution(actionDimension: actionDimension), policyInput: policyInput,
      observationDimension: observationDimension, kernels: kernels, random: random)
    do { try network.load(table, prefix: "policy") } catch { throw .tensors(error) }
    self.version = version
  }

  /// The weights: `policy/layer0/kernel` [inputs, units], `policy/layer0/bias`, ..., `policy/output/kernel`
  /// [units, 2A], `policy/output/bias`; the first A outputs are the means, the others log σ.
  public func tensors() -> [NamedTensor] { network.tensors(prefix: "policy") }

  func take(_ weights: MLPEnsemble, version: UInt64) {
    network.copy(weights)
    self.version = version
  }

  public func act(observation: Span<Float>, selection: ActionSelection, action: inout MutableSpan<Float>) {
    precondition(
      observation.count == observationDimension && action.count == actionDimension,
      "observation and action have the task's dimensions")
    // One policy serves one thread, so nobody else holds these spans.
    unsafe input.elements.withMutableSpan(0..<input.columns) { policyInput.apply(observation, into: &$0) }
    network.forward(member: 0, input: input, rows: 0..<1, workspace: workspace)
    let heads = 0..<2 * actionDimension
    switch selection {
    case .mode: workspace.output.elements.withSpan(heads) { distribution.mode(heads: $0, action: &action) }
    case .sample:
      unsafe noise.withMutableSpan(0..<actionDimension) { fillWithGaussians(&$0, random: &random) }
      workspace.output.elements.withSpan(heads) { heads in
        noise.withSpan(0..<actionDimension) { noise in
          unsafe logProbability.withMutableSpan(0..<1) {
            distribution.sample(heads: heads, noise: noise, actions: &action, logProbabilities: &$0)
          }
        }
      }
    }
  }
}

extension SACConfiguration {
  func distribution(actionDimension: Int) -> TanhGaussian {
    TanhGaussian(
      dimension: actionDimension, logDeviationLow: logStandardDeviationLow, logDeviationHigh: logStandardDeviationHigh)
  }
}

/// Whether the policy input reads inside the observation; it may come from a file.
func checkInput(_ policyInput: PolicyInput, _ observationDimension: Int) throws(LearnerError) {
  let isNegative = policyInput.elements.contains { element in
    switch element {
    case .scaled(let index, _), .sine(let index, _), .cosine(let index, _): index < 0
    case .difference(let index, let minus, _): index < 0 || minus < 0
    }
  }
  guard policyInput.dimension > 0, !isNegative, policyInput.requiredObservationDimension <= observationDimension else {
    throw .dimension(
      quantity: "the observation dimension that policyInput reads", expected: observationDimension,
      received: isNegative ? -1 : policyInput.requiredObservationDimension)
  }
}
