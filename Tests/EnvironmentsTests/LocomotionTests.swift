import Configuration
import Environments
import Foundation
import Rendering
import Testing
import Vocabulary

@Suite("Reward of the walkers")
struct LocomotionRewardTests {
  @Test("progress is metres gained per second of a step")
  func progress() {
    #expect(abs(locomotionProgress(before: 1000, after: 999.967, stepSeconds: 0.0165) - 2) < 1e-9)
    #expect(locomotionProgress(before: 5, after: 5, stepSeconds: 0.0165) == 0)
  }

  @Test("electricity: 2 times the mean of |a s| and a tenth of the mean of a²")
  func electricity() {
    let costs = LocomotionCosts()
    let action: [Double] = [1, -0.5, 0]
    let speeds: [Float] = [0.5, 1, 7]
    let expected = -2 * (0.5 + 0.5) / 3 - 0.1 * 1.25 / 3
    #expect(abs(costs.electricityReward(action: action.span, speeds: speeds.span) - expected) < 1e-12)
  }

  @Test("a joint costs a tenth from 0.99 of its range on, on both sides")
  func limits() {
    let positions: [Float] = [0.995, -1.2, 0.98, -0.5, 0.99]
    #expect(abs(LocomotionCosts().limitReward(positions: positions.span) + 0.2) < 1e-12)
  }

  @Test(
    "who stands: name, height, pitch, contact before, reward",
    arguments: [
      ("hopper", 0.81, 0.99, false, 1.0), ("hopper", 0.8, 0, false, -1), ("hopper", 1, -1, false, -1),
      ("walker2d", 0.81, -0.99, false, 1), ("walker2d", 0.79, 0, false, -1),
      ("half-cheetah", 0.1, 0.9, false, 1), ("half-cheetah", 0.7, 0, true, -1), ("half-cheetah", 0.7, 1.1, false, -1),
      ("ant", 0.27, 1.5, false, 1), ("ant", 0.26, 0, false, -1),
      ("humanoid", 0.79, 1.5, false, 2), ("humanoid", 0.78, 0, false, -1),
    ])
  func standing(name: String, height: Double, pitch: Double, touched: Bool, expected: Double) throws {
    let alive = try LocomotionFiles.definition(name).alive
    #expect(alive.reward(heightMeters: height, pitchRadians: pitch, touchedBefore: touched) == expected)
  }

  @Test("the sum is the reward of a step", arguments: LocomotionFiles.names)
  func sum(name: String) throws {
    let environment = try LocomotionFiles.environment(name)
    let dimension = environment.specification.action.dimension
    try environment.reset(seed: 1)
    for action in randomActions(10, dimension: dimension, seed: 1) {
      let before = environment.progress
      let result = try environment.step(action)
      let reward = environment.reward
      #expect(result.reward == reward.alive + reward.progress + reward.electricity + reward.jointsAtLimit)
      #expect(reward.progress == locomotionProgress(before: before, after: environment.progress, stepSeconds: 0.0165))
      #expect(!result.success && result.progress == environment.progress)
      if result.outcome != .running { break }
    }
  }
}

