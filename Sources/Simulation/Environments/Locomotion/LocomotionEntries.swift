public import Foundation
import Vocabulary

extension LocomotionDefinition {
  /// The one id of this task.
  ///
  /// - Parameter assets: the folder of `model`.
  public func entries(assets: URL) throws(TaskError) -> [TaskEntry] {
    try checkDefinition(of: id) { () throws(ConfigError) in _ = try validated() }
    let specification = TaskSpecification(self)
    let path = assets.appendingPathComponent(model).path
    return [
      TaskEntry(specification: specification) { () throws(TaskError) in
        try LocomotionEnvironment(specification, self, model: path)
      }
    ]
  }
}
