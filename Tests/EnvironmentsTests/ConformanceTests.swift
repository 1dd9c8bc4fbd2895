import Environments
import Testing
import Vocabulary

/// What every registered task promises, whatever it is about.
@Suite("Conformance of every task", .serialized)
struct ConformanceTests {
  @Test("observations keep their space: dimension, bounds, finite", arguments: TaskFiles.sparseIds)
  func specification(id: String) throws {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    let space = environment.specification.observation
    let bounds = space.components.flatMap { Array(repeating: (Float($0.low), Float($0.high)), count: $0.count) }
    for seed in 0..<6 {
      let actions = randomActions(
        environment.specification.maximumSteps, dimension: environment.specification.action.dimension,
        seed: UInt64(seed))
      let results = try environment.play(seed: UInt64(seed)) { observation, step in
        #expect(observation.count == space.dimension)
        for (value, bound) in zip(observation, bounds) { #expect(value >= bound.0 && value <= bound.1) }
        return actions[step]
      }
      #expect(results.allSatisfy { $0.reward.isFinite && $0.progress.isFinite && $0.progress >= 0 })
    }
  }

  @Test("the id says what is built", arguments: TaskFiles.ids)
  func identity(id: String) throws {
    let registry = try TaskFiles.registry()
    let environment = try registry.makeEnvironment(id)
    #expect(environment.specification == (try registry.specification(of: id)))
    let specification = environment.specification
    #expect(specification.id == id && specification.robot == (id.hasPrefix("Panda") ? "panda" : "ur5e"))
    for text in [
      specification.rewardText, specification.successText, specification.progressText, specification.source,
    ] { #expect(text.count > 20) }
    #expect(specification.policyInput.requiredObservationDimension <= specification.observation.dimension)
    #expect(specification.action.elements.allSatisfy { $0.scale > 0 })
  }

  @Test("the first observation depends on the seed, and on nothing else", arguments: TaskFiles.ids)
  func seeded(id: String) throws {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    var first: [[Float]] = []
    for seed in 0..<20 {
      try environment.reset(seed: UInt64(seed))
      first.append(environment.observe())
    }
    #expect(Set(first).count == 20)
    for seed in [13, 0, 19, 13] {
      try environment.reset(seed: UInt64(seed))
      #expect(environment.observe() == first[seed])
    }
  }

  @Test("no element of the observation is constant over random play and a script's", arguments: TaskFiles.sparseIds)
  func noConstant(id: String) throws {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    let space = environment.specification.observation
    let dimension = environment.specification.action.dimension
    var low = [Float](repeating: .infinity, count: space.dimension)
    var high = [Float](repeating: -.infinity, count: space.dimension)
    // A drawer does not open by chance.
    let expert = try? environment.makeExpert()
    for seed in 100..<107 {
      let actions = randomActions(environment.specification.maximumSteps, dimension: dimension, seed: UInt64(seed))
      _ = try environment.play(seed: UInt64(seed)) { observation, step in
        for (place, value) in observation.enumerated() {
          low[place] = min(low[place], value)
          high[place] = max(high[place], value)
        }
        guard seed == 106, let expert else { return actions[step] }
        var action = actions[step]
        var span = action.mutableSpan
        expert.act(observation: observation.span, action: &span)
        return action
      }
    }
    var constant: [String] = []
    for component in space.components {
      guard let range = space.range(of: component.name) else { continue }
      for (place, element) in zip(range, component.elements) where low[place] == high[place] {
        constant.append("\(component.name).\(element)")
      }
    }
    // Where no script plays, chance may never touch the object.
    if expert == nil { constant.removeAll { $0.hasPrefix("object") || $0.hasPrefix("achievedGoal") } }
    // The numbers that a task fixes: a goal on the table has one height, and some goals are one number for ever.
    let fixed: [(String, [String])] = [
      ("Push", ["desiredGoal.z"]), ("Slide", ["desiredGoal.z"]),
      ("Stack", ["desiredGoal.0.z", "desiredGoal.1.z"]), ("PickCube", ["desiredGoal.lift"]),
      ("Drawer", ["handlePosition.z", "desiredGoal.opening"]),
      ("Door", ["handlePosition.z", "desiredGoal.opening"]),
    ]
    #expect(constant == (fixed.first { id.contains($0.0) }?.1 ?? []))
  }

  @Test("a copied observation is a copy", arguments: TaskFiles.ids)
  func noAliasing(id: String) throws {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    try environment.reset(seed: 1)
    let before = environment.observe()
    var scribbled = environment.observe()
    for place in scribbled.indices { scribbled[place] = 7 }
    #expect(environment.observe() == before)
    // A step writes the environment's own observation: the copy that was handed out keeps its values.
    let held = environment.observe()
    let dimension = environment.specification.action.dimension
    _ = try environment.step([Float](repeating: 0.5, count: dimension))
    #expect(environment.observe() != held && held == before)
  }

  @Test("the time limit truncates at its step, and only success terminates", arguments: TaskFiles.ids)
  func outcomes(id: String) throws {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    let dimension = environment.specification.action.dimension
    let limit = environment.specification.maximumSteps
    var truncated = 0
    for seed in 0..<12 {
      // Standing still reaches only a goal that is there already.
      let results = try environment.play(seed: UInt64(seed)) { _, _ in [Float](repeating: 0, count: dimension) }
      let last = try #require(results.last)
      #expect(results.dropLast().allSatisfy { $0.outcome == .running && !$0.success })
      #expect(last.success == (last.outcome == .terminated))
      #expect(last.outcome == .terminated || results.count == limit)
      #expect(last.success == (last.progress == 0) && last.outcome.bootstrapMask == (last.success ? 0 : 1))
      if last.outcome == .truncated { truncated += 1 }
    }
    #expect(truncated > 0)
  }

  @Test(
    "reward and success follow from the two goals in the observation, one pair or many at once",
    arguments: TaskFiles.ids)
  func reward(id: String) throws {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    guard let rewards = environment.goalRewards else { return }
    let dimension = environment.specification.action.dimension
    var (achieved, desired): ([Float], [Float]) = ([], [])
    var results: [StepResult] = []
    for seed in 0..<8 {
      let actions = randomActions(
        environment.specification.maximumSteps, dimension: dimension, seed: UInt64(seed))
      try environment.reset(seed: UInt64(seed))
      for action in actions {
        results.append(try environment.step(action))
        achieved += try environment.observe("achievedGoal")
        desired += try environment.observe("desiredGoal")
        if results[results.count - 1].outcome != .running { break }
      }
    }
    var paid = [Float](repeating: .nan, count: results.count)
    var successes = [Bool](repeating: false, count: results.count)
    var paidSpan = paid.mutableSpan
    var successSpan = successes.mutableSpan
    rewards.fill(achieved: achieved.span, desired: desired.span, rewards: &paidSpan, successes: &successSpan)
    for (row, result) in results.enumerated() {
      #expect(paid[row] == Float(result.reward) && successes[row] == result.success)
    }
  }

  @Test("a wrong action is a typed error and changes nothing", arguments: TaskFiles.ids)
  func wrongActions(id: String) throws {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    let elements = environment.specification.action.elements
    let still = [Float](repeating: 0, count: elements.count)
    #expect(throws: EnvironmentError.stepBeforeReset(task: id)) { _ = try environment.step(still) }
    try environment.reset(seed: 4)
    let hash = environment.stateHash
    #expect(throws: EnvironmentError.actionDimension(task: id, expected: still.count, received: still.count + 1)) {
      _ = try environment.step(still + [0])
    }
    for poison in [Float.nan, .infinity, -.infinity] {
      var action = still
      action[still.count - 1] = poison
      #expect(throws: EnvironmentError.nonFiniteAction(task: id, element: elements[still.count - 1].name, step: 1)) {
        _ = try environment.step(action)
      }
    }
    #expect(environment.stateHash == hash)
    var outcome = StepOutcome.running
    while outcome == .running { outcome = try environment.step(still).outcome }
    #expect(throws: EnvironmentError.stepAfterEnd(task: id)) { _ = try environment.step(still) }
    try environment.reset(seed: 4)
    #expect(environment.stateHash == hash)
  }

  @Test("an action is clipped to [-1, 1]", arguments: TaskFiles.ids)
  func clipped(id: String) throws {
    let registry = try TaskFiles.registry()
    let (one, other) = (try registry.makeEnvironment(id), try registry.makeEnvironment(id))
    let dimension = one.specification.action.dimension
    try one.reset(seed: 2)
    try other.reset(seed: 2)
    for action in randomActions(5, dimension: dimension, seed: 9) {
      _ = try one.step(action.map { $0 < 0 ? -1 : 1 })
      _ = try other.step(action.map { $0 < 0 ? -3.5 : 1e30 })
    }
    #expect(one.observe() == other.observe() && one.stateHash == other.stateHash)
  }
}
