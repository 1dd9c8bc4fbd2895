import Foundation
import Recording
import Sessions
import Testing
import Transport
import Vocabulary
import Wire

/// A hub and its robot as real processes, and what lines and neighbours do to them.
@Suite("Bad lines", .serialized)
struct BadLineTests {
  private let files = try! Folder()
  /// A folder goes with its owner.
  private let hubFiles = try! Folder()
  private let robotFiles = try! Folder()

  private func startHub() throws -> (hub: Program.Running, port: Int, journal: String) {
    let run = files.path("run")
    let hub = try Program.start(
      [
        "serve", "launch/teleop-sim.yaml", "--out", run, "--listen", "tcp://127.0.0.1:0", "--set",
        "training.steps=1000000",
      ], folder: hubFiles)
    try wait("the hub listens") { said(hub).contains("broadcast at") }
    let port = try #require(try place("sessions", in: said(hub)).split(separator: ":").last.flatMap { Int($0) })
    return (hub, port, run + "/transitions.journal")
  }

  private func startRobot(port: Int, clock: String, _ more: String...) throws -> Program.Running {
    try Program.start(
      [
        "robot", "robots/panda", "--simulated", "--task", "PandaReach-v3", "--policy-hz", "5", "--clock", clock,
        "--unattended", "--connect", "tcp://127.0.0.1:\(port)", "--faults", files.path("faults"),
      ] + more, folder: robotFiles)
  }

  private func bytes(_ path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
  }

  private func end(_ processes: Program.Running...) throws {
    for process in processes {
      process.process.interrupt()
      _ = try process.wait()
    }
  }

  private func count(_ word: String, in process: Program.Running) -> Int {
    said(process).components(separatedBy: word).count - 1
  }

  @Test(
    "a line that is open and carries nothing: both ends notice, the robot holds, and all goes on when it carries again")
  func halfOpen() throws {
    let (hub, port, journal) = try startHub()
    let cable = try Cable(to: port)
    let robot = try startRobot(port: cable.port, clock: "real")
    try wait("transitions come") { bytes(journal) > 1_000 }
    cable.freeze()
    try wait("the robot holds") { said(robot).contains("hold: ") && said(robot).contains("the session is over") }
    try wait("the hub misses it") { said(hub).contains("twin (robot) left") }
    let before = bytes(journal)
    cable.thaw()
    try wait("it is back") { count("joined reins serve", in: robot) >= 2 && bytes(journal) > before + 1_000 }
    try end(robot, hub)
    cable.close()
    let all = try transitions(journal)
    #expect(all.map(\.number) == Array(1...UInt64(all.count)))
  }

  @Test("a robot whose process stands still for seconds finds its clock jumped: it is missed, comes back, and goes on")
  func frozenProcess() throws {
    let (hub, port, journal) = try startHub()
    let robot = try startRobot(port: port, clock: "real")
    try wait("transitions come") { bytes(journal) > 1_000 }
    kill(robot.process.processIdentifier, SIGSTOP)
    try wait("the hub misses it") { said(hub).contains("twin (robot) left") }
    let before = bytes(journal)
    kill(robot.process.processIdentifier, SIGCONT)
    try wait("it is back") { count("joined reins serve", in: robot) >= 2 && bytes(journal) > before + 1_000 }
    try end(robot, hub)
    let all = try transitions(journal)
    #expect(all.map(\.number) == Array(1...UInt64(all.count)))
    // No step spans the time that nobody saw.
    for transition in all {
      #expect(transition.executedNanoseconds < transition.sensedNanoseconds + 1_000_000_000 || transition.number < 2)
    }
  }

  @Test("a hub whose process stands still: a robot that runs the policy itself holds before the session is over")
  func frozenHub() throws {
    let (hub, port, journal) = try startHub()
    let robot = try startRobot(port: port, clock: "real", "--edge", "--spool", files.path("spool"))
    try wait("transitions come") { bytes(journal) > 1_000 }
    kill(hub.process.processIdentifier, SIGSTOP)
    try wait("the session is over") { said(robot).contains("the session is over") }
    let text = said(robot)
    let (hold, over) = try (
      #require(text.range(of: "hold: the hub is silent")), #require(text.range(of: "the session is over"))
    )
    #expect(hold.lowerBound < over.lowerBound)
    kill(hub.process.processIdentifier, SIGCONT)
    try end(robot, hub)
    let all = try transitions(journal)
    #expect(all.map(\.number) == Array(1...UInt64(all.count)))
  }

  @Test("an onlooker that stops reading costs the hub a queue, and the robot nothing")
  func deaf() throws {
    let (hub, port, journal) = try startHub()
    let robot = try startRobot(port: port, clock: "answered")
    var socket = try ClientSocket(Endpoint("tcp://127.0.0.1:\(port)"), keys: nil, context: MessagingContext())
    var session = ClientSession(hello: Hello(role: .observer, name: "deaf"), random: RandomStream(seed: 3))
    let clock = ContinuousClock()
    let start = clock.now
    func now() -> SendTime {
      let (seconds, rest) = (clock.now - start).components
      return SendTime(
        monotonicNanoseconds: UInt64(seconds + 1) * 1_000_000_000 + UInt64(rest / 1_000_000_000), wallNanoseconds: 0)
    }
    var frame: [UInt8] = []
    try wait("the observer is in") {
      _ = try session.poll(at: now()) { try socket.send($0) == .sent }
      if try socket.wait(milliseconds: 5), try socket.receive(into: &frame) {
        _ = session.receive(frame, at: now()) { _ in true }
      }
      return session.isOpen
    }
    try wait("transitions come") { bytes(journal) > 1_000 }
    let (before, memory) = (bytes(journal), try residentBytes(hub))
    // It pings, so it is there; it reads nothing from here on.
    try wait("a megabyte of transitions comes all the same") {
      if let ping = session.ping(at: now()) { _ = try socket.send(ping) }
      return bytes(journal) > before + 1_000_000
    }
    #expect(!said(hub).contains("twin (robot) left"))
    #expect(try residentBytes(hub) < memory + 64 << 20)
    try end(robot, hub)
  }

  private func residentBytes(_ process: Program.Running) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process.process.processIdentifier)/statm", encoding: .utf8)
    return try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 4096
  }
}
