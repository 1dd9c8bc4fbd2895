import Environments
import Testing
import Vocabulary

@Suite("Task registry")
struct TaskRegistryTests {
  @Test("the files give the Panda the twenty-four ids of panda-gym")
  func ids() throws {
    let pandaGym = ["Reach", "Push", "Slide", "PickAndPlace", "Stack", "Flip"].flatMap { task in
      ["", "Dense", "Joints", "JointsDense"].map { "Panda\(task)\($0)-v3" }
    }
    #expect(Set(try TaskFiles.registry().ids.filter { $0.hasSuffix("-v3") }) == Set(pandaGym))
    #expect(try TaskFiles.registry().ids == TaskFiles.ids)
    #expect(TaskFiles.ids.contains("PandaPickAndPlaceJointsDense-v3"))
  }

  @Test(
    "an unknown id is an error with the closest one",
    arguments: [
      ("PandaReach-v2", "PandaReach-v3"), ("PandaPickPlace-v3", "PandaPickAndPlace-v3"),
      ("pandapush-v3", "PandaPush-v3"), ("PandaReachJointDense-v3", "PandaReachJointsDense-v3"),
    ])
  func closest(id: String, expected: String) throws {
    let registry = try TaskFiles.registry()
    let error = try #require(throws: TaskError.self) { _ = try registry.makeEnvironment(id) }
    #expect(error == .unknownTask(id: id, closest: expected))
    #expect(error.description.contains(id) && error.description.contains(expected))
  }

  @Test("where nothing is close, nothing is suggested")
  func nothingClose() throws {
    let registry = try TaskFiles.registry()
    let error = try #require(throws: TaskError.self) { _ = try registry.specification(of: "HopperBulletEnv-v0") }
    #expect(error == .unknownTask(id: "HopperBulletEnv-v0", closest: nil))
  }

  @Test("two files cannot claim one id")
  func duplicate() throws {
    let reach = try TaskFiles.definition("reach")
    let robots = [try TaskFiles.panda()]
    #expect(throws: TaskError.duplicateTask(id: "PandaReach-v3")) {
      _ = try TaskRegistry(reach.entries(robots: robots) + reach.entries(robots: robots))
    }
  }

  @Test("a task that moves the fingers is not offered to an arm without them")
  func gripperless() throws {
    var arm = try TaskFiles.panda()
    arm.description.name = "arm"
    arm.description.idPrefix = ""
    arm.description.gripper = RobotDescription.Gripper()
    let definitions = try TaskFiles.names.map { try TaskFiles.definition($0) }
    let registry = try TaskRegistry(definitions.flatMap { try $0.entries(robots: [arm]) })
    #expect(
      Set(registry.ids.filter { !$0.contains("Joints") && !$0.contains("Dense") })
        == ["ArmReach-v3", "ArmPush-v3", "ArmSlide-v3"])
  }

  @Test(
    "dimensions are those of panda-gym (tasks.md 2.1): observation, goals, tool action",
    arguments: [
      ("Reach", 6, 3, 3), ("Push", 18, 3, 3), ("Slide", 18, 3, 3), ("PickAndPlace", 19, 3, 4), ("Stack", 31, 6, 4),
      ("Flip", 20, 4, 4),
    ])
  func dimensions(task: String, observation: Int, goal: Int, action: Int) throws {
    let registry = try TaskFiles.registry()
    for reward in ["", "Dense"] {
      let tool = try registry.specification(of: "Panda\(task)\(reward)-v3")
      let joints = try registry.specification(of: "Panda\(task)Joints\(reward)-v3")
      #expect(tool.action.dimension == action && joints.action.dimension == action + 4)
      for space in [tool.observation, joints.observation] {
        #expect(space.dimension(of: .observation) == observation && space.dimension == observation + 2 * goal)
        #expect(space.dimension(of: .achievedGoal) == goal && space.dimension(of: .desiredGoal) == goal)
      }
      #expect(tool.stepSeconds == 0.04 && tool.maximumSteps == (task == "Stack" ? 100 : 50) && tool.substeps == 20)
    }
  }

  @Test("the order of an observation is that of panda-gym")
  func order() throws {
    let space = try TaskFiles.registry().specification(of: "PandaPickAndPlace-v3").observation
    let expected: [(String, Range<Int>)] = [
      ("toolPosition", 0..<3), ("toolVelocity", 3..<6), ("fingerWidth", 6..<7), ("objectPosition", 7..<10),
      ("objectOrientation", 10..<13), ("objectLinearVelocity", 13..<16), ("objectAngularVelocity", 16..<19),
      ("achievedGoal", 19..<22), ("desiredGoal", 22..<25),
    ]
    for (name, range) in expected { #expect(space.range(of: name) == range) }
    for component in space.components {
      let bound = component.name == "objectAngularVelocity" ? 100.0 : 10
      #expect(component.low == -bound && component.high == bound)
    }
  }

  @Test("the network sees scaled differences, not raw metres")
  func policyInput() throws {
    let specification = try TaskFiles.registry().specification(of: "PandaPush-v3")
    var observation = (0..<specification.observation.dimension).map { Float($0) / 8 }
    observation[11] = .pi / 8  // yaw: four times this is a right angle
    var input = [Float](repeating: 0, count: specification.policyInput.dimension)
    var span = input.mutableSpan
    specification.policyInput.apply(observation.span, into: &span)
    // tool, tool velocity, object - tool, goal - object, object velocity, sine and cosine of four times the yaw
    let expected: [Float] = [
      0, 0.625, 1.25, 0.75, 1, 1.25, 7.5, 7.5, 7.5, 18.75, 18.75, 18.75, 3, 3.25, 3.5, 1, 0,
    ]
    #expect(input.count == expected.count)
    for (given, wanted) in zip(input, expected) { #expect(abs(given - wanted) < 1e-5) }
  }
}
