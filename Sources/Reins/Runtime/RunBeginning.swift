import Foundation
import Learners
import Networks
import Physics
import Recording

extension RunFolder {
  /// A new run's folder, with where it comes from and its resolved configuration.
  ///
  /// - Parameters:
  ///   - path: nil for `runs/<launch file>-s<seed>`.
  ///   - learns: whether this process learns: then its processor must have what the learner's configuration wants.
  static func begun(
    _ configuration: LaunchConfiguration, launchFile: String, at path: String?, catalog: TaskCatalog,
    learns: Bool = true
  ) throws -> RunFolder {
    let kernels = try Kernels.selected()
    if learns { _ = try kernels.rounding(to: configuration.learner.products) }
    let name = URL(fileURLWithPath: launchFile).deletingPathExtension().lastPathComponent
    let folder = try RunFolder.create(
      at: path ?? "runs/\(name)-s\(configuration.seed)", keepCheckpoints: configuration.training.keepCheckpoints)
    try folder.writeJSON(
      Provenance(
        startedAt: ISO8601DateFormatter().string(from: Date()), seed: configuration.seed, taskID: configuration.task,
        instructionSet: kernels.instructionSet.rawValue, libraries: libraryVersions,
        checkout: catalog.root.path),
      as: "provenance.json")
    // Last of the start: with it the folder is a run that can be gone on with.
    try folder.write(try configuration.yaml(), as: "config.yaml")
    return folder
  }
}
