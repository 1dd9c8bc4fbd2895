import Foundation
import Recording
import Replay
import Vocabulary

/// `demonstrations.safetensors` and `manifest.json` of a folder that `reins collect` wrote.
enum DemonstrationFile {
  /// What a manifest says about the tensors beside it.
  struct Manifest: Codable, Sendable {
    var task: String
    var observationDimension: Int
    var actionDimension: Int
    var transitions: Int
    var sha256: String
  }

  static func write(_ replay: borrowing ReplayBuffer, task: String, to folder: RunFolder) throws {
    let bytes = try Safetensors(tensors: replay.tensors()).encoded()
    try folder.write(bytes: bytes, as: "demonstrations.safetensors")
    try folder.writeJSON(
      Manifest(
        task: task, observationDimension: replay.observationDimension, actionDimension: replay.actionDimension,
        transitions: replay.count, sha256: sha256(bytes)),
      as: "manifest.json")
  }

  /// A buffer without a transition, where there are no demonstrations.
  static func empty(specification: TaskSpecification) -> ReplayBuffer {
    ReplayBuffer(
      capacity: 1, observationDimension: specification.observation.dimension,
      actionDimension: specification.action.dimension)
  }

  /// Reads demonstrations of a task with the given dimensions; everything is checked before it is believed.
  static func read(_ folder: String, specification: TaskSpecification) throws -> ReplayBuffer {
    let manifest = try readJSON(Manifest.self, from: folder + "/manifest.json")
    guard manifest.observationDimension == specification.observation.dimension,
      manifest.actionDimension == specification.action.dimension
    else {
      throw ConfigError.outOfRange(
        key: "demonstrations",
        value:
          "\(folder) (\(manifest.task), \(manifest.observationDimension) observations, \(manifest.actionDimension) actions)",
        allowed: "demonstrations of \(specification.id)")
    }
    let path = folder + "/demonstrations.safetensors"
    let bytes = try readFile(path, limit: 4 << 30)
    guard sha256(bytes) == manifest.sha256 else {
      throw RecordingError.damaged(path: path, reason: "its hash is not the manifest's: collect again")
    }
    guard (1...100_000_000).contains(manifest.transitions) else {
      throw RecordingError.damaged(path: folder + "/manifest.json", reason: "\(manifest.transitions) transitions")
    }
    var replay = ReplayBuffer(
      capacity: manifest.transitions, observationDimension: manifest.observationDimension,
      actionDimension: manifest.actionDimension)
    try replay.restore(from: try Safetensors(decoding: bytes).tensors)
    return replay
  }
}
