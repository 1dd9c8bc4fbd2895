import Recording
import Vocabulary

/// The last checkpoint of a run with the replay buffer's transitions as one part, whatever files they lie in: rewards,
/// executed actions, proposals, flags and versions, each flat and oldest first.
func checkpointContents(_ run: String, step: Int? = nil) throws -> [String: [NamedTensor]] {
  let store = CheckpointStore(runFolder: run)
  let checkpoint = try step.map { try store.load(step: $0) } ?? store.loadLast()
  let names = ["rewards", "actions", "proposals", "flags", "policyVersions"].map { "replay/\($0)" }
  let transitions = names.map { name in
    let pieces = checkpoint.segments.compactMap { tensors in tensors.first { $0.name == name }?.values }
    var (floats, words): ([Float], [UInt64]) = ([], [])
    for piece in pieces {
      switch piece {
      case .float32(let values): floats += values
      case .uint64(let values): words += values
      }
    }
    return words.isEmpty
      ? NamedTensor(name: name, shape: [floats.count], values: .float32(floats))
      : NamedTensor(name: name, shape: [words.count], values: .uint64(words))
  }
  return checkpoint.parts.merging(["replay": transitions]) { part, _ in part }
}
