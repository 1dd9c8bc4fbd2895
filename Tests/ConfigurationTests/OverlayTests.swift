import Configuration
import Testing
import Vocabulary

enum Gate: String, Codable, CaseIterable { case random, value, progress }

struct Learner: Codable, Equatable, Sendable {
  var utdRatio = 1
  var discount: Float = 0.99
  var hiddenWidths = [256, 256]
  var gate = Gate.random
}

struct Joint: Codable, Equatable, Sendable {
  var name = ""
  var damping = 0.5
}

struct Launch: Codable, Equatable, Sendable {
  var task = "PandaReach-v3"
  var seed: UInt64 = 1
  var limit = Double.infinity
  var verbose = false
  var learner = Learner()
  var processes: [String: Int] = ["hub": 1]
  var joints: [Joint] = []
  var note: String?
}

@Suite("Configuration overlay")
struct OverlayTests {
  func read(_ yaml: String, _ overrides: String...) throws -> Launch {
    try decodeConfiguration(
      Launch(), yaml: yaml, file: "a.yaml", overrides: overrides,
      prototypes: [Prototype(Joint(), required: ["name"])])
  }

  @Test(
    "an empty file, and a section with nothing under it, mean the defaults", arguments: ["", "# all\n", "learner:\n"])
  func defaults(yaml: String) throws {
    #expect(try read(yaml) == Launch())
  }

  @Test("a file changes what it names and nothing else; lists are replaced wholly")
  func overlay() throws {
    var expected = Launch()
    expected.learner.utdRatio = 4
    expected.learner.hiddenWidths = [32]
    expected.learner.gate = .progress
    expected.note = "7"
    let yaml = "note: 7\nlearner:\n  utdRatio: 4\n  hiddenWidths: [32]\n  gate: progress\n"
    #expect(try read(yaml) == expected)
  }

  @Test("an override wins over the file, the last one over earlier ones; its value is YAML")
  func overrides() throws {
    let launch = try read(
      "seed: 2\n", "seed=3", "seed=4", "learner.hiddenWidths=[1, 2]", "processes.actor=2", "limit=1e3")
    #expect(launch.seed == 4 && launch.learner.hiddenWidths == [1, 2] && launch.limit == 1000)
    #expect(launch.processes == ["hub": 1, "actor": 2])
  }

  @Test("a dictionary's keys are data: any are allowed, and the file's replace the default's")
  func freeForm() throws {
    #expect(try read("processes: {anything: 3}").processes == ["anything": 3])
  }

  @Test("elements of a list take what they leave out from their prototype")
  func elements() throws {
    let joints = try read("joints:\n- name: a\n- {name: b, damping: 2}\n").joints
    #expect(joints == [Joint(name: "a"), Joint(name: "b", damping: 2)])
  }

