import Foundation
import Recording
import Testing
import Vocabulary

@Suite("Run folder")
struct RunFolderTests {
  @Test("a new folder is made with its parents, an empty one is taken, one with content is refused")
  func creation() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a/b"
    do {
      let run = try RunFolder.create(at: path)
      try run.write("task: x\n", as: "config.yaml")
    }
    #expect(throws: RecordingError.folderExists(path: path)) { try RunFolder.create(at: path) }
    #expect(RecordingError.folderExists(path: "r").description.contains("--resume r"))
    #expect(throws: Never.self) { _ = try RunFolder.create(at: folder.path + "/a/b/empty") }
    #expect(throws: RecordingError.folderExists(path: path + "/config.yaml")) {
      try RunFolder.create(at: path + "/config.yaml")
    }
  }

  @Test("one writer at a time: the second is told who holds it, until the first lets go")
  func lock() throws {
    let folder = try TemporaryFolder()
    var first: RunFolder? = try RunFolder.create(at: folder.path + "/run")
    try first?.write("task: x\n", as: "config.yaml")
    let path = folder.path + "/run"
    let owner = "\(ProcessInfo.processInfo.processIdentifier)"
    #expect(throws: RecordingError.locked(path: path, owner: owner)) { try RunFolder.open(at: path) }
    first = nil
    #expect(try RunFolder.open(at: path).path == path)
  }

  @Test("a folder without a configuration is no run")
  func noRun() throws {
    let folder = try TemporaryFolder()
    #expect(throws: RecordingError.folderMissing(path: folder.path)) { try RunFolder.open(at: folder.path) }
  }

  @Test("a file is replaced as a whole: a crash at any call leaves the old or the new content")
  func replacement() throws {
    let folder = try TemporaryFolder()
    for calls in 0..<6 {
      let path = "\(folder.path)/run\(calls)"
      do { try RunFolder.create(at: path).write("old", as: "config.yaml") }
      do {
        let run = try RunFolder.open(at: path, disk: StoppingDisk(after: calls))
        try? run.write("new!", as: "config.yaml")
      }
      let text = try String(contentsOfFile: path + "/config.yaml", encoding: .utf8)
      #expect(["old", "new!"].contains(text) && (calls < 5 || text == "new!"))
    }
  }

  @Test("JSON is read back; a missing and a damaged file are typed errors")
  func json() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(at: folder.path + "/run")
    let provenance = Provenance(
      startedAt: "2024-05-01T12:00:00Z", seed: .max, taskID: "PandaReach-v3", instructionSet: "v3",
      libraries: ["bullet": "3.24"], checkout: folder.path)
    try run.writeJSON(provenance, as: "provenance.json")
    #expect(try readJSON(Provenance.self, from: run.file("provenance.json")) == provenance)
    #expect(provenance.cores >= 1 && !provenance.operatingSystem.isEmpty && provenance.commit.isEmpty)
    try run.write("{", as: "provenance.json")
    #expect(throws: RecordingError.self) { try readJSON(Provenance.self, from: run.file("provenance.json")) }
  }

  @Test("the commit is read from a checkout, from below its root, and from packed references")
  func commit() throws {
    let folder = try TemporaryFolder()
    let git = { (arguments: String...) in
      try run(["git", "-C", folder.path, "-c", "user.name=a", "-c", "user.email=a@b"] + arguments)
    }
    try #require(try git("init", "-q") == 0)
    try #require(try git("commit", "-q", "--allow-empty", "-m", "x") == 0)
    try FileManager.default.createDirectory(atPath: folder.path + "/sub", withIntermediateDirectories: true)
    func commit() -> String {
      Provenance(
        startedAt: "", seed: 0, taskID: "", instructionSet: "", libraries: [:], checkout: folder.path + "/sub"
      ).commit
    }
    let loose = commit()
    #expect(loose.utf8.count == 40 && loose.allSatisfy(\.isHexDigit))
    try #require(try git("pack-refs", "--all") == 0)
    #expect(commit() == loose)
    try #require(try git("cat-file", "-e", commit()) == 0)
  }
}

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "gives the digests of FIPS 180-2, appendix B, and of nothing",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func digests(text: String, digest: String) {
    #expect(sha256(Array(text.utf8)) == digest)
  }
}

@Suite("Wilson interval")
struct WilsonIntervalTests {
  @Test(
    "agrees with Newcombe 1998, table I, method 3, to its four decimals",
    arguments: [
      (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
    ])
  func published(successes: Int, trials: Int, low: Double, high: Double) {
    let interval = wilsonInterval(successes: successes, trials: trials)
    #expect(abs(interval.lowerBound - low) <= 0.00005 && abs(interval.upperBound - high) <= 0.00005)
  }

  @Test("mirrors: the interval of the failures is one minus that of the successes")
  func mirror() {
    for trials in 1...60 {
      for successes in 0...trials {
        let a = wilsonInterval(successes: successes, trials: trials)
        let b = wilsonInterval(successes: trials - successes, trials: trials)
        #expect(abs(a.lowerBound - (1 - b.upperBound)) < 1e-12)
        #expect(a.contains(Double(successes) / Double(trials)) && a.lowerBound >= 0 && a.upperBound <= 1)
      }
    }
  }
}
