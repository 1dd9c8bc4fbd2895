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
    for name in ["fr3", "panda", "ur5e"] {
      let robot = try loadDefinition(RobotDescription.self, from: "\(TaskFiles.root)/robots/\(name)/robot.yaml")
        .validated()
      let limits = try #require(robot.safety)
      #expect(limits.armRadiansPerSecondSquared.count == robot.armJoints.count)
      #expect(limits.maximumToolMetersPerSecond == 0.25)
      // Franka's "Limits for Franka Research 3"; the other two have no limits that depend on the position.
      #expect(limits.armCurveUpperRadians.isEmpty == (name != "fr3"))
      if name == "fr3" {
        #expect(robot.armJoints.map(\.upperRadians) == [2.7437, 1.7837, 2.9007, -0.1518, 2.8065, 4.5169, 3.0159])
        #expect(robot.armJoints.map(\.lowerRadians) == [-2.7437, -1.7837, -2.9007, -3.0421, -2.8065, 0.5445, -3.0159])
        #expect(robot.armJoints.map(\.maximumRadiansPerSecond) == [2.62, 2.62, 2.62, 2.62, 5.26, 4.18, 5.26])
        #expect(limits.armCurveUpperRadians == [2.7501, 1.7918, 2.9065, -0.1458, 2.8101, 4.5205, 3.0196])
        #expect(limits.armCurveLowerRadians == [-2.7501, -1.7918, -2.9065, -3.0481, -2.8101, 0.54092, -3.0196])
        #expect(limits.armCurveRadiansPerSecondSquared == [12, 5.17, 7, 8, 34, 11, 34])
        #expect(limits.armCurveRadiansPerSecond == [0.3, 0.2, 0.2, 0.3, 0.35, 0.35, 0.35])
        #expect(limits.armRadiansPerSecondSquared == Array(repeating: 10, count: 7))
        #expect(limits.armRadiansPerSecondCubed == Array(repeating: 5000, count: 7))
      }
      if name == "panda" {
        #expect(limits.armRadiansPerSecondSquared == [15, 7.5, 10, 12.5, 15, 20, 20])
        #expect(limits.armRadiansPerSecondCubed == [7500, 3750, 5000, 6250, 7500, 10000, 10000])
      }
    }
  }

  @Test("the FR3's joints are the Panda's but for their limits: one kinematic chain")
  func chain() throws {
    func joints(_ robot: String) throws -> [String] {
      let text = try String(contentsOfFile: "\(TaskFiles.root)/robots/\(robot)/robot.urdf", encoding: .utf8)
      let blocks = text.components(separatedBy: "<joint ").dropFirst().map { $0.components(separatedBy: "</joint>")[0] }
      return blocks.map { block in
        let lines = block.split(separator: "\n").filter { !$0.contains("<limit") }
        return lines.joined(separator: "\n").replacingOccurrences(of: "\(robot)_", with: "")
      }
    }
    let (panda, fr3) = (try joints("panda"), try joints("fr3"))
    #expect(panda.count == 12 && fr3 == panda)
  }
}
