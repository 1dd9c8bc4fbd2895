import Foundation
import Testing
import Vocabulary
import Wire

/// A hub, a learner in a process of its own, a robot and a person.
@Suite("Live session, learner in a process of its own", .serialized)
struct RemoteLearnerTests {
  /// In the order in which they are killed: the last learner's buffer is older than the last hub.
  private enum Part: Int, CaseIterable { case learner, hub, robot, person }

  /// - Parameter withKeys: every connection is encrypted and every role proved.
  private func cast(steps: Int, withKeys: Bool) throws -> Cast<Part> {
    let files = try Folder()
    let keys = files.path("keys")
    if withKeys {
      for (name, role) in [("hub", ""), ("learner", "learner"), ("panda", "robot"), ("anna", "teleop")] {
        #expect(try Program.run("keys", "new", name, "--keys", keys, folder: files).code == 0)
        if role.isEmpty { continue }
        #expect(try Program.run("keys", "trust", name, "--role", role, "--keys", keys, folder: files).code == 0)
      }
    }
    let launch = [
      "launch/teleop-sim.yaml", "--set", "hub.learner=remote", "--set", "hub.weightsEverySeconds=0.3", "--set",
      "hub.onSilence=policy", "--set", "training.keepCheckpoints=100", "--set", "training.steps=\(steps)",
    ]
    return try Cast(files: files) { part, cast in
      let (arguments, key) =
        switch part {
        case .hub: (cast.begun("serve", cast.hubRun, launch) + ["--listen", cast.session], "hub")
        case .learner: (cast.begun("learn", cast.learnerRun, launch) + ["--connect", cast.session], "learner")
        case .robot: (cast.robot, "panda")
        case .person: (cast.person, "anna")
        }
      return arguments + (withKeys ? ["--keys", keys, "--key", key] : [])
    }
  }

  /// Of a learner that ended: transitions in its replay buffer.
  private func buffered(_ ended: Program) throws -> Int {
    let line = try #require(ended.errors.split(separator: "\n").last { $0.contains("calls of the learner") })
    return try #require(Int(line.prefix { $0.isNumber }))
  }

  @Test("five roles, four of them processes with keys: transitions go to the learner, weights come back and drive")
  func learns() throws {
    let cast = try cast(steps: 1_500, withKeys: true)
    let hub = try #require(try cast.running[.hub]?.wait())
    #expect(hub.code == 0 && hub.errors.contains("learner joined as learner"), "\(hub.errors.suffix(400))")
    let learner = try #require(try cast.end(.learner))
    for part in [Part.robot, .person] { try cast.end(part) }
    #expect(learner.code == 0, "\(learner.errors)")

    let all = try transitions(cast.journal)
    #expect(all.count >= 1_200 && all.contains { $0.onset && $0.reward == -1 })
    // It had them all when the hub went, but for those of the last moment.
    let had = try buffered(learner)
    #expect(had <= all.count && had >= all.count - 48, "\(had) of \(all.count)")
    // Its policies drove while the robot moved.
    #expect(Set(all.map(\.policyVersion)).count >= 10)
    let before = try cast.successes(cast.hubRun, "0")
    let after = try cast.successes(cast.hubRun, "last")
    #expect(after >= before + 15, "\(before) of 50 before, \(after) after")
    #expect(try cast.successes(cast.learnerRun, "last") >= before + 15)
  }

  @Test(
    "hub, learner, robot and person are killed at random: the learner has the journal's transitions, once each")
  func killed() throws {
    let cast = try cast(steps: 1_000_000, withKeys: false)
    try cast.killAtRandom(hub: .hub, seed: 12)
    for part in [Part.person, .robot] { try cast.end(part) }
    // The hub alone has the learner as long as it needs.
    let learner = try #require(cast.running[.learner])
    try wait("the learner has them all") {
      try said(learner).split(separator: "\n").contains {
        try $0.hasPrefix("\(transitions(cast.journal).count) transitions, ")
      }
    }
    let ended = try #require(try cast.end(.learner))
    try cast.end(.hub)

    let all = try transitions(cast.journal)
    for (spool, own) in Dictionary(grouping: all, by: \.spool) {
      #expect(own.map(\.number) == Array(1...UInt64(own.count)), "spool \(spool)")
    }
    #expect(try buffered(ended) == all.count)
  }
}

extension Cast {
  fileprivate var learnerRun: String { files.path("learner") }
}
