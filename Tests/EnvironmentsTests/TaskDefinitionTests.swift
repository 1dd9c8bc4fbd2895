import Configuration
import Environments
import Testing
import Vocabulary

@Suite("Task files")
struct TaskDefinitionTests {
  @Test("the files say what panda-gym says (tasks.md 2.1)", arguments: ["reach", "push", "pick-and-place"])
  func common(name: String) throws {
    let task = try TaskFiles.definition(name)
    #expect(task.version == 3 && task.maximumSteps == 50 && task.thresholdMeters == 0.05)
    #expect(task.physics.stepSeconds == 1.0 / 500 && task.physics.substeps == 20)
    #expect(task.scene.baseMeters == SIMD3(-0.6, 0, 0) && task.scene.groundHeightMeters == -0.4)
    #expect(task.scene.tableSizeMeters == SIMD3(1.1, 0.7, 0.4) && task.scene.tableCenterXMeters == -0.3)
    #expect(task.control.toolMeters == 0.05 && task.control.jointRadians == 0.05)
    #expect(task.control.gripperMeters == 0.2 && task.control.lowestToolTargetMeters == 0)
    #expect(task.control.toolOrientation == Quaternion(x: 1, y: 0, z: 0, w: 0))
    #expect(task.control.gripper == (name == "pick-and-place" ? .free : .blocked))
    #expect(task.goal.achieved == (name == "reach" ? .toolPosition : .objectPosition))
    if name == "reach" { return }
    #expect(task.object.shape == .box && task.object.sizeMeters == SIMD3(repeating: 0.04))
    #expect(task.object.massKilograms == 1 && task.object.friction == 0.5)
  }

  /// A small change of a file, and the key and value that the error must name.
  static let mistakes: [(String, String, String)] = [
    ("thresholdMeters: 0", "thresholdMeters", "0.0"),
    ("maximumSteps: 0", "maximumSteps", "0.0"),
    ("name: reach", "name", "reach"),
    ("name: ReachJoints", "name", "ReachJoints"),
    ("physics: {substeps: 0}", "physics.substeps", "0.0"),
    ("control: {toolMeters: .nan}", "", ""),
    ("control: {toolOrientation: {x: 1, y: 1, z: 0, w: 0}}", "control.toolOrientation", ""),
    ("goal: {lowMeters: [0.2, -0.15, 0]}", "goal.lowMeters.x", "0.2"),
    ("goal: {lowestShare: 1.5}", "goal.lowestShare", "1.5"),
    ("goal: {achieved: objectPosition}", "goal.achieved", "objectPosition"),
    ("object: {shape: box, massKilograms: -1}", "object.massKilograms", "-1.0"),
    ("observation: [toolPosition, toolPosition]", "observation[1]", "toolPosition"),
    ("observation: [toolPosition, objectPosition]", "observation[1]", "objectPosition"),
    ("observation: []", "observation", ""),
    ("progress: [{measure: objectToGoal, weight: 1}]", "progress[0].measure", "objectToGoal"),
    ("progress: [{measure: toolToGoal, weight: -1}]", "progress[0].weight", "-1.0"),
    ("policyInput: [{scaled: {of: wrist, scale: 1}}]", "policyInput[0]", "wrist"),
    (
      "policyInput: [{difference: {of: toolPosition, minus: toolVelocity, scale: 1}}]", "policyInput[0]", "toolVelocity"
    ),
    ("policyInput: [{circle: {of: toolPosition, element: yaw, multiple: 4}}]", "policyInput[0]", "toolPosition.yaw"),
    ("expert: {script: push}", "expert.script", "push"),
    ("expert: {good: {shiftedGoalShare: 2}}", "expert.good.shiftedGoalShare", "2.0"),
  ]

  @Test("a value that cannot be is refused by its key", arguments: mistakes)
  func mistake(yaml: String, key: String, value: String) throws {
    let reach = try loadConfiguration(TaskDefinition(), from: TaskFiles.path("reach"))
    let error = try #require(throws: ConfigError.self) {
      _ = try decodeConfiguration(reach, yaml: yaml).validated()
    }
    #expect(error.description.contains(key) && error.description.contains(value))
  }

  @Test("a misspelled key is an error with the nearest key")
  func unknownKey() throws {
    let error = try #require(throws: ConfigError.self) {
      _ = try decodeConfiguration(TaskDefinition(), yaml: "goal: {lowMetres: [0, 0, 0]}")
    }
    #expect(error == .unknownKey(path: "goal.lowMetres", closest: "lowMeters"))
  }

  @Test("in the files of every other family, too")
  func unknownKeyElsewhere() throws {
    let insertion = try #require(throws: ConfigError.self) {
      _ = try decodeConfiguration(InsertionDefinition(), yaml: "hole: {clearanceMetres: 0.002}")
    }
    #expect(insertion == .unknownKey(path: "hole.clearanceMetres", closest: "clearanceMeters"))
    let cloth = try #require(throws: ConfigError.self) {
      _ = try decodeConfiguration(ClothDefinition(), yaml: "sheet: {massKilogram: 0.02}")
    }
    #expect(cloth == .unknownKey(path: "sheet.massKilogram", closest: "massKilograms"))
    let walker = try #require(throws: ConfigError.self) {
      _ = try decodeConfiguration(LocomotionDefinition(), yaml: "alive: {bonuss: 1}")
    }
    #expect(walker == .unknownKey(path: "alive.bonuss", closest: "bonus"))
  }

  @Test("a variant is a file: a bigger cube, another range, a fixed start, another mass")
  func variant() throws {
    let push = try TaskFiles.definition("push")
    let yaml = """
      name: PushHeavy
      version: 0
      object:
        sizeMeters: [0.06, 0.06, 0.06]
        massKilograms: 2
        friction: 0.8
        startLowMeters: [0, 0.1, 0.03]
        startHighMeters: [0, 0.1, 0.03]
      goal: {lowMeters: [0, -0.1, 0.03], highMeters: [0.1, 0.1, 0.03]}
      thresholdMeters: 0.03
      """
    let variant = try decodeConfiguration(push, yaml: yaml).validated()
    let registry = try TaskRegistry([push, variant].flatMap { try $0.entries(robots: [try TaskFiles.panda()]) })
    #expect(registry.ids.contains("PandaPushHeavyJoints-v0") && registry.ids.count == 8)
    let environment = try registry.makeEnvironment("PandaPushHeavy-v0")
    try environment.reset(seed: 3)
    #expect(try environment.observe("objectPosition").prefix(2) == [0, 0.1])
    #expect(environment.specification.successText.contains("0.03 m"))
  }
}
