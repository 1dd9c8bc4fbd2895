import Foundation

/// How the flat observation becomes the input of a network: differences and scales that bring every element to order 1.
///
/// It belongs to the policy and travels with it (checkpoints, export), so a robot sends plain observations in SI units.
/// Metres straight into a network cost about three times the steps on Reach.
public struct PolicyInput: Codable, Equatable, Sendable {
  /// One element of the input.
  public enum Element: Codable, Equatable, Sendable {
    /// scale · o[index]
    case scaled(index: Int, scale: Float)
    /// scale · (o[index] − o[minus])
    case difference(index: Int, minus: Int, scale: Float)
    /// sin(multiple · o[index]): an angle, for bodies that look the same after a turn by 2π / multiple.
    case sine(index: Int, multiple: Float)
    /// cos(multiple · o[index])
    case cosine(index: Int, multiple: Float)
  }

  public var elements: [Element]
  public init(elements: [Element]) { self.elements = elements }

  /// The observation itself.
  public static func identity(dimension: Int) -> PolicyInput {
    PolicyInput(elements: (0..<dimension).map { .scaled(index: $0, scale: 1) })
  }

  /// Elements of the network's input.
  public var dimension: Int { elements.count }

  /// The largest observation index that is read, plus one.
  public var requiredObservationDimension: Int {
    elements.reduce(0) { most, element in
      switch element {
      case .scaled(let index, _), .sine(let index, _), .cosine(let index, _): max(most, index &+ 1, index)
      case .difference(let index, let minus, _): max(most, index &+ 1, index, minus &+ 1, minus)
      }
    }
  }

  /// Writes the input of one observation; allocates nothing.
  ///
  /// - Parameters:
  ///   - observation: flat, SI units, at least `requiredObservationDimension` elements.
  ///   - input: `dimension` elements.
  public func apply(_ observation: Span<Float>, into input: inout MutableSpan<Float>) {
    precondition(input.count == elements.count, "the input has one place per element")
    for place in elements.indices {
      input[place] =
        switch elements[place] {
        case .scaled(let index, let scale): scale * observation[index]
        case .difference(let index, let minus, let scale): scale * (observation[index] - observation[minus])
        case .sine(let index, let multiple): sinf(multiple * observation[index])
        case .cosine(let index, let multiple): cosf(multiple * observation[index])
        }
    }
  }
}
