import Control
import Learners
import Vocabulary

/// What `TrainingRun` drives: an environment, who teaches in it and what learns from that; no files.
protocol LearningSession: AnyObject {
  /// What is evaluated and saved.
  var policy: SACPolicy { get }
  var counters: TrainingCounters { get }
  /// Updates of the learner so far.
  var updates: UInt64 { get }
  /// Nothing is left to do.
  var isFinished: Bool { get }
  /// Of the last update; nil before the first.
  var learnerFigures: TrainingMetrics.LearnerFigures? { get }

  /// What comes before the first environment step; harmless when it is done. A run that is stopped in it goes on there.
  ///
  /// - Parameter mayContinue: is told how much of how much is done; false stops.
  func prepare(_ mayContinue: (_ done: Int, _ total: Int) -> Bool) throws

  /// One environment step, and the updates that belong to it.
  func step() throws -> TickReport

  /// How the critics do on the last minibatch; nil before the first, and where there are none.
  func health() throws -> LearnerHealth?

  /// Ends the running episode where it is.
  func interrupt()

  func checkpointParts() -> [String: [NamedTensor]]

  /// Goes on from a checkpoint of the same configuration.
  func restore(_ parts: [String: [NamedTensor]], counters: TrainingCounters) throws
}

extension LearningSession {
  func prepare(_ mayContinue: (_ done: Int, _ total: Int) -> Bool) throws {}
}
