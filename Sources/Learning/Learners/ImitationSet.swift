import Networks
public import Vocabulary

/// Observations and the actions to imitate, as the learner reads them: inputs already in network terms, actions clipped
/// to the inside of the action box.
///
/// A ring: past `capacity` a new pair takes the place of the oldest. It grows as it is filled; an update reads it without
/// allocating.
public final class ImitationSet {
  public let capacity: Int
  public let policyInput: PolicyInput
  public let actionDimension: Int
  /// Pairs held, at most `capacity`.
  public private(set) var count = 0
  /// Largest magnitude of an action: the release clips to 0.999, because atanh(1) is infinite.
  public static let actionLimit: Float = 0.999

  private var appended = 0
  private var rows = 0
  private var inputs = FloatBuffer(count: 0)
  private var actions = FloatBuffer(count: 0)

  public init(capacity: Int, policyInput: PolicyInput, actionDimension: Int) {
    precondition(capacity > 0 && actionDimension > 0, "a set holds at least one pair")
    self.capacity = capacity
    self.policyInput = policyInput
    self.actionDimension = actionDimension
  }

  public func removeAll() { (count, appended) = (0, 0) }

  /// Appends o and the action to imitate, [A], in [-1, 1].
  ///
  /// - Throws: `nonFinite` when either holds NaN or an infinity; the set is then unchanged.
  public func append(observation: Span<Float>, action: Span<Float>) throws(LearnerError) {
    precondition(action.count == actionDimension, "the action has the set's dimension")
    let number = UInt64(appended) + 1
    for place in observation.indices where !observation[place].isFinite {
      throw .nonFinite(tensor: "demonstration/observation", update: number)
    }
    for place in action.indices where !action[place].isFinite {
      throw .nonFinite(tensor: "demonstration/action", update: number)
    }
    let row = appended % capacity
    if row >= rows { grow() }
    let width = policyInput.dimension
    // Nobody reads the set while it grows.
    unsafe inputs.withMutableSpan(row * width..<(row + 1) * width) { policyInput.apply(observation, into: &$0) }
    for place in action.indices {
      actions[row * actionDimension + place] = max(-Self.actionLimit, min(Self.actionLimit, action[place]))
    }
    appended += 1
    count = min(count + 1, capacity)
  }

  private func grow() {
    let (width, old) = (policyInput.dimension, rows)
    rows = min(capacity, max(1024, 2 * rows))
    var wider = FloatBuffer(count: rows * width)
    var longer = FloatBuffer(count: rows * actionDimension)
    wider.copy(old * width, of: inputs, from: 0, to: 0)
    longer.copy(old * actionDimension, of: actions, from: 0, to: 0)
    inputs = wider
    actions = longer
  }

  /// Copies pair `row` to row `place` of a batch.
  func copy(row: Int, to place: Int, inputs destination: inout Matrix, actions targets: inout FloatBuffer) {
    precondition(row >= 0 && row < count, "row outside the set")
    let width = policyInput.dimension
    destination.elements.copy(width, of: inputs, from: row * width, to: place * width)
    targets.copy(actionDimension, of: actions, from: row * actionDimension, to: place * actionDimension)
  }
}
