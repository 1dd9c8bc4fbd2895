import Foundation
import Testing

/// Runs the launch scripts in a world of stubs: what a script asks is answered by files in a folder before the PATH.
private struct Stubs {
  let folder = FileManager.default.temporaryDirectory.appending(path: "reins-\(UUID().uuidString)").path

  init(_ scripts: [String: String]) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, body) in scripts {
      let path = folder + "/" + name
      try "#!/bin/sh\n\(body)\n".write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
  }

  /// - Parameter checkout: whose script; the package's own by default.
  func run(
    _ script: String, _ arguments: String..., checkout: String = PackageFiles.root
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: checkout + "/" + script)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = folder + ":" + (environment["PATH"] ?? "")
    environment["STUBS"] = folder
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  func log() -> [Substring] {
    ((try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "").split(separator: "\n")
  }

  func remove() throws { try FileManager.default.removeItem(atPath: folder) }
}

@Suite("Launch scripts")
struct ScriptTests {
  /// Nothing is installed until apt-get has been here.
  static let debian = [
    "dpkg-query": "[ -e \"$STUBS/installed\" ] && printf installed",
    "apt-get": "echo \"$@\" >> \"$STUBS/log\"; touch \"$STUBS/installed\"",
    "swift": "echo 'Swift version 6.2 (swift-6.2-RELEASE)'",
    "sudo": "exit 1",
  ]

  @Test("setup as root installs what is missing, once")
  func root() throws {
    let stubs = try Stubs(Self.debian.merging(["id": "echo 0"]) { $1 })
    #expect(try stubs.run("launch/setup").status == 0)
    #expect(try stubs.run("launch/setup").status == 0)
    #expect(stubs.log().count == 1)
    for package in [
      "libbullet-dev", "libbullet-extras-dev", "libeigen3-dev", "libzmq3-dev", "liburdfdom-dev", "libsodium-dev",
    ] {
      #expect(stubs.log()[0].split(separator: " ").contains(Substring(package)))
    }
    try stubs.remove()
  }

  @Test("setup without rights uses sudo where that asks nothing")
  func sudo() throws {
    let stubs = try Stubs(
      Self.debian.merging(["id": "echo 1000", "sudo": "shift; echo sudo >> \"$STUBS/log\"; exec \"$@\""]) { $1 })
    #expect(try stubs.run("launch/setup").status == 0)
    #expect(stubs.log().contains("sudo") && stubs.log().contains { $0.hasPrefix("install") })
    try stubs.remove()
  }

  @Test("setup without any rights prints the one line that an administrator must run, and fails")
  func noRights() throws {
    let stubs = try Stubs(Self.debian.merging(["id": "echo 1000"]) { $1 })
    let (status, text) = try stubs.run("launch/setup")
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("  apt-get install -y") }
    #expect(status == 1 && lines.count == 1 && stubs.log().isEmpty, "\(text)")
    try stubs.remove()
  }

  @Test(
    "setup refuses a Swift that is too old or missing, and says where to get it",
    arguments: ["echo 'Swift version 6.1.2 (swift-6.1.2-RELEASE)'", "echo 'swift: broken'; exit 1"])
  func oldSwift(answer: String) throws {
    let stubs = try Stubs(Self.debian.merging(["id": "echo 0", "swift": answer]) { $1 })
    let (status, text) = try stubs.run("launch/setup")
    #expect(status == 1 && text.contains("6.2") && text.contains("https://www.swift.org/install"), "\(text)")
    try stubs.remove()
  }

  @Test("every script explains itself", arguments: ["setup", "test", "quickstart", "generate"])
  func help(name: String) throws {
    let stubs = try Stubs([:])
    let (status, text) = try stubs.run("launch/" + name, "--help")
    #expect(status == 0 && text.contains("Usage: launch/\(name)"))
    try stubs.remove()
  }

  @Test("quickstart passes the exit code of the training on", arguments: [0, 1])
  func quickstart(code: Int32) throws {
    let stubs = try Stubs(Self.debian.merging(["id": "echo 0", "dpkg-query": "printf installed"]) { $1 })
    let program = "#!/bin/sh\necho \"$@\" >> \"$STUBS/log\"\nexit \(code)\n"
    // The script runs the program of its own checkout, so it gets one with nothing else in it.
    for folder in ["launch", ".build/release"] {
      try FileManager.default.createDirectory(atPath: "\(stubs.folder)/\(folder)", withIntermediateDirectories: true)
    }
    for script in ["setup", "quickstart"] {
      try FileManager.default.copyItem(
        atPath: "\(PackageFiles.root)/launch/\(script)", toPath: "\(stubs.folder)/launch/\(script)")
    }
    let reins = stubs.folder + "/.build/release/reins"
    try program.write(toFile: reins, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: reins)
    #expect(try stubs.run("launch/quickstart", "--seed", "3", checkout: stubs.folder).status == code)
    let call = try #require(stubs.log().first)
    #expect(call.hasPrefix("train launch/reach.yaml --out runs/quickstart-") && call.hasSuffix("--seed 3"))
    // What follows needs a policy that was trained: a film where ffmpeg is, the imitator, and the two side by side.
    let rest = Array(stubs.log().dropFirst()).filter { !$0.hasPrefix("eval runs/quickstart-") }
    #expect(rest.count == (code == 0 ? 2 : 0) && (code == 0 || stubs.log().count == 1))
    if code == 0 {
      #expect(rest[0].hasPrefix("train launch/baselines/reach-hg-dagger.yaml --out runs/quickstart-"))
      #expect(rest[0].hasSuffix("-imitated --seed 3") && rest[1].hasPrefix("compare runs/quickstart-"))
    }
    try stubs.remove()
  }
}
