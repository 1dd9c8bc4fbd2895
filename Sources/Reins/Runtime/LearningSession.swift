import Control
import Learners
import Recording
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

  /// The parts of a checkpoint beside the growing one; complete after any step.
  func checkpointParts() -> [String: [NamedTensor]]

  /// What was collected, of which a checkpoint writes what is new.
  func growingPart() -> GrowingPart

  /// Goes on from a checkpoint of the same configuration, in mid-episode where it was saved there.
  ///
  /// - Parameter path: of the checkpoints, for errors.
  /// - Returns: false when the running episode did not play again as it was; the run goes on with the next.
  func restore(_ checkpoint: Checkpoint, counters: TrainingCounters, path: String) throws -> Bool
}

extension LearningSession {
  func prepare(_ mayContinue: (_ done: Int, _ total: Int) -> Bool) throws {}
}
