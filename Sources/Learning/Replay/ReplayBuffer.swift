/// The ring that keeps the last `capacity` transitions; older ones make room.
///
/// Each observation is stored once: o' of a step and o of the step that continues it are one frame with two references.
/// A million transitions of 27 observation and 4 action elements take about 160 MiB. All memory is reserved at the start
/// and becomes resident as it is written; `append` and `copyTransition` allocate nothing.
///
/// Index 0 is the oldest transition that is kept. A transition's number counts from the first one ever appended and
/// names it for as long as it is kept.
public struct ReplayBuffer: ~Copyable, Sendable {
  public let capacity: Int
  public let observationDimension: Int
  public let actionDimension: Int
  /// Transitions kept now, at most `capacity`.
  public internal(set) var count = 0
  /// Transitions appended since the start: the number of the next one.
  public internal(set) var appended: UInt64 = 0

  // Per transition, at slot number % capacity.
  var observationFrames: LazyStorage<UInt32>
  var nextFrames: LazyStorage<UInt32>
  var actions: LazyStorage<Float>
  var proposals: LazyStorage<Float>
  var rewards: LazyStorage<Float>
  var flags: LazyStorage<UInt8>
  var policyVersions: LazyStorage<UInt64>

  // Frames: one observation each. Freed ones are reused first, so that resident memory follows what is alive.
  var frames: LazyStorage<Float>
  var frameReferences: LazyStorage<UInt8>
  var freeFrames: LazyStorage<UInt32>
  var freeFrameCount = 0
  var touchedFrames = 0

  /// - Parameters:
  ///   - capacity: transitions, 1 to 2^31 - 1.
  ///   - observationDimension: elements of o, at least 1.
  ///   - actionDimension: elements of a, at least 1.
  ///   - firstNumber: number of the first transition to come.
  public init(capacity: Int, observationDimension: Int, actionDimension: Int, firstNumber: UInt64 = 0) {
    precondition(capacity >= 1 && capacity < 1 << 31, "a replay buffer keeps 1 to 2^31 - 1 transitions")
    precondition(observationDimension >= 1 && actionDimension >= 1, "observations and actions have elements")
    self.capacity = capacity
    self.observationDimension = observationDimension
    self.actionDimension = actionDimension
    appended = firstNumber
    observationFrames = LazyStorage(count: capacity)
    nextFrames = LazyStorage(count: capacity)
    actions = LazyStorage(count: capacity * actionDimension)
    proposals = LazyStorage(count: capacity * actionDimension)
    rewards = LazyStorage(count: capacity)
    flags = LazyStorage(count: capacity)
    policyVersions = LazyStorage(count: capacity)
    // Two frames per transition is what segments of one step need.
    frames = LazyStorage(count: 2 * capacity * observationDimension)
    frameReferences = LazyStorage(count: 2 * capacity)
    freeFrames = LazyStorage(count: 2 * capacity)
  }

  public var isEmpty: Bool { count == 0 }

  /// Number of the oldest transition kept.
  public var firstNumber: UInt64 { appended - UInt64(count) }

  /// Bytes written so far: what the buffer costs in resident memory, up to page rounding.
  public var residentBytes: Int {
    let slots = Int(min(appended, UInt64(capacity)))
    return slots * (4 + 4 + 2 * 4 * actionDimension + 4 + 1 + 8) + touchedFrames * (4 * observationDimension + 1 + 4)
  }

  /// Appends one transition; the oldest makes room when the ring is full.
  ///
  /// - Parameters:
  ///   - observation: o, `observationDimension` elements.
  ///   - action: the executed action, `actionDimension` elements.
  ///   - proposal: the policy's own action in the same step.
  ///   - nextObservation: o'.
  ///   - label: everything else.
  ///   - previous: number of the step before in the same segment. Its o' is shared with this o when the two have the
  ///     same bits and it is still kept; otherwise o is stored anew.
  /// - Returns: the transition's number.
  @discardableResult
  public mutating func append(
    observation: Span<Float>, action: Span<Float>, proposal: Span<Float>, nextObservation: Span<Float>,
    label: TransitionLabel, continuing previous: UInt64? = nil
  ) -> UInt64 {
    precondition(
      observation.count == observationDimension && nextObservation.count == observationDimension
        && action.count == actionDimension && proposal.count == actionDimension,
      "a transition has the dimensions of its buffer")
    if count == capacity { dropOldest() }
    let slot = Int(appended % UInt64(capacity))
    observationFrames[slot] = sharedFrame(after: previous, equalTo: observation) ?? newFrame(observation)
    nextFrames[slot] = newFrame(nextObservation)
    actions.write(action, at: slot * actionDimension)
    proposals.write(proposal, at: slot * actionDimension)
    rewards[slot] = label.reward
    flags[slot] = label.flags
    policyVersions[slot] = label.policyVersion
    count += 1
    appended += 1
    return appended - 1
  }

  /// Appends a transition given as a value.
  @discardableResult
  public mutating func append(_ transition: Transition, continuing previous: UInt64? = nil) -> UInt64 {
    append(
      observation: transition.observation.span, action: transition.action.span, proposal: transition.proposal.span,
      nextObservation: transition.nextObservation.span, label: transition.label, continuing: previous)
  }

  private mutating func dropOldest() {
    let slot = Int(firstNumber % UInt64(capacity))
    release(observationFrames[slot])
    release(nextFrames[slot])
    count -= 1
  }

  /// The frame of the previous step's o' with one reference more; nil when it cannot be shared.
  private mutating func sharedFrame(after previous: UInt64?, equalTo observation: Span<Float>) -> UInt32? {
    guard let previous, previous >= firstNumber, previous < appended else { return nil }
    let frame = nextFrames[Int(previous % UInt64(capacity))]
    let start = Int(frame) * observationDimension
    for place in 0..<observationDimension where frames[start + place].bitPattern != observation[place].bitPattern {
      return nil
    }
    guard frameReferences[Int(frame)] < .max else { return nil }
    frameReferences[Int(frame)] += 1
    return frame
  }

  private mutating func newFrame(_ observation: Span<Float>) -> UInt32 {
    let frame: UInt32
    if freeFrameCount > 0 {
      freeFrameCount -= 1
      frame = freeFrames[freeFrameCount]
    } else {
      frame = UInt32(touchedFrames)
      touchedFrames += 1
    }
    frames.write(observation, at: Int(frame) * observationDimension)
    frameReferences[Int(frame)] = 1
    return frame
  }

  private mutating func release(_ frame: UInt32) {
    frameReferences[Int(frame)] -= 1
    if frameReferences[Int(frame)] > 0 { return }
    freeFrames[freeFrameCount] = frame
    freeFrameCount += 1
  }
}
