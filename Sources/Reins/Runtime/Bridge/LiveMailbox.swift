import Foundation
import Learners
import Synchronization
import Wire

/// What the thread of a hub and the thread of its learner hand to each other; neither waits for the other's work.
final class LiveMailbox: Sendable {
  /// What the learner says of itself.
  struct Figures: Sendable {
    var updates: UInt64 = 0
    var policyVersion: UInt64 = 0
    var transitions = 0
    var criticLoss: Float = 0
    var valueMean: Float = 0
    var temperature: Float = 0
  }

  private struct State {
    var transitions: [TransitionMessage] = []
    var isClosed = false
    var figures = Figures()
    /// Of each spool: on disk.
    var durable: [UInt64: UInt64] = [:]
    /// Of the journal: on disk.
    var durableBytes: Int64 = 0
    var weights: PolicyWeights?
    /// From a learner in a process of its own.
    var learned: PolicyWeights?
    var failure: (any Error)?
    var counters: [String: UInt64] = [:]
  }

  private let state = Mutex(State())
  private let bell = DispatchSemaphore(value: 0)
  private let policies: PolicyExchange

  init(_ policies: PolicyExchange) { self.policies = policies }

  // MARK: The hub's side

  /// - Parameter counters: of the run, for the next checkpoint.
  func post(_ transitions: [TransitionMessage], counters: [String: UInt64]) {
    state.withLock {
      $0.transitions += transitions
      if !counters.isEmpty { $0.counters = counters }
    }
    bell.signal()
  }

  /// Weights of a learner in a process of its own; what it sent before and nobody has taken is forgotten.
  func post(_ learned: PolicyWeights) {
    state.withLock { $0.learned = learned }
    bell.signal()
  }

  func close() {
    state.withLock { $0.isClosed = true }
    bell.signal()
  }

  var figures: Figures { state.withLock { $0.figures } }
  var durable: [UInt64: UInt64] { state.withLock { $0.durable } }
  var durableBytes: Int64 { state.withLock { $0.durableBytes } }
  /// Why the learner has ended, if it has.
  var failure: (any Error)? { state.withLock { $0.failure } }

  /// Weights that nobody has taken yet.
  func takeWeights() -> PolicyWeights? {
    state.withLock { state in
      defer { state.weights = nil }
      return state.weights
    }
  }

  /// The newest policy in place of this one, which goes back to the learner; the same where there is none newer, or the
  /// learner is just putting one there.
  func newest(instead policy: SACPolicy) -> SACPolicy { policies.take(giving: policy) ?? policy }

  // MARK: The learner's side

  /// Transitions in the order in which they came; waits at most this long for one.
  func take(waitingMilliseconds: Int) -> (transitions: [TransitionMessage], counters: [String: UInt64], isClosed: Bool)
  {
    if waitingMilliseconds > 0 { _ = bell.wait(timeout: .now() + .milliseconds(waitingMilliseconds)) }
    return state.withLock { state in
      defer { state.transitions = [] }
      return (state.transitions, state.counters, state.isClosed)
    }
  }

  /// Weights of a learner in a process of its own, that nobody has taken yet.
  func takeLearned() -> PolicyWeights? {
    state.withLock { state in
      defer { state.learned = nil }
      return state.learned
    }
  }

  func publish(_ learner: SACLearner) { policies.publish(learner) }
  func offer(_ policy: sending SACPolicy) { policies.offer(policy) }
  func tell(_ figures: Figures) { state.withLock { $0.figures = figures } }
  func tell(durable: [UInt64: UInt64], bytes: Int64) {
    state.withLock { ($0.durable, $0.durableBytes) = (durable, bytes) }
  }
  func tell(_ weights: PolicyWeights) { state.withLock { $0.weights = weights } }
  func fail(_ error: any Error) { state.withLock { $0.failure = error } }
}

/// Three copies of a policy: one acts, one is the newest, one is written. Policies are not for two threads; whoever has taken
/// one has it alone.
final class PolicyExchange: Sendable {
  private struct Slots: @unchecked Sendable {
    /// Newer than the one that acts; nil when it has been taken.
    var newest: SACPolicy?
    var spare: [SACPolicy]
  }

  private let slots: Mutex<Slots>

  private let isCopying: Bool

  /// - Parameter spare: two copies that nobody else has; none where policies are offered whole.
  init(spare: [SACPolicy]) {
    slots = Mutex(Slots(newest: nil, spare: spare))
    isCopying = !spare.isEmpty
  }

  /// Never waits.
  func take(giving old: SACPolicy) -> SACPolicy? {
    nonisolated(unsafe) let given = old
    let isCopying = isCopying
    let taken = slots.withLockIfAvailable { slots -> Slots in
      guard let newest = slots.newest else { return Slots(newest: nil, spare: []) }
      slots.newest = nil
      if isCopying { unsafe slots.spare.append(given) }
      return Slots(newest: newest, spare: [])
    }
    return taken?.newest
  }

  /// Makes a policy that nobody else has the newest.
  func offer(_ policy: sending SACPolicy) {
    let offered = Slots(newest: policy, spare: [])
    slots.withLock { $0.newest = offered.newest }
  }

  /// Copies the learner's weights to a spare policy, outside the lock, and makes it the newest.
  func publish(_ learner: SACLearner) {
    let spare = slots.withLock { slots in Slots(newest: slots.spare.popLast(), spare: []) }
    guard let policy = spare.newest else { return }
    learner.publish(to: policy)
    let filled = Slots(newest: policy, spare: [])
    slots.withLock { slots in
      if let older = slots.newest { slots.spare.append(older) }
      slots.newest = filled.newest
    }
  }
}
