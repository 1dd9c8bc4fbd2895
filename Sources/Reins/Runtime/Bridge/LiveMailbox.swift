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
    var weights: PolicyWeights?
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

  func close() {
    state.withLock { $0.isClosed = true }
    bell.signal()
  }

  var figures: Figures { state.withLock { $0.figures } }
  var durable: [UInt64: UInt64] { state.withLock { $0.durable } }
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

  func publish(_ learner: SACLearner) { policies.publish(learner) }
  func tell(_ figures: Figures) { state.withLock { $0.figures = figures } }
  func tell(durable: [UInt64: UInt64]) { state.withLock { $0.durable = durable } }
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

  /// - Parameter spare: two copies that nobody else has.
  init(spare: [SACPolicy]) { slots = Mutex(Slots(newest: nil, spare: spare)) }

  /// Never waits.
  func take(giving old: SACPolicy) -> SACPolicy? {
    nonisolated(unsafe) let given = old
    let taken = slots.withLockIfAvailable { slots -> Slots in
      guard let newest = slots.newest else { return Slots(newest: nil, spare: []) }
      slots.newest = nil
      unsafe slots.spare.append(given)
      return Slots(newest: newest, spare: [])
    }
    return taken?.newest
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
