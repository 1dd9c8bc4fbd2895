import Configuration
import Foundation
public import Vocabulary

/// What `reins reproduce` runs: tasks × experts × methods × seeds. Every `set` holds overlays of a launch file as
/// `reins train --set` takes them; later ones win: task, expert, judge, method, the method's own for a task.
public struct ReproductionFile: Codable, Equatable, Sendable {
  public var title = "comparison"
  public var seeds: [UInt64] = [0, 1, 2]
  /// Runs at a time, one thread each; 0 takes one per core.
  public var parallelRuns = 0
  /// A file with the numbers of an article to print beside ours, relative to this one; empty for none.
  public var paper = ""
  public var tasks: [Task] = []
  public var methods: [Method] = []

  public init() {}

  /// What a run's score is.
  public enum Metric: String, Codable, Sendable, CaseIterable {
    /// Share of successful evaluation episodes, in percent.
    case success
    /// The mean return in percent of the way from a random policy's to a reference's, as D4RL normalises.
    case `return`
  }

  public struct Task: Codable, Equatable, Sendable {
    public var name = ""
    /// The launch file that every run of this task begins with, relative to this file.
    public var launch = ""
    public var set: [String] = []
    /// Whose rows of the paper's table stand beside ours, such as `hopper`; empty for none.
    public var paper = ""
    public var metric = Metric.success
    /// Returns that count as 0 and as 100, for `metric: return`.
    public var randomReturn = 0.0
    public var referenceReturn = 100.0
    /// Demonstrations that all runs of this task share; none with 0 episodes.
    public var demonstrations = Demonstrations()
    public var experts: [Variant] = []
    /// Judges of the value gate to compare (the paper's table 3); empty where the expert's own `set` names one.
    public var judges: [Variant] = []
    /// Methods that run with every one of `judges`; all others run with the first.
    public var judgedMethods: [String] = []

    public init() {}
  }

  /// An expert or a judge: a name and the overlays that make it.
  public struct Variant: Codable, Equatable, Sendable {
    public var name = ""
    public var set: [String] = []
    /// Whose row of the paper's table stands beside it, such as `~20`; empty for none.
    public var paper = ""

    public init() {}
  }

  /// Episodes of the task's expert under `set`, collected once.
  public struct Demonstrations: Codable, Equatable, Sendable {
    public var episodes = 0
    public var set: [String] = []

    public init() {}
  }

  public struct Method: Codable, Equatable, Sendable {
    public var name = ""
    public var set: [String] = []
    /// More overlays for one task, by the task's name.
    public var forTask: [String: [String]] = [:]
    /// The tasks it runs on, by name; empty for all.
    public var tasks: [String] = []
    /// The experts it runs with, by name; empty for all.
    public var experts: [String] = []
    /// Learns from the shared demonstrations or the task alone: run once, shown beside every expert.
    public var ignoresExpert = false
    /// Whose column of the paper's table it is, such as `HG-DAgger`; empty for none.
    public var paper = ""

    public init() {}
  }

  /// Reads and checks a file.
  public static func load(_ path: String) throws(ConfigError) -> ReproductionFile {
    let prototypes = [
      Prototype(Task(), required: ["name", "launch", "experts"]), Prototype(Variant(), required: ["name"]),
      Prototype(Method(), required: ["name"]), Prototype(Demonstrations()),
    ]
    let file = try loadConfiguration(ReproductionFile(), from: path, prototypes: prototypes)
    return try inFile(path) { () throws(ConfigError) in try file.validated() }
  }

  func validated() throws(ConfigError) -> Self {
    try require(!seeds.isEmpty && Set(seeds).count == seeds.count, "seeds", "\(seeds)", "at least one, each once")
    try check("parallelRuns", parallelRuns, in: 0...256)
    try require(!tasks.isEmpty, "tasks", "empty", "at least one")
    try require(!methods.isEmpty, "methods", "empty", "at least one")
    try checkNames("tasks", tasks.map(\.name))
    try checkNames("methods", methods.map(\.name))
    for task in tasks {
      try require(!task.experts.isEmpty, "tasks.\(task.name).experts", "empty", "at least one")
      try checkNames("tasks.\(task.name).experts", task.experts.map(\.name))
      try checkNames("tasks.\(task.name).judges", task.judges.map(\.name))
      try check("tasks.\(task.name).demonstrations.episodes", task.demonstrations.episodes, in: 0...1_000_000)
      try require(
        task.metric == .success || task.referenceReturn > task.randomReturn, "tasks.\(task.name).referenceReturn",
        "\(task.referenceReturn)", "above randomReturn (\(task.randomReturn))")
      try checkKnown("tasks.\(task.name).judgedMethods", task.judgedMethods, among: methods.map(\.name))
    }
    for method in methods {
      try checkKnown("methods.\(method.name).tasks", method.tasks, among: tasks.map(\.name))
      try checkKnown("methods.\(method.name).forTask", Array(method.forTask.keys), among: tasks.map(\.name))
      try checkKnown(
        "methods.\(method.name).experts", method.experts, among: tasks.flatMap { $0.experts.map(\.name) })
    }
    return self
  }

  private func require(_ holds: Bool, _ key: String, _ value: String, _ allowed: String) throws(ConfigError) {
    if !holds { throw .outOfRange(key: key, value: value, allowed: allowed) }
  }

  private func checkKnown(_ key: String, _ names: [String], among known: [String]) throws(ConfigError) {
    for name in names where !known.contains(name) {
      throw .unknownKey(path: "\(key): \(name)", closest: closestName(to: name, among: known))
    }
  }

  /// Names become folder names and keys of tables.
  private func checkNames(_ key: String, _ names: [String]) throws(ConfigError) {
    try require(Set(names.map(slug)).count == names.count, key, names.joined(separator: ", "), "names that differ")
    for name in names { try require(!slug(name).isEmpty, key, "'\(name)'", "names with a letter or a digit") }
  }
}

/// `RLIF, value gate` → `rlif-value-gate`: a name as a folder.
func slug(_ name: String) -> String {
  name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
}
