public import Networks
public import Vocabulary

/// Why the learner stopped or refused.
public enum LearnerError: Error, Equatable, Sendable, CustomStringConvertible {
  case configuration(ConfigError)
  case kernels(KernelError)
  case tensors(TensorError)
  case dimension(quantity: String, expected: Int, received: Int)
  /// NaN or an infinity; `update` is the critic update, counted from 1, in which it was seen.
  case nonFinite(tensor: String, update: UInt64)

  public var description: String {
    switch self {
    case .configuration(let error): error.description
    case .kernels(let error): error.description
    case .tensors(let error): error.description
    case .dimension(let quantity, let expected, let received):
      "\(quantity) is \(received), the learner was made for \(expected): use the task's own specification"
    case .nonFinite(let tensor, let update):
      """
      '\(tensor)' holds NaN or an infinity at update \(update): resume from the last checkpoint; \
      if it comes back, look at the observations' scale or lower the learning rates
      """
    }
  }
}
