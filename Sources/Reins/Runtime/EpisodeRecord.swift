import Recording
import Vocabulary

/// What a checkpoint in mid-episode holds of the episode; part `session` of a checkpoint.
///
/// An episode follows from its seed and from what the policy proposed: the environment, the teleoperator with its gate
/// and its expert, the arbiter and the labels are all functions of these. So the proposals are enough to bring all of
/// them back, by playing the episode again, and no part needs a file format of its own. Why not the environment's
/// snapshot: docs/adr/0005-checkpoints.md.
struct EpisodeRecord: Equatable {
  struct Proposals: Equatable {
    /// Before clipping, [steps, action dimension].
    var actions: [Float]
    /// `Policy.version` at each step.
    var versions: [UInt64]
    /// Streams of the exploring policy after the last proposal.
    var uniform: RandomStream
    var policy: RandomStream
  }

  var proposals: Proposals
  /// Number of the replay buffer's next transition when the episode began.
  var firstNumber: UInt64
  /// `Environment.stateHash` after the last step, to know that the episode played again is the same.
  var stateHash: UInt64

  /// `episode/proposals` [T, A], `episode/versions` [T], `episode/streams` [2, 4], `episode/marks` [2].
  func tensors(actionDimension: Int) -> [NamedTensor] {
    let steps = proposals.versions.count
    let streams = [proposals.uniform, proposals.policy].flatMap { stream in (0..<4).map { stream.state[$0] } }
    return [
      .init(name: "episode/proposals", shape: [steps, actionDimension], values: .float32(proposals.actions)),
      .init(name: "episode/versions", shape: [steps], values: .uint64(proposals.versions)),
      .init(name: "episode/streams", shape: [2, 4], values: .uint64(streams)),
      .init(name: "episode/marks", shape: [2], values: .uint64([firstNumber, stateHash])),
    ]
  }

  /// Nil when the tensors hold no running episode.
  ///
  /// - Throws: `damaged` when they hold half of one.
  static func read(_ tensors: [NamedTensor], actionDimension: Int, path: String) throws -> EpisodeRecord? {
    guard let actions = tensors.first(where: { $0.name == "episode/proposals" }) else { return nil }
    func words(_ name: String) -> [UInt64] {
      guard case .uint64(let words)? = tensors.first(where: { $0.name == name })?.values else { return [] }
      return words
    }
    let (versions, streams, marks) = (words("episode/versions"), words("episode/streams"), words("episode/marks"))
    guard case .float32(let values) = actions.values, actions.shape == [versions.count, actionDimension],
      !versions.isEmpty, marks.count == 2, streams.count == 8, streams[..<4].contains(where: { $0 != 0 }),
      streams[4...].contains(where: { $0 != 0 })
    else { throw RecordingError.damaged(path: path, reason: "its running episode does not fit the task") }
    return EpisodeRecord(
      proposals: Proposals(
        actions: values, versions: versions,
        uniform: RandomStream(state: SIMD4(streams[0], streams[1], streams[2], streams[3])),
        policy: RandomStream(state: SIMD4(streams[4], streams[5], streams[6], streams[7]))),
      firstNumber: marks[0], stateHash: marks[1])
  }
}
