import Configuration
import Environments
import Foundation
import Testing
import Vocabulary

@Suite("Robot files")
struct RobotFileTests {
  @Test("a misspelled key is an error with the nearest key, at any depth")
  func unknownKeyOfRobot() throws {
    let text = try String(contentsOfFile: "\(TaskFiles.root)/robots/panda/robot.yaml", encoding: .utf8)
    _ = try decodeDefinition(RobotDescription.self, yaml: text)
    for (right, wrong, path) in [
      ("toolLink:", "toolLnik:", "toolLnik"),
      ("motorNewtonMeters:", "motorNewtonMetres:", "armJoints[0].motorNewtonMetres"),
    ] {
      let error = try #require(throws: ConfigError.self) {
        _ = try decodeDefinition(RobotDescription.self, yaml: text.replacing(right, with: wrong, maxReplacements: 1))
      }
      #expect(error == .unknownKey(path: path, closest: String(right.dropLast())))
    }
  }
}
