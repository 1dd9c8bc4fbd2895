import Foundation
import Recording
import Sessions
import Testing
import Transport
import Vocabulary
import Wire

/// A hub, and something that has a learner's place and sends what no learner of the run could.
@Suite("A learner that is none")
struct BadLearnerTests {
  @Test("weights of another network, version or step are refused by name, and the hub goes on with those that fit")
  func refused() throws {
    let files = try Folder()
    try FileManager.default.createDirectory(
      atPath: files.path("sockets"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let place = "ipc://" + files.path("sockets/hub")
    let run = files.path("run")
    let hub = try Program.start(
      ["serve", "launch/teleop-sim.yaml", "--set", "hub.learner=remote", "--out", run, "--listen", place],
      folder: files)
    try wait("the hub has saved the policy that it begins with") {
      FileManager.default.fileExists(atPath: run + "/checkpoints/000000/manifest.json")
    }
    let exports = try Folder()
    let file = exports.path("policy.safetensors")
    #expect(try Program.run("export", run, "--safetensors", file, folder: exports).code == 0)
    let good = try PolicyFile.read(file)
    var line = try Line(Endpoint(place))
    let welcome = try line.join()
    let robot = try #require(welcome.robot?.digest)

    func send(_ version: UInt64, _ change: (inout PolicyFile) -> Void) throws {
      var policy = good
      policy.description.version = version
      policy.description.step = Int(version)
      change(&policy)
      let bytes = try PolicyFile(description: policy.description, tensors: policy.tensors).encoded()
      try line.send(
        .weights(PolicyWeights(version: version, task: welcome.task, robot: robot, safetensors: bytes)))
      try wait("weights \(version) are judged") {
        try line.listen()
        return said(hub).contains("weights \(version) of the learner are refused")
          || FileManager.default.fileExists(atPath: run + "/checkpoints/000600")
      }
    }
    try send(11) { $0.description.step = .max }
    try send(12) { $0.description.version = 13 }
    try send(13) { $0.description.hiddenUnits = [64, 64] }
    try send(14) { $0.tensors[0].name = "policy/other" }
    try send(15) { $0.description.policyInput = PolicyInput(elements: [.scaled(index: .max, scale: 1)]) }
    try send(16) { $0.description.action.removeLast() }
    #expect(hub.process.isRunning)
    for number in 11...16 { #expect(said(hub).contains("weights \(number) of the learner are refused")) }
    // One that is what it says.
    try send(600) { _ in }
    #expect(!said(hub).contains("weights 600"))
    hub.process.interrupt()
    #expect(try hub.wait().code == 0)
    #expect(FileManager.default.fileExists(atPath: run + "/checkpoints/000600"))
  }

  @Test("a learner that is told to go on with a hub's folder leaves it alone")
  func hubsFolder() throws {
    let files = try Folder()
    let run = files.path("run")
    try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
    let launch = Program.root.appending(path: "launch/teleop-sim.yaml")
    try FileManager.default.copyItem(atPath: launch.path, toPath: run + "/config.yaml")
    try Data("journal".utf8).write(to: URL(filePath: run + "/transitions.journal"))
    let learner = try Program.run("learn", "--resume", run, "--connect", "tcp://127.0.0.1:1", folder: files)
    #expect(learner.code == 2 && learner.errors.contains("this is a hub's"), "\(learner.errors)")
    #expect(FileManager.default.fileExists(atPath: run + "/transitions.journal"))
  }

  private struct Line: ~Copyable {
    var socket: ClientSocket
    var session: ClientSession
    private var frame: [UInt8] = []

    init(_ endpoint: Endpoint) throws {
      socket = try ClientSocket(endpoint, keys: nil, context: MessagingContext())
      session = ClientSession(
        hello: Hello(role: .learner, name: "mallory", spool: 7), random: RandomStream(seed: 1))
    }

    private var now: SendTime {
      SendTime(monotonicNanoseconds: DispatchTime.now().uptimeNanoseconds, wallNanoseconds: 0)
    }

    mutating func join() throws -> Welcome {
      let end = ContinuousClock.now + .seconds(20)
      while ContinuousClock.now < end {
        try listen()
        if let welcome = session.welcome { return welcome }
      }
      throw CancellationError()
    }

    mutating func listen() throws {
      _ = try session.poll(at: now) { try socket.send($0) == .sent }
      guard try socket.wait(milliseconds: 5) else { return }
      while try socket.receive(into: &frame) {
        _ = try session.receive(frame, at: now) { try socket.send($0) == .sent }
      }
    }

    mutating func send(_ body: MessageBody) throws {
      guard let out = session.frame(body, at: now) else { throw CancellationError() }
      let outcome = try socket.send(out)
      #expect(outcome == .sent)
    }
  }
}
