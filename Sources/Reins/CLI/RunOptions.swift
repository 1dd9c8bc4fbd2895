import ArgumentParser

/// Where a run comes from: a launch file, or a folder of a run that goes on.
struct RunOptions: ParsableArguments {
  @Argument(help: "A launch file.")
  var launch: String?

  @Option(help: ArgumentHelp("Go on with a run folder from its last checkpoint.", valueName: "RUN"))
  var resume: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Overlay one key, such as learner.utdRatio=4; may be repeated.", valueName: "KEY=VALUE"))
  var overrides: [String] = []

  @Option(help: "The run's seed; the same seed gives the same weights on the same machine.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("The run folder; must not exist. Default: runs/<launch file>-s<seed>.", valueName: "DIR"))
  var out: String?

  func validate() throws {
    guard (launch == nil) != (resume == nil) else {
      throw ValidationError("give a launch file or --resume RUN, one of the two")
    }
    if resume != nil, !overrides.isEmpty || seed != nil || out != nil {
      throw ValidationError("--resume continues a run as it was started: leave --set, --seed and --out away")
    }
  }

  /// Goes on with the folder, or starts from the launch file.
  func start<Run>(
    resumed: (_ folder: String) throws -> Run,
    started: (_ launchFile: String, _ overrides: [String], _ folder: String?) throws -> Run
  ) throws -> Run {
    if let resume { return try resumed(resume) }
    return try started(launch ?? "", overrides + (seed.map { ["seed=\($0)"] } ?? []), out)
  }
}
