/// The runs of a reproduction file, every one a call of `reins train`.
public struct ReproductionGrid: Sendable {
  /// Where a run belongs in the tables.
  public struct Cell: Hashable, Sendable {
    public var task: String
    /// Empty for methods that ignore the expert.
    public var expert: String
    /// Empty where the task compares no judges.
    public var judge: String
    public var method: String
  }

  public struct Run: Equatable, Sendable {
    public var cell: Cell
    public var seed: UInt64
    public var launchFile: String
    /// In the order in which they win.
    public var overrides: [String]
    /// Relative to the reproduction's folder.
    public var folder: String
  }

  /// Demonstrations to collect before any run of their task.
  public struct Collection: Equatable, Sendable {
    public var task: String
    public var launchFile: String
    public var overrides: [String]
    public var episodes: Int
    public var folder: String
  }

  public var collections: [Collection] = []
  /// Seeds first: when time runs out, every cell has its first seeds rather than some cells all of theirs.
  public var runs: [Run] = []

  /// - Parameters:
  ///   - folder: of the file; launch files are relative to it.
  ///   - output: folder of the reproduction, for the demonstrations' place in overlays.
  ///   - percent: share of the demonstrations to collect.
  public init(_ file: ReproductionFile, folder: String, output: String, percent: Int = 100) {
    for task in file.tasks where task.demonstrations.episodes > 0 {
      collections.append(
        Collection(
          task: task.name, launchFile: resolve(task.launch, in: folder), overrides: task.set + task.demonstrations.set,
          episodes: max(1, task.demonstrations.episodes * percent / 100),
          folder: "demonstrations/\(slug(task.name))"))
    }
    for seed in file.seeds {
      for task in file.tasks {
        for method in file.methods where method.tasks.isEmpty || method.tasks.contains(task.name) {
          for expert in Self.experts(of: method, task) {
            for judge in Self.judges(of: method, task) {
              let cell = Cell(
                task: task.name, expert: method.ignoresExpert ? "" : expert.name, judge: judge?.name ?? "",
                method: method.name)
              var overrides = task.set + expert.set + (judge?.set ?? [])
              if task.demonstrations.episodes > 0 {
                overrides.append("demonstrations=\(output)/demonstrations/\(slug(task.name))")
              }
              overrides += method.set + (method.forTask[task.name] ?? [])
              // A run that falls short is a result here, not a failure; every run has one core.
              overrides += ["acceptance.minimumSuccess=0", "acceptance.beatTeleoperator=false", "learner.threads=1"]
              let names = [task.name, cell.expert, cell.judge, method.name].filter { !$0.isEmpty }.map(slug)
              runs.append(
                Run(
                  cell: cell, seed: seed, launchFile: resolve(task.launch, in: folder), overrides: overrides,
                  folder: "runs/" + (names + ["s\(seed)"]).joined(separator: "/")))
            }
          }
        }
      }
    }
  }

  private static func experts(
    of method: ReproductionFile.Method, _ task: ReproductionFile.Task
  ) -> [ReproductionFile.Variant] {
    if method.ignoresExpert { return Array(task.experts.prefix(1)) }
    return task.experts.filter { method.experts.isEmpty || method.experts.contains($0.name) }
  }

  private static func judges(
    of method: ReproductionFile.Method, _ task: ReproductionFile.Task
  ) -> [ReproductionFile.Variant?] {
    if task.judges.isEmpty { return [nil] }
    return task.judgedMethods.contains(method.name) ? task.judges : Array(task.judges.prefix(1))
  }
}
