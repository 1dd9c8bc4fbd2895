import Control
import Intervention
import Replay
import Testing
import Vocabulary

@Suite("Intervention loop")
struct InterventionLoopTests {
  /// Runs episodes with seeds 0, 1, ... and returns the buffer and the reports.
  private func run(
    _ environment: PointReach, policy: any Policy, expert: StraightExpert = StraightExpert(),
    source: RewardSource = .intervention, steps: Int = 2000, seed: UInt64 = 1,
    _ change: (inout InterventionConfiguration) -> Void = { _ in }
  ) throws -> (tensors: [NamedTensor], hash: UInt64, reports: [TickReport]) {
    var configuration = InterventionConfiguration()
    configuration.progressPerStepMeters = 0.02
    change(&configuration)
    let teleoperator = try SimulatedTeleoperator(
      expert: expert, judge: nil, configuration: configuration, task: environment.specification)
    let loop = InterventionLoop(
      environment: environment, policy: policy, teleoperator: teleoperator, configuration: configuration,
      rewardSource: source, random: RandomStream(seed: seed))
    var replay = ReplayBuffer(capacity: 10_000, observationDimension: 4, actionDimension: 2)
    var reports: [TickReport] = []
    var episode: UInt64 = 0
    while reports.count < steps {
      if !loop.isRunning {
        try loop.beginEpisode(seed: episode)
        episode += 1
      }
      reports.append(try loop.tick(into: &replay))
    }
    loop.interrupt(into: &replay)
    return (replay.tensors(), replay.contentHash, reports)
  }

  private func randomPolicy(_ seed: UInt64 = 5) -> RandomPolicy {
    RandomPolicy(observationDimension: 4, actionDimension: 2, seed: seed)
  }

  @Test("every task reward replaced by NaN leaves the buffer's bytes unchanged")
  func noTaskReward() throws {
    let honest = PointReach()
    let poisoned = PointReach()
    poisoned.rewardOffset = .nan
    for window in [1, 4] {
      let a = try run(honest, policy: randomPolicy()) { $0.window = window }
      let b = try run(poisoned, policy: randomPolicy()) { $0.window = window }
      #expect(a.hash == b.hash && a.tensors == b.tensors)
    }
    let told = try run(honest, policy: randomPolicy(), source: .task)
    let toldPoison = try run(poisoned, policy: randomPolicy(), source: .task)
    #expect(told.hash != toldPoison.hash)
  }

