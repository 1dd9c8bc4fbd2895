import Vocabulary

/// What every family's environment keeps of an episode beside its scene: whether it runs, its steps, the action taken,
/// what is shown, what is left to do. It refuses steps out of turn and says how an episode ends.
///
/// One episode: `begin`, observe, `start`; then, for each step, `accept`, observe, and `end` or `diverge`.
struct EpisodeRecord: Sendable {
  enum Phase: UInt64 { case fresh, running, ended }

  let specification: TaskSpecification
  private(set) var phase = Phase.fresh
  private(set) var steps = 0
  /// Of the last step, clipped to [-1, 1].
  var action: [Double]
  /// The flat observation.
  private(set) var shown: [Float]
  /// Of the step before: what is shown again when a step breaks the simulation.
  private var shownBefore: [Float]
  private var place = 0
  private(set) var progress = 0.0
  /// Whether success ends an episode.
  var endsAtSuccess = true

  init(_ specification: TaskSpecification) {
    self.specification = specification
    action = Array(repeating: 0, count: specification.action.dimension)
    shown = Array(repeating: 0, count: specification.observation.dimension)
    shownBefore = shown
  }

  // MARK: The episode

  mutating func begin() { (phase, steps) = (.fresh, 0) }

  /// The first observation is there.
  mutating func start(progress: Double) {
    self.progress = progress
    phase = .running
  }

  /// A start that is broken already is no start.
  func refuse(_ quantity: String?) throws(EnvironmentError) {
    if let quantity { throw .diverged(task: specification.id, quantity: quantity, step: steps) }
  }

  /// Takes the action of the next step; changes nothing when it is refused.
  mutating func accept(_ given: Span<Float>) throws(EnvironmentError) {
    switch phase {
    case .fresh: throw .stepBeforeReset(task: specification.id)
    case .ended: throw .stepAfterEnd(task: specification.id)
    case .running: break
    }
    guard given.count == action.count else {
      throw .actionDimension(task: specification.id, expected: action.count, received: given.count)
    }
    for place in given.indices where !given[place].isFinite {
      throw .nonFiniteAction(
        task: specification.id, element: specification.action.elements[place].name, step: steps + 1)
    }
    for place in given.indices { action[place] = Double(min(1, max(-1, given[place]))) }
    steps += 1
  }

  /// What the step returns: the episode is over where the task is done, or has failed, or time is up.
  mutating func end(reward: Double, success: Bool, failure: String? = nil, progress: Double) -> StepResult {
    self.progress = progress
    var cause: EndCause?
    if success, endsAtSuccess {
      cause = .success
    } else if let failure {
      cause = .failure(failure)
    } else if steps >= specification.maximumSteps {
      cause = .timeLimit
    }
    let outcome: StepOutcome = cause == nil ? .running : cause == .timeLimit ? .truncated : .terminated
    if outcome != .running { phase = .ended }
    return StepResult(outcome: outcome, reward: reward, success: success, progress: progress, cause: cause)
  }

  /// What a step that broke the simulation returns: the episode is over, and progress stays that of the step before, the
  /// last one that can be trusted.
  mutating func diverge(_ quantity: String, reward: Double) -> StepResult {
    phase = .ended
    return StepResult(
      outcome: .truncated, reward: reward, success: false, progress: progress, cause: .diverged(quantity: quantity))
  }

  // MARK: The observation

  /// Written from its first element on.
  mutating func observe() {
    swap(&shown, &shownBefore)
    place = 0
  }

  /// The observation before the one that was written last is shown again.
  mutating func takeBack() { swap(&shown, &shownBefore) }

  mutating func write(_ value: Float) {
    shown[place] = value
    place += 1
  }

  mutating func write(_ value: Double) { write(Float(value)) }

  mutating func write(_ value: SIMD3<Double>) { for axis in 0..<3 { write(value[axis]) } }

  mutating func write(_ value: Quaternion) {
    write(SIMD3(value.x, value.y, value.z))
    write(value.w)
  }

  func copy(into observation: inout MutableSpan<Float>) {
    precondition(observation.count == shown.count, "an observation has one place per element")
    for place in shown.indices { observation[place] = shown[place] }
  }

  // MARK: Divergence

  static let notFinite = "a position or velocity is not finite"

  /// A hundred times a declared bound: nothing gets that far or that fast unless the simulation, or the task file, has gone
  /// wrong.
  static let beyond = 100.0

  /// The first part of the observation that has run away, if any has.
  var divergence: String? {
    var start = 0
    for component in specification.observation.components {
      let bound = Self.beyond * component.high
      for offset in 0..<component.count where !(abs(Double(shown[start + offset])) <= bound) { return component.name }
      start += component.count
    }
    return nil
  }
}

/// Adds what a task keeps to the hash of its world: FNV-1a's step on whole words, with a shift so that high bits reach the
/// low ones.
struct StateMixer {
  private(set) var hash: UInt64

  init(_ world: UInt64) { hash = world }

  mutating func mix(_ word: UInt64) {
    hash = (hash ^ word) &* 0x100_0000_01b3
    hash ^= hash >> 32
  }

  mutating func mix(_ record: EpisodeRecord) {
    mix(UInt64(record.steps))
    mix(record.phase.rawValue)
  }
}