  @Test(
    "what is wrong is named with its place, its value and the remedy",
    arguments: [
      ("lerner:\n  utdRatio: 4\n", ConfigError.unknownKey(path: "lerner", closest: "learner")),
      ("learner:\n  utdRation: 4\n", .unknownKey(path: "learner.utdRation", closest: "utdRatio")),
      ("learner:\n  utd: 4\n", .unknownKey(path: "learner.utd", closest: "utdRatio")),
      ("joints:\n- name: a\n  dampng: 1\n", .unknownKey(path: "joints[0].dampng", closest: "damping")),
      ("zzzz: 1\n", .unknownKey(path: "zzzz", closest: nil)),
      ("joints:\n- damping: 1\n", .missingKey(path: "joints[0].name")),
      ("learner: 5\n", .wrongType(path: "learner", value: "5", expected: "a mapping")),
      ("joints: 5\n", .wrongType(path: "joints", value: "5", expected: "a list")),
      ("verbose: yes\n", .wrongType(path: "verbose", value: "yes", expected: "true or false")),
      ("task:\n", .wrongType(path: "task", value: "", expected: "text")),
      (
        "learner: {gate: valeu}\n",
        .wrongType(path: "learner.gate", value: "valeu", expected: "one of random, value, progress")
      ),
      ("seed: -1\n", .wrongType(path: "seed", value: "-1", expected: "an integer in 0...18446744073709551615")),
      ("seed: \"4\"\n", .wrongType(path: "seed", value: "4", expected: "an integer in 0...18446744073709551615")),
      ("learner: {discount: .inf}\n", .wrongType(path: "learner.discount", value: ".inf", expected: "a finite number")),
      ("learner: {discount: nan}\n", .wrongType(path: "learner.discount", value: "nan", expected: "a finite number")),
      (
        "learner: {discount: 1e60}\n",
        .wrongType(path: "learner.discount", value: "1e60", expected: "a number that Float can hold")
      ),
      ("limit: .nan\n", .wrongType(path: "limit", value: ".nan", expected: "a number or .inf")),
      (
        "learner: {hiddenWidths: [1, x]}\n",
        .wrongType(
          path: "learner.hiddenWidths[1]", value: "x",
          expected: "an integer in -9223372036854775808...9223372036854775807")
      ),
    ])
  func errors(yaml: String, expected: ConfigError) {
    #expect(throws: expected) { try read(yaml) }
  }

  @Test("an override of a key that does not exist, without value or without '=' is refused")
  func badOverrides() {
    #expect(throws: ConfigError.unknownKey(path: "learner.utdratio", closest: "utdRatio")) {
      try read("", "learner.utdratio=4")
    }
    for text in ["seed", "seed=", "=4", "learner..utdRatio=4"] {
      #expect(throws: ConfigError.self) { try read("", text) }
    }
  }

  @Test("an infinite default may be written infinite again")
  func infinite() throws {
    #expect(try read("limit: -.inf").limit == -.infinity)
  }

  @Test("what is missing in a definition is named; optionals may be left out")
  func definition() throws {
    struct Robot: Codable, Equatable { var name: String, mass: Double, note: String? }
    #expect(throws: ConfigError.missingKey(path: "mass")) { try decodeDefinition(Robot.self, yaml: "name: a") }
    #expect(throws: ConfigError.unknownKey(path: "mas", closest: "mass")) {
      try decodeDefinition(Robot.self, yaml: "name: a\nmas: 2")
    }
    #expect(throws: ConfigError.unknownKey(path: "nte", closest: "note")) {
      try decodeDefinition(Robot.self, yaml: "name: a\nmass: 2\nnte: x")
    }
    #expect(try decodeDefinition(Robot.self, yaml: "{name: a, mass: 2}") == Robot(name: "a", mass: 2, note: nil))
  }

  @Test("an enumeration with payload is read and checked like a mapping")
  func payload() throws {
    let yaml = "elements:\n- scaled: {index: 1, scale: 2}\n- sine: {index: 0, multiple: 4}\n"
    let input = try decodeDefinition(PolicyInput.self, yaml: yaml)
    #expect(input.elements == [.scaled(index: 1, scale: 2), .sine(index: 0, multiple: 4)])
    #expect(throws: ConfigError.unknownKey(path: "elements[0].scaled.sclae", closest: "scale")) {
      try decodeDefinition(PolicyInput.self, yaml: "elements:\n- scaled: {index: 1, sclae: 2}\n")
    }
    #expect(throws: ConfigError.unknownKey(path: "elements[0].scaled.more", closest: nil)) {
      try decodeDefinition(PolicyInput.self, yaml: "elements:\n- scaled: {index: 1, scale: 2, more: 3}\n")
    }
  }

  @Test("within() names the part whose relation is violated")
  func validation() {
    #expect(throws: ConfigError.outOfRange(key: "learner.subset", value: "3", allowed: "1...2")) {
      try within("learner") { () throws(ConfigError) -> Int in
        throw .outOfRange(key: "subset", value: "3", allowed: "1...2")
      }
    }
  }
}
