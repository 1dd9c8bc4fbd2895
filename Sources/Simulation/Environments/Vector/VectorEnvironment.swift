public import Vocabulary

/// Copies of one task that step together, on all threads of a `TaskRunner`.
///
/// Copy i plays the episodes of the seeds `seed + i`, `seed + i + count`, ... An episode that ends is reset in the same
/// step: `copyObservations` then gives the next episode's first observation, `copyFinalObservations` the last one of the
/// episode that ended. Copies share nothing, so the results are those of stepping them one by one, on any number of threads.
///
/// A step takes no memory and no lock; only a reset in it draws an episode, which takes a little memory. Between steps the
/// threads of a `WorkerPool` spin for some 50 microseconds and then sleep.
@safe
public final class VectorEnvironment {
  public let specification: TaskSpecification
  public let count: Int
  private let environments: [any SimulatedEnvironment]
  private let runner: any TaskRunner
  /// What a thread does for one copy; made once, so that a step makes nothing.
  private var stepTask: (Int, Int) -> Void = { _, _ in }

  private let actions: UnsafeMutableBufferPointer<Float>
  private let current: UnsafeMutableBufferPointer<Float>
  private let final: UnsafeMutableBufferPointer<Float>
  private let outcomes: UnsafeMutableBufferPointer<StepResult>
  private let failures: UnsafeMutableBufferPointer<EnvironmentError?>
  private let seeds: UnsafeMutableBufferPointer<UInt64>

  /// - Parameter environments: at least one, all of the same task, used by nobody else from now on.
  public init(_ environments: [any SimulatedEnvironment], runner: any TaskRunner) {
    precondition(!environments.isEmpty, "a vector of environments has at least one")
    specification = environments[0].specification
    precondition(environments.allSatisfy { $0.specification.id == environments[0].specification.id }, "one task")
    self.environments = environments
    self.runner = runner
    count = environments.count
    let (wide, acted) = (specification.observation.dimension * count, specification.action.dimension * count)
    unsafe actions = .allocate(capacity: acted)
    unsafe current = .allocate(capacity: wide)
    unsafe final = .allocate(capacity: wide)
    unsafe outcomes = .allocate(capacity: count)
    unsafe failures = .allocate(capacity: count)
    unsafe seeds = .allocate(capacity: count)
    unsafe actions.initialize(repeating: 0)
    unsafe current.initialize(repeating: 0)
    unsafe final.initialize(repeating: 0)
    unsafe outcomes.initialize(
      repeating: StepResult(outcome: .running, reward: 0, success: false, progress: 0))
    unsafe failures.initialize(repeating: nil)
    unsafe seeds.initialize(repeating: 0)
    stepTask = { [unowned self] copy, _ in stepCopy(copy) }
  }

  deinit {
    unsafe actions.deallocate()
    unsafe current.deallocate()
    unsafe final.deallocate()
    unsafe outcomes.deinitialize().deallocate()
    unsafe failures.deinitialize().deallocate()
    unsafe seeds.deallocate()
  }

  /// Starts the first episode of every copy.
  public func reset(seed: UInt64) throws(EnvironmentError) {
    for copy in 0..<count { unsafe seeds[copy] = seed &+ UInt64(copy) }
    runner.run(tasks: count) { copy, _ in resetCopy(copy) }
    try throwFirst()
  }

  /// Steps every copy; a copy whose episode ends is reset.
  ///
  /// - Parameter actions: count × action dimension, one copy after the other.
  /// - Throws: what the first failing copy says; the others have stepped.
  public func step(_ actions: Span<Float>) throws(EnvironmentError) {
    precondition(
      actions.count == count * specification.action.dimension,
      "a step of \(count) copies takes \(count * specification.action.dimension) numbers, not \(actions.count)")
    for place in actions.indices { unsafe self.actions[place] = actions[place] }
    runner.runKept(tasks: count, stepTask)
    try throwFirst()
  }

  /// What each copy shows now: count × observation dimension, one copy after the other.
  public func copyObservations(into rows: inout MutableSpan<Float>) { unsafe copy(current, into: &rows) }

  /// What each copy showed at the end of its last episode; zeros before the first end.
  public func copyFinalObservations(into rows: inout MutableSpan<Float>) { unsafe copy(final, into: &rows) }

  private func copy(_ from: UnsafeMutableBufferPointer<Float>, into rows: inout MutableSpan<Float>) {
    precondition(rows.count == from.count, "there is one row per copy")
    for place in from.indices { rows[place] = unsafe from[place] }
  }

  /// What the last step of a copy returned.
  public func result(_ copy: Int) -> StepResult {
    precondition((0..<count).contains(copy), "there is no copy \(copy)")
    return unsafe outcomes[copy]
  }

  /// Of a copy's present episode.
  public func stateHash(_ copy: Int) -> UInt64 { environments[copy].stateHash }

  // MARK: One copy, on some thread

  private func resetCopy(_ copy: Int) {
    do throws(EnvironmentError) {
      try environments[copy].reset(seed: unsafe seeds[copy])
      unsafe seeds[copy] &+= UInt64(count)
      unsafe observe(copy, current)
    } catch { unsafe failures[copy] = error }
  }

  private func stepCopy(_ copy: Int) {
    let wide = specification.action.dimension
    do throws(EnvironmentError) {
      let action = unsafe Span(_unsafeElements: UnsafeBufferPointer(rebasing: actions[copy * wide..<(copy + 1) * wide]))
      let result = try environments[copy].step(action)
      unsafe outcomes[copy] = result
      if result.outcome == .running { return unsafe observe(copy, current) }
      unsafe observe(copy, final)
      resetCopy(copy)
    } catch { unsafe failures[copy] = error }
  }

  private func observe(_ copy: Int, _ rows: UnsafeMutableBufferPointer<Float>) {
    let wide = specification.observation.dimension
    var row = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(rebasing: rows[copy * wide..<(copy + 1) * wide]))
    environments[copy].copyObservation(into: &row)
  }

  private func throwFirst() throws(EnvironmentError) {
    for copy in 0..<count {
      guard let failure = unsafe failures[copy] else { continue }
      unsafe failures[copy] = nil
      throw failure
    }
  }
}