@Suite("What walkers observe")
struct LocomotionObservationTests {
  @Test("the posture: height, direction to the target, velocity in the frame of the yaw, roll, pitch")
  func posture() {
    var measured = LocomotionMeasurement()
    measured.bodyPose = Pose(
      position: [0, 0, 1.5], orientation: Quaternion(rollPitchYaw: [0.1, -0.2, .pi / 2]))
    measured.bodyVelocity = [0, 2, -1]
    measured.meanMeters = [1, 1]
    // The target is straight ahead of a body that looks along y.
    let posture = locomotionPosture(measured, referenceHeightMeters: 1.25, targetMeters: [1, 11])
    let expected: [Float] = [0.25, 0, 1, 0.6, 0, -0.3, 0.1, -0.2]
    for place in 0..<8 { #expect(abs(posture[place] - expected[place]) < 1e-6, "\(place)") }
  }

  @Test("nothing is seen beyond 5")
  func clipped() {
    var measured = LocomotionMeasurement()
    measured.bodyPose.position.z = 30
    measured.bodyVelocity = [-100, 0, 0]
    let posture = locomotionPosture(measured, referenceHeightMeters: 0, targetMeters: [1, 0])
    #expect(posture[0] == 5 && posture[3] == -5)
  }

  @Test("a joint is at -1 and 1 at its limits and at 0 between them")
  func relative() {
    let values = [-2.0, 0.5, 3].map { relativePosition($0, in: -2...3) }
    #expect(values == [-1, 0, 1])
  }

  @Test(
    "dimensions are those of pybullet_envs (tasks.md 2.2)",
    arguments: zip(LocomotionFiles.names, [(3, 15), (6, 22), (6, 26), (8, 28), (17, 44)]))
  func dimensions(name: String, expected: (action: Int, observation: Int)) throws {
    let specification = try LocomotionFiles.environment(name).specification
    #expect(specification.action.dimension == expected.action)
    #expect(specification.observation.dimension == expected.observation)
    #expect(abs(specification.stepSeconds - 0.0165) < 1e-15 && specification.maximumSteps == 1000)
    #expect(specification.source.contains("pybullet_envs") && specification.differences.count >= 4)
  }

  @Test(
    "the start: joints within ±0.1 rad, at rest, no contact, height 0 or against 0.8 m",
    arguments: LocomotionFiles.names)
  func start(name: String) throws {
    let environment = try LocomotionFiles.environment(name)
    let space = environment.specification.observation
    for seed in 0..<20 {
      try environment.reset(seed: UInt64(seed))
      let height = try environment.observe("height")[0]
      #expect(name == "humanoid" ? abs(height - 0.6) < 1e-6 : height == 0)
      #expect(try environment.observe("velocity") == [0, 0, 0])
      #expect(try environment.observe("groundContacts").allSatisfy { $0 == 0 })
      let joints = try environment.observe("joints")
      for place in stride(from: 1, to: joints.count, by: 2) { #expect(joints[place] == 0) }
      #expect(space.range(of: "joints") == 8..<8 + joints.count)
    }
  }

  @Test("a foot that stands is told one step late, as there")
  func contacts() throws {
    let environment = try LocomotionFiles.environment("hopper")
    try environment.start([0, 0, 0])
    var heights: [Float] = []
    var contacts: [Float] = []
    for _ in 0..<12 {
      _ = try environment.step([0, 0, 0])
      heights.append(try environment.observe("height")[0])
      contacts.append(try environment.observe("groundContacts")[0])
    }
    // The foot starts 4 cm above the ground: sqrt(2 · 0.04 / 9.8) s of fall are 5.5 steps.
    let first = try #require(contacts.firstIndex(of: 1))
    #expect((6...7).contains(first) && heights[5] > -0.045)
  }
}

@Suite("Bad locomotion files")
struct LocomotionDefinitionTests {
  private func refused(_ overrides: [String]) throws -> ConfigError {
    try #require(throws: ConfigError.self) {
      let path = LocomotionFiles.path("half-cheetah")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      _ = try decodeConfiguration(LocomotionDefinition(), yaml: text, file: path, overrides: overrides).validated()
    }
  }

  @Test(
    "a value out of its range names its key",
    arguments: [
      ("physics.substeps=0", "physics.substeps"), ("physics.stepSeconds=1", "physics.stepSeconds"),
      ("costs.electricity=-1", "costs.electricity"), ("ground.restitution=2", "ground.restitution"),
      ("maximumSteps=0", "maximumSteps"), ("targetMeters=[1e9, 0]", "targetMeters"),
    ])
  func ranges(override: String, key: String) throws {
    let error = try refused([override])
    guard case .outOfRange(key, _, _) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("a misspelt key is an error with the right one")
  func misspelt() throws {
    let error = try refused(["alive.fallsEnd=true"])
    #expect("\(error)".contains("fallEnds"))
  }

  @Test(
    "a model outside sim/assets, a contact that is no foot, a missing list",
    arguments: [
      "model=../hopper.xml", "model=/etc/passwd", "alive.forbiddenContacts=[head]", "joints=[]", "feet=[bfoot, bfoot]",
    ])
  func names(override: String) throws { _ = try refused([override]) }

  @Test("a joint, link or file that is not there is an error of the task")
  func missing() throws {
    for change in [
      { (d: inout LocomotionDefinition) in d.model = "nothing.xml" }, { d in d.body = "nobody" },
      { d in d.feet = ["nothing"] }, { d in d.joints[0].name = "nothing" },
      { d in d.joints[0].name = "rootx" },
    ] {
      var definition = try LocomotionFiles.definition("hopper")
      change(&definition)
      let spoiled = definition
      #expect(throws: TaskError.self) { _ = try LocomotionFiles.environment(spoiled) }
    }
  }

  @Test("a walker that falls for ever ends its episode truncated, with its height as the cause")
  func divergence() throws {
    let assets = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: assets, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: assets) }
    let model = try String(contentsOf: LocomotionFiles.assets.appending(path: "ant.xml"), encoding: .utf8)
    let high = model.replacing("<body name=\"torso\" pos=\"0 0 0.75\">", with: "<body name=\"torso\" pos=\"0 0 1000\">")
    try #require(high != model)
    try high.write(to: assets.appending(path: "ant.xml"), atomically: true, encoding: .utf8)
    var definition = try LocomotionFiles.definition("ant")
    definition.maximumSteps = 1_000_000
    let environment = try LocomotionFiles.environment(definition, assets: assets)

    let still = [Float](repeating: 0, count: 8)
    let results = try environment.play(seed: 1) { _, _ in still }
    let last = try #require(results.last)
    #expect(last.outcome == .truncated && last.cause == .diverged(quantity: "height"))
    #expect(!last.success && last.reward == 0 && last.progress == results[results.count - 2].progress)
    #expect(results.dropLast().allSatisfy { $0.outcome == .running })
    // A drag of 0.04 (1 + v) m v lets a body fall no faster than 15.2 m/s: 500 m take 33 s and a little to get going.
    #expect(results.count > 1990 && results.count < 2150)
    // What is shown is the step before, as far as it is shown at all.
    #expect(try environment.observe("height") == [-5])
    #expect(throws: EnvironmentError.stepAfterEnd(task: definition.id)) { _ = try environment.step(still) }
    try environment.reset(seed: 1)
    #expect(try environment.step(still).outcome == .running)
  }