  @Test("rewards are −1 or 0, and there is one onset per takeover that a policy step precedes")
  func oneOnsetPerTakeover() throws {
    for window in [1, 3] {
      let (tensors, _, reports) = try run(PointReach(), policy: randomPolicy()) { $0.window = window }
      let rewards = try #require(tensors.floats("replay/rewards"))
      let flags = try #require(tensors.words("replay/flags"))
      #expect(rewards.allSatisfy { $0 == 0 || $0 == -1 })
      var preceded = 0
      for (place, report) in reports.enumerated() where place > 0 && report.takeoverStarted {
        if reports[place - 1].authority == .policy && !reports[place - 1].episodeEnded { preceded += 1 }
      }
      #expect(preceded > 50)
      #expect(flags.count { $0 & 1 << 4 != 0 } == preceded)
      if window == 1 { #expect(rewards.count { $0 == -1 } == preceded) }
    }
  }

  @Test("every executed step is stored exactly once, in order, and the reports add up")
  func everyStepStored() throws {
    let (tensors, _, reports) = try run(PointReach(), policy: randomPolicy()) { $0.window = 4 }
    let flags = try #require(tensors.words("replay/flags"))
    #expect(flags.count == reports.count)
    #expect(flags.map { UInt8($0 & 3) } == reports.map(\.authority.rawValue))
    let reported = reports.reduce(0) { $0 + $1.transitionsStored }
    #expect(reported <= reports.count && reported >= reports.count - 4)
  }

  @Test("the executed action is the policy's or the expert's, clipped to [-1, 1], with the proposal beside it")
  func executedAction() throws {
    let policy = ConstantPolicy(observationDimension: 4, actionDimension: 2, value: 1.5)
    let (tensors, _, reports) = try run(PointReach(), policy: policy)
    let actions = try #require(tensors.floats("replay/actions"))
    let proposals = try #require(tensors.floats("replay/proposals"))
    let versions = try #require(tensors.words("replay/policyVersions"))
    #expect(proposals.allSatisfy { $0 == 1 } && versions.allSatisfy { $0 == 7 })
    for (place, report) in reports.enumerated() where report.authority == .policy {
      #expect(actions[2 * place] == 1 && actions[2 * place + 1] == 1)
    }
    #expect(reports.contains { $0.authority == .expert } && actions.contains { $0 < 0 })
  }

  @Test("the same seeds give the same bytes; the teleoperator's chance depends on the run's stream")
  func deterministic() throws {
    let a = try run(PointReach(), policy: randomPolicy())
    let b = try run(PointReach(), policy: randomPolicy())
    let c = try run(PointReach(), policy: randomPolicy(), seed: 2)
    #expect(a.tensors == b.tensors && a.reports == b.reports && a.hash != c.hash)
  }

  @Test("a perfect expert under the progress gate brings a random policy's episodes to success")
  func takeoversHelp() throws {
    func successes(_ gate: GateKind) throws -> Int {
      try run(PointReach(), policy: randomPolicy()) { $0.gate = gate }.reports.count { $0.result.success }
    }
    #expect(try successes(.progress) > 3 * successes(.never))
  }

  @Test("a broken policy is refused by name, and the episode's steps before it are kept")
  func brokenPolicy() throws {
    let environment = PointReach()
    let policy = ConstantPolicy(observationDimension: 4, actionDimension: 2, value: 0.1)
    let loop = InterventionLoop(
      environment: environment, policy: policy, teleoperator: nil, configuration: .init(),
      rewardSource: .intervention, random: RandomStream(seed: 1))
    var replay = ReplayBuffer(capacity: 10, observationDimension: 4, actionDimension: 2)
    try loop.beginEpisode(seed: 1)
    _ = try loop.tick(into: &replay)
    _ = try loop.tick(into: &replay)
    policy.value = .nan
    let error = try #require(throws: EnvironmentError.self) { _ = try loop.tick(into: &replay) }
    #expect(error == .nonFiniteAction(task: "PointReach-v0", element: "x", step: 2))
    #expect(replay.count == 2 && !loop.isRunning)
    #expect(throws: EnvironmentError.self) { _ = try loop.tick(into: &replay) }
  }

  @Test(
    "a success that the task goes on after ends the episode unless it means nothing", arguments: SuccessMeaning.allCases
  )
  func onSuccess(meaning: SuccessMeaning) throws {
    let environment = PointReach()
    environment.terminatesAtSuccess = false
    let (tensors, _, reports) = try run(environment, policy: randomPolicy()) { $0.onSuccess = meaning }
    let successes = reports.filter(\.result.success)
    #expect(successes.count > 10)
    let terminated = try #require(tensors.words("replay/flags")).count { $0 & 1 << 2 != 0 }
    switch meaning {
    case .terminal: #expect(terminated == successes.count && successes.allSatisfy(\.episodeEnded))
    case .truncated: #expect(terminated == 0 && successes.allSatisfy(\.episodeEnded))
    case .continue: #expect(terminated == 0 && successes.contains { !$0.episodeEnded })
    }
  }

  @Test("an operator's stop blames the policy, a hold does not; a guard trip does what the configuration says")
  func interruptions() throws {
    func lastReward(_ reason: Interruption, guardTrips: Bool = false) throws -> TransitionLabel {
      var configuration = InterventionConfiguration()
      configuration.guardTrips = guardTrips
      let loop = InterventionLoop(
        environment: PointReach(), policy: randomPolicy(), teleoperator: nil, configuration: configuration,
        rewardSource: .intervention, random: RandomStream(seed: 1))
      var replay = ReplayBuffer(capacity: 10, observationDimension: 4, actionDimension: 2)
      try loop.beginEpisode(seed: 1)
      for _ in 0..<3 { _ = try loop.tick(into: &replay) }
      loop.interrupt(reason, into: &replay)
      #expect(replay.count == 3 && !loop.isRunning)
      loop.interrupt(reason, into: &replay)
      #expect(replay.count == 3)
      return replay.label(at: 2)
    }
    #expect(try lastReward(.hold).reward == 0)
    #expect(try lastReward(.stop).reward == -1 && lastReward(.stop).terminated == false)
    #expect(try lastReward(.failure).reward == -1 && lastReward(.failure).terminated == false)
    #expect(try lastReward(.success).reward == 0 && lastReward(.success).terminated)
    #expect(try lastReward(.guardTrip).reward == 0)
    #expect(try lastReward(.guardTrip, guardTrips: true).reward == -1)
  }
}

extension [NamedTensor] {
  func floats(_ name: String) -> [Float]? {
    guard case .float32(let values)? = first(where: { $0.name == name })?.values else { return nil }
    return values
  }

  func words(_ name: String) -> [UInt64]? {
    guard case .uint64(let values)? = first(where: { $0.name == name })?.values else { return nil }
    return values
  }
}
