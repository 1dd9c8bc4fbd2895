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
      ("armRadiansPerSecondCubed:", "armRadianPerSecondCubed:", "safety.armRadianPerSecondCubed"),
      ("workspaceHighMeters:", "workspaceHighMetres:", "safety.workspaceHighMetres"),
    ] {
      let error = try #require(throws: ConfigError.self) {
        _ = try decodeDefinition(RobotDescription.self, yaml: text.replacing(right, with: wrong, maxReplacements: 1))
      }
      #expect(error == .unknownKey(path: path, closest: String(right.dropLast())))
    }
  }

  @Test("every robot has limits for the guard, in the order of its joints; the Panda's are those of its documentation")
  func safety() throws {
    for name in ["panda", "ur5e"] {
      let robot = try loadDefinition(RobotDescription.self, from: "\(TaskFiles.root)/robots/\(name)/robot.yaml")
        .validated()
      let limits = try #require(robot.safety)
      #expect(limits.armRadiansPerSecondSquared.count == robot.armJoints.count)
      #expect(limits.maximumToolMetersPerSecond == 0.25)
      if name == "panda" {
        #expect(limits.armRadiansPerSecondSquared == [15, 7.5, 10, 12.5, 15, 20, 20])
        #expect(limits.armRadiansPerSecondCubed == [7500, 3750, 5000, 6250, 7500, 10000, 10000])
      }
    }
  }
}
