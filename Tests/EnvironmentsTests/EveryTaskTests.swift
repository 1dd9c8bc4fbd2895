import Environments
import Testing
import Vocabulary

/// What every registered task promises, whatever family it is of: manipulation, cloth, locomotion.
@Suite("Every task of every family", .serialized)
struct EveryTaskTests {
  private func actions(_ environment: any SimulatedEnvironment, _ count: Int, seed: UInt64) -> [[Float]] {
    randomActions(count, dimension: environment.specification.action.dimension, seed: seed)
  }

  @Test("all files below sim/tasks are read")
  func files() throws {
    let ids = Set(try EveryTask.registry().ids)
    #expect(ids.isSuperset(of: TaskFiles.ids + LocomotionFiles.ids + ["PandaClothUnfold-v0"]))
  }

  @Test("observations keep their space and rewards are finite, until the end and no further", arguments: EveryTask.ids)
  func space(id: String) throws {
    let environment = try EveryTask.registry().makeEnvironment(id)
    #expect(environment.specification.id == id)
    let space = environment.specification.observation
    let bounds = space.components.flatMap { Array(repeating: (Float($0.low), Float($0.high)), count: $0.count) }
    for seed in 0..<2 as Range<UInt64> {
      try environment.reset(seed: seed)
      for action in actions(environment, 40, seed: seed) {
        let result = try environment.step(action)
        let observation = environment.observe()
        #expect(observation.count == space.dimension)
        for (value, bound) in zip(observation, bounds) { #expect(value >= bound.0 && value <= bound.1) }
        #expect(result.reward.isFinite && result.progress.isFinite && result.progress >= 0)
        #expect(result.progress == environment.progress)
        if result.outcome == .running { continue }
        #expect(throws: EnvironmentError.stepAfterEnd(task: id)) { _ = try environment.step(action) }
        break
      }
    }
  }

  @Test("the specification says what a user must know", arguments: EveryTask.ids)
  func specification(id: String) throws {
    let registry = try EveryTask.registry()
    let specification = try registry.specification(of: id)
    #expect(try registry.makeEnvironment(id).specification == specification)
    for text in [
      specification.rewardText, specification.successText, specification.progressText, specification.source,
    ] { #expect(text.count > 20) }
    #expect(!specification.robot.isEmpty && specification.maximumSteps > 0 && specification.substeps > 0)
    #expect(specification.policyInput.requiredObservationDimension <= specification.observation.dimension)
    #expect(specification.action.elements.allSatisfy { $0.scale > 0 })
  }

  @Test("the first observation depends on the seed alone, in any order", arguments: EveryTask.ids)
  func seeded(id: String) throws {
    let environment = try EveryTask.registry().makeEnvironment(id)
    var first: [[Float]] = []
    for seed in 0..<10 as Range<UInt64> {
      try environment.reset(seed: seed)
      first.append(environment.observe())
      // Broken off somewhere: nothing of it may stay.
      for action in actions(environment, Int(seed) % 3, seed: seed) { _ = try environment.step(action) }
    }
    #expect(Set(first).count == 10)
    for seed in [7, 0, 9, 7] {
      try environment.reset(seed: UInt64(seed))
      #expect(environment.observe() == first[seed])
    }
  }

  @Test(
    "same seed and actions, same bits: hashes after other episodes and in another instance", arguments: EveryTask.ids)
  func determinism(id: String) throws {
    let registry = try EveryTask.registry()
    func hashes(_ environment: any SimulatedEnvironment, seed: UInt64) throws -> [UInt64] {
      try environment.reset(seed: seed)
      var hashes = [environment.stateHash]
      for action in actions(environment, 25, seed: seed) {
        let result = try environment.step(action)
        hashes.append(environment.stateHash)
        if result.outcome != .running { break }
      }
      return hashes
    }
    let environment = try registry.makeEnvironment(id)
    let reference = try hashes(environment, seed: 5)
    #expect(Set(reference).count == reference.count)
    for seed in [6, 9, 5, 2] as [UInt64] { _ = try hashes(environment, seed: seed) }
    #expect(try hashes(environment, seed: 5) == reference)
    #expect(try hashes(registry.makeEnvironment(id), seed: 5) == reference)
  }

  @Test("a wrong action is a typed error and changes nothing; a large one is clipped", arguments: EveryTask.ids)
  func actions(id: String) throws {
    let registry = try EveryTask.registry()
    let (environment, other) = (try registry.makeEnvironment(id), try registry.makeEnvironment(id))
    let elements = environment.specification.action.elements
    let still = [Float](repeating: 0, count: elements.count)
    #expect(throws: EnvironmentError.stepBeforeReset(task: id)) { _ = try environment.step(still) }
    try environment.reset(seed: 4)
    try other.reset(seed: 4)
    let hash = environment.stateHash
    #expect(throws: EnvironmentError.actionDimension(task: id, expected: still.count, received: still.count + 1)) {
      _ = try environment.step(still + [0])
    }
    for poison in [Float.nan, .infinity, -.infinity] {
      var action = still
      action[0] = poison
      #expect(throws: EnvironmentError.nonFiniteAction(task: id, element: elements[0].name, step: 1)) {
        _ = try environment.step(action)
      }
    }
    #expect(environment.stateHash == hash)
    for action in actions(environment, 3, seed: 9) {
      let one = try environment.step(action.map { $0 < 0 ? -1 : 1 })
      let two = try other.step(action.map { $0 < 0 ? -3.5 : 1e30 })
      #expect(one == two && environment.stateHash == other.stateHash)
      if one.outcome != .running { break }
    }
  }

  @Test("an episode ends: by success, by a fall, or at its last step", arguments: EveryTask.ids)
  func ends(id: String) throws {
    let environment = try EveryTask.registry().makeEnvironment(id)
    let still = [Float](repeating: 0, count: environment.specification.action.dimension)
    let limit = environment.specification.maximumSteps
    let results = try environment.play(seed: 3) { _, _ in still }
    let last = try #require(results.last)
    #expect(results.count <= limit && results.dropLast().allSatisfy { $0.outcome == .running && !$0.success })
    switch last.outcome {
    case .running: Issue.record("the episode goes on")
    case .truncated: #expect(results.count == limit)
    // Walkers fall; everything else ends in success.
    case .terminated: #expect(last.success == !EveryTask.isLocomotion(id))
    }
  }

  @Test(
    "no element of a walker's observation is constant, but for those that a plane fixes", arguments: LocomotionFiles.ids
  )
  func noConstant(id: String) throws {
    let environment = try EveryTask.registry().makeEnvironment(id)
    let space = environment.specification.observation
    var low = [Float](repeating: .infinity, count: space.dimension)
    var high = [Float](repeating: -.infinity, count: space.dimension)
    for seed in 100..<106 as Range<UInt64> {
      let actions = actions(environment, 60, seed: seed)
      try environment.reset(seed: seed)
      for action in actions {
        let result = try environment.step(action)
        for (place, value) in environment.observe().enumerated() {
          low[place] = min(low[place], value)
          high[place] = max(high[place], value)
        }
        if result.outcome != .running { break }
      }
    }
    var constant: [String] = []
    for component in space.components {
      guard let range = space.range(of: component.name) else { continue }
      for (place, element) in zip(range, component.elements) where low[place] == high[place] {
        constant.append("\(component.name).\(element)")
      }
    }
    let planar = ["targetDirection.sine", "targetDirection.cosine", "velocity.y", "posture.roll"]
    let isPlanar = !id.hasPrefix("Ant") && !id.hasPrefix("Humanoid")
    #expect(constant == (isPlanar ? planar : []), "\(id): \(constant)")
  }
}
