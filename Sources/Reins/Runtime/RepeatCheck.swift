import Environments
import Vocabulary

/// `reins sim verify`: do episodes repeat?
public enum RepeatCheck {
  /// One episode of random actions, and everything that happened in it as one number.
  public struct Trace: Codable, Equatable, Sendable {
    public var task: String
    public var seed: UInt64
    public var length: Int
    /// Over the state hash, the observation and the reward of every step.
    public var trace: String
  }

  /// Plays episodes in one process, tasks and seeds drawn from `seed`; now and then one is left in the middle, as users
  /// do. `afterEpisode` gets each finished one and may stop by returning false.
  public static func play(
    ids: [String], catalog: TaskCatalog, episodes: Int, seed: UInt64, afterEpisode: (Trace) throws -> Bool
  ) throws {
    var environments: [String: any SimulatedEnvironment] = [:]
    var random = RandomStream(seed: seed).derived("order")
    for _ in 0..<episodes {
      let id = ids[Int(random.uniform(0, Double(ids.count)))]
      let (episodeSeed, left) = (UInt64(random.uniform(0, 1e6)), Int(random.uniform(0, 20)))
      if environments[id] == nil { environments[id] = try catalog.environment(id: id) }
      guard let environment = environments[id] else { continue }
      // An episode that nobody finishes comes first: it must leave nothing behind.
      _ = try trace(environment, seed: episodeSeed &+ 1, most: left)
      if try !afterEpisode(trace(environment, seed: episodeSeed)) { return }
    }
  }

  /// The same episode in an environment of its own.
  public static func alone(id: String, seed: UInt64, catalog: TaskCatalog) throws -> Trace {
    try trace(try catalog.environment(id: id), seed: seed)
  }

  private static func trace(
    _ environment: any SimulatedEnvironment, seed: UInt64, most: Int = .max
  ) throws -> Trace {
    let specification = environment.specification
    var action = [Float](repeating: 0, count: specification.action.dimension)
    var observation = [Float](repeating: 0, count: specification.observation.dimension)
    var random = RandomStream(seed: seed).derived("driver")
    var (hash, length) = (UInt64(0xcbf2_9ce4_8422_2325), 0)
    func mix(_ word: UInt64) {
      // FNV-1a's step on whole words, with a shift so that high bits reach the low ones.
      hash = (hash ^ word) &* 0x100_0000_01b3
      hash ^= hash >> 32
    }
    func look() {
      var span = observation.mutableSpan
      environment.copyObservation(into: &span)
      for value in observation { mix(UInt64(value.bitPattern)) }
      mix(environment.stateHash)
    }
    try environment.reset(seed: seed)
    look()
    while length < most {
      for place in action.indices { action[place] = Float(random.uniform(-1, 1)) }
      let result = try environment.step(action.span)
      length += 1
      mix(result.reward.bitPattern)
      look()
      if result.outcome != .running { break }
    }
    return Trace(task: specification.id, seed: seed, length: length, trace: hexadecimal(hash))
  }

  /// Resets tasks in turn, `resets` times in all, and tells by how many bytes the process has grown since each task had
  /// been reset ten times.
  public static func growth(ids: [String], catalog: TaskCatalog, resets: Int) throws -> Int {
    let environments = try ids.map { try catalog.environment(id: $0) }
    for environment in environments {
      for seed in 0..<10 as Range<UInt64> { try environment.reset(seed: seed) }
    }
    let before = try residentBytes()
    for count in 0..<resets { try environments[count % environments.count].reset(seed: UInt64(count)) }
    return try residentBytes() - before
  }
}
