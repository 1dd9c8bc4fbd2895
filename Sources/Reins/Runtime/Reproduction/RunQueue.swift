import Foundation

/// Child processes of this program, several at a time.
///
/// A run in a process of its own can crash, be killed or fill the disk without taking the others along.
final class RunQueue {
  /// One command and what became of it.
  struct Job {
    var arguments: [String]
    /// Receives what the process prints.
    var log: String
    /// What a progress line calls it.
    var name: String
  }

  private let parallel: Int
  private let interrupt: Interrupt

  init(parallel: Int, interrupt: Interrupt) {
    self.parallel = parallel
    self.interrupt = interrupt
  }

  /// Runs every job; after Ctrl-C no new one starts, and the running ones save and end.
  ///
  /// - Parameter onEvent: sees each job's start and end, and nil a few times a second.
  /// - Returns: exit codes in the order of the jobs; nil for what was not started.
  func run(_ jobs: [Job], onEvent: (Event?) -> Void) throws -> [Int32?] {
    var codes = [Int32?](repeating: nil, count: jobs.count)
    var running: [(place: Int, process: Process)] = []
    var next = 0
    var signalled = false
    while next < jobs.count || !running.isEmpty {
      while next < jobs.count, running.count < parallel, !interrupt.isRequested {
        running.append((next, try start(jobs[next])))
        onEvent(.started(jobs[next].name))
        next += 1
      }
      if interrupt.isRequested {
        next = jobs.count
        // A child is in a process group of its own and hears nothing of the terminal's Ctrl-C.
        if !signalled { for child in running { child.process.interrupt() } }
        signalled = true
      }
      for child in running where !child.process.isRunning {
        // A process that a signal ended has no exit code; shells write 128 + the signal.
        let died = child.process.terminationReason == .uncaughtSignal
        let code = child.process.terminationStatus + (died ? 128 : 0)
        codes[child.place] = code
        onEvent(.ended(jobs[child.place].name, code))
      }
      running.removeAll { !$0.process.isRunning }
      onEvent(nil)
      if !running.isEmpty { Thread.sleep(forTimeInterval: 0.1) }
    }
    return codes
  }

  enum Event {
    case started(String)
    case ended(String, Int32)
  }

  private func start(_ job: Job) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = job.arguments
    if !FileManager.default.fileExists(atPath: job.log) { try Data().write(to: URL(fileURLWithPath: job.log)) }
    let log = try FileHandle(forWritingTo: URL(fileURLWithPath: job.log))
    try log.seekToEnd()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = log
    process.standardError = log
    try process.run()
    return process
  }
}