  @Test("a start that is no number, or far behind a limit, is refused with what is wrong")
  func brokenStart() throws {
    let environment = try LocomotionFiles.environment("hopper")
    for (angle, quantity) in [(Double.nan, "a position or velocity is not finite"), (1e4, "thigh_joint")] {
      #expect(throws: EnvironmentError.diverged(task: "HopperBulletEnv-v0", quantity: quantity, step: 0)) {
        try environment.start([angle, 0, 0])
      }
      #expect(throws: EnvironmentError.stepBeforeReset(task: "HopperBulletEnv-v0")) {
        _ = try environment.step([0, 0, 0])
      }
    }
  }

  @Test("no script walks")
  func expert() throws {
    let environment = try LocomotionFiles.environment("ant")
    #expect(throws: TaskError.noExpert(task: "AntBulletEnv-v0")) { _ = try environment.makeExpert() }
  }
}

@Suite("Walkers can be looked at")
struct LocomotionPictureTests {
  @Test("the cameras go with the body, and every link has a pose", arguments: LocomotionFiles.names)
  func cameras(name: String) throws {
    let environment = try LocomotionFiles.environment(name)
    #expect(environment.specification.cameras == ["side", "front"])
    try environment.reset(seed: 1)
    let still = [Float](repeating: 0, count: environment.specification.action.dimension)
    for _ in 0..<5 { _ = try environment.step(still) }
    let body = try #require(environment.pose(ofLink: ""))
    let camera = try environment.camera(named: "side").worldFromCamera.position
    let offset = camera - body.position - environment.cameras[0].positionMeters
    #expect((offset * offset).sum() < 1e-18)
    #expect(environment.pose(ofLink: environment.definition.feet[0]) != nil && environment.pose(ofLink: "tail") == nil)
  }
}
