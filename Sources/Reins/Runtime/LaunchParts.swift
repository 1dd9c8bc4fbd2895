import Environments
import Foundation
import Learners
import Vocabulary

/// What a launch file names rather than says: the expert that acts, the judge, places of files.
extension LaunchConfiguration {
  /// The expert that teaches, demonstrates and trips gates: the policy that `expertPolicy` names, else the task's script.
  ///
  /// - Parameter isPerfect: leaves deliberate mistakes out: no faults in the script, the policy's mode action.
  func makeExpert(
    for environment: any SimulatedEnvironment, catalog: TaskCatalog, isPerfect: Bool = false
  ) throws -> any Expert {
    if expertPolicy.isEmpty { return try environment.makeExpert(isPerfect ? .perfect : expert) }
    let saved = try SavedPolicy.load(catalog.path(of: expertPolicy), catalog: catalog)
    return PolicyExpert(
      policy: try saved.makePolicy(for: environment.specification), selection: isPerfect ? .mode : expertSelection)
  }

  /// The judge of a value gate; nil where the file names none.
  func makeJudge(for specification: TaskSpecification, catalog: TaskCatalog) throws -> (any Judge)? {
    if judge.isEmpty { return nil }
    return try SavedPolicy.load(catalog.path(of: judge), catalog: catalog).makeJudge(for: specification)
  }
}

extension TaskCatalog {
  /// Where a file or folder lies that a launch file names: seen from the working folder, else from the checkout's root.
  func path(of name: String) -> String {
    if name.hasPrefix("/") || FileManager.default.fileExists(atPath: name) { return name }
    let inCheckout = root.appendingPathComponent(name).path
    return FileManager.default.fileExists(atPath: inCheckout) ? inCheckout : name
  }
}

/// Whether something lies there that is no folder.
func isFile(_ path: String) -> Bool {
  var isFolder: ObjCBool = false
  return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
}
