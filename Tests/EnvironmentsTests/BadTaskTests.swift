import Configuration
import Environments
import Testing
import Vocabulary

/// Files that say something impossible: refused when they are read or entered, with the value and the remedy.
@Suite("Impossible tasks")
struct BadTaskTests {
  private func entries(_ definition: TaskDefinition) throws -> [TaskEntry] {
    try definition.entries(robots: [try TaskFiles.panda()], assets: TaskFiles.assets)
  }

  @Test(
    "a goal box that leaves the arm's reach is refused by its corner",
    arguments: ["reach", "push", "pick-and-place", "stack"])
  func unreachableGoal(name: String) throws {
    var definition = try TaskFiles.definition(name)
    definition.goal.highMeters.x = 0.6
    let error = try #require(throws: TaskError.self) { _ = try entries(definition) }
    guard case .unreachable(definition.name, "panda", "the goal box", let place, let left) = error else {
      Issue.record("\(error)")
      return
    }
    // Base at x = -0.6, shoulder 0.333 m above it: the arm's 0.855 m plus hand and fingers do not get 1.2 m far.
    #expect(place.x == 0.6 && left > 0.05)
    for word in ["0.6", "beyondReach", "baseMeters"] { #expect(error.description.contains(word)) }
    definition.goal.beyondReach = true
    #expect(try entries(definition).count == 4)
  }

  @Test("a start of the tool that it cannot get to is refused")
  func unreachableStart() throws {
    var definition = try TaskFiles.definition("pick-cube")
    definition.control.startToolMeters = [1.5, 0, 0.1]
    let error = try #require(throws: TaskError.self) { _ = try entries(definition) }
    #expect(error.description.contains("control.startToolMeters") && error.description.contains("1.5"))
  }

  /// A change of a file, and the key and the number that the error must name.
  static let penetrations: [(String, String, String, String)] = [
    ("push", "object: {startLowMeters: [-0.15, -0.15, 0.01]}", "object.startLowMeters.z", "0.02"),
    ("slide", "object: {startLowMeters: [-0.15, -0.15, 0.01]}", "object.startLowMeters.z", "0.015"),
    ("stack", "startSeparationMeters: 0", "startSeparationMeters", "0.056"),
    ("stack", "startSeparationMeters: 0.2", "startSeparationMeters", "0.12"),
  ]

  @Test("objects that can start inside the table or inside each other are refused", arguments: penetrations)
  func penetration(name: String, yaml: String, key: String, number: String) throws {
    let definition = try TaskFiles.definition(name)
    let error = try #require(throws: ConfigError.self) {
      _ = try decodeConfiguration(definition, yaml: yaml).validated()
    }
    #expect(error.description.contains(key) && error.description.contains(number), "\(error)")
    // What the source did can still be asked for.
    if name == "stack" {
      _ = try decodeConfiguration(definition, yaml: yaml + "\ncompat: {pandaGym: true}").validated()
    }
  }

  @Test(
    "words that do not fit the goal or the scene are refused",
    arguments: [
      ("push", "goal: {achieved: opening, leastMeters: 1}", "goal.achieved"),
      ("push", "goal: {achieved: lift}", "goal.leastMeters"),
      ("push", "goal: {achieved: objectPositions}", "goal.offsetsMeters"),
      ("push", "reward: lifting", "reward"),
      ("push", "progress: [{measure: missing, weight: 1}]", "progress[0].measure"),
      ("push", "progress: [{measure: toolToHandle, weight: 1}]", "progress[0].measure"),
      ("push", "expert: {script: stack}", "expert.script"),
      ("push", "failure: {objectLowMeters: [1, 0, 0], objectHighMeters: [0, 1, 1]}", "failure.objectLowMeters.x"),
      (
        "push", "control: {workspaceLowMeters: [1, 0, 0], workspaceHighMeters: [0, 1, 1]}",
        "control.workspaceLowMeters.x"
      ),
      ("push", "control: {startToolMeters: [1, 2]}", "control.startToolMeters"),
      ("reach", "failure: {objectLowMeters: [0, 0, 0]}", "failure"),
      ("stack", "policyInput: [{difference: {of: desiredGoal, minus: toolPosition, scale: 1}}]", "policyInput[0]"),
      ("drawer", "fixture: {file: ../drawer.urdf}", "fixture.file"),
      ("drawer", "fixture: {handleWidthMeters: 0}", "fixture.handleWidthMeters"),
      ("drawer", "goal: {leastRadians: 1}", "goal.leastRadians"),
    ])
  func misfit(name: String, yaml: String, key: String) throws {
    let definition = try TaskFiles.definition(name)
    let error = try #require(throws: ConfigError.self) {
      _ = try decodeConfiguration(definition, yaml: yaml).validated()
    }
    #expect(error.description.contains(key), "\(error)")
  }

  @Test(
    "furniture that is not there, or has no such joint or handle, is a typed error",
    arguments: [
      ("fixture: {file: wardrobe.urdf}", "wardrobe.urdf"), ("fixture: {joint: lid}", "slide"),
      ("fixture: {handleLink: knob}", "handle"),
    ])
  func furniture(yaml: String, word: String) throws {
    let definition = try decodeConfiguration(TaskFiles.definition("drawer"), yaml: yaml).validated()
    let error = try #require(throws: TaskError.self) {
      _ = try TaskRegistry(entries(definition)).makeEnvironment("PandaDrawer-v0")
    }
    #expect(error.description.contains(word), "\(error)")
  }
}
