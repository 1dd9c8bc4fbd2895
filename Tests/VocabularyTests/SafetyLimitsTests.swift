import Foundation
import Testing
import Vocabulary

@Suite("Safety limits")
struct SafetyLimitsTests {
  static func robot(_ change: (inout SafetyLimits) -> Void = { _ in }) -> RobotDescription {
    var robot = RobotDescriptionTests.robot()
    var limits = SafetyLimits()
    limits.armRadiansPerSecondSquared = [10]
    limits.armRadiansPerSecondCubed = [1000]
    change(&limits)
    robot.safety = limits
    return robot
  }

  @Test("the defaults pass, and are those that stand in their sources")
  func defaults() throws {
    let limits = try #require(try Self.robot().validated().safety)
    #expect(limits.maximumToolMetersPerSecond == 0.25)  // ISO 10218-1, reduced speed
    #expect(limits.singularitySlowConditionNumber == 17 && limits.singularityStopConditionNumber == 30)  // MoveIt Servo
    #expect(limits.validPolicyPeriods == 2 && limits.latchPolicyPeriods == 20 && limits.latchSeconds == 0.5)
    #expect(limits.armSeconds == 1 && limits.badCommands == 3 && limits.recorderSeconds == 5)
    #expect(limits.safeHomeAfterSeconds == 0)
  }

  @Test("a robot without limits is a robot that can be simulated")
  func none() throws { #expect(try RobotDescriptionTests.robot().validated().safety == nil) }

  /// A curve that is allowed, of the one joint with its neutral angle 0.
  static func curve(_ limits: inout SafetyLimits, _ change: (inout SafetyLimits) -> Void = { _ in }) {
    (limits.armCurveUpperRadians, limits.armCurveLowerRadians) = ([2], [-2])
    (limits.armCurveRadiansPerSecondSquared, limits.armCurveRadiansPerSecond) = ([8], [4])
    change(&limits)
  }

  @Test("position-dependent velocity limits are four lists or none")
  func curves() throws { _ = try Self.robot { Self.curve(&$0) }.validated() }

  static let wrong: [(String, @Sendable (inout SafetyLimits) -> Void)] = [
    ("armRadiansPerSecondSquared", { $0.armRadiansPerSecondSquared = [] }),
    ("armRadiansPerSecondSquared[0]", { $0.armRadiansPerSecondSquared = [0] }),
    ("armRadiansPerSecondCubed", { $0.armRadiansPerSecondCubed = [1, 2] }),
    ("armRadiansPerSecondCubed[0]", { $0.armRadiansPerSecondCubed = [.nan] }),
    ("armCurveUpperRadians", { ($0.armCurveLowerRadians, $0.armCurveRadiansPerSecond) = ([-2], [0.1]) }),
    ("armCurveRadiansPerSecondSquared", { curve(&$0) { $0.armCurveRadiansPerSecondSquared = [] } }),
    ("armCurveUpperRadians[0]", { curve(&$0) { $0.armCurveUpperRadians = [-1] } }),
    ("armCurveLowerRadians[0]", { curve(&$0) { $0.armCurveLowerRadians = [.nan] } }),
    ("armCurveRadiansPerSecondSquared[0]", { curve(&$0) { $0.armCurveRadiansPerSecondSquared = [0] } }),
    // √(8 · 2) = 4: the curve would be 0 at the neutral pose.
    ("armCurveRadiansPerSecond[0]", { curve(&$0) { $0.armCurveRadiansPerSecond = [4.001] } }),
    ("fingerMetersPerSecondSquared", { $0.fingerMetersPerSecondSquared = -1 }),
    ("fingerMetersPerSecondCubed", { $0.fingerMetersPerSecondCubed = .infinity }),
    ("marginShare", { $0.marginShare = 0.6 }),
    ("positionMarginRadians", { $0.positionMarginRadians = -0.1 }),
    ("trackingRadians", { $0.trackingRadians = 0 }),
    ("homeRadians", { $0.homeRadians = [0, 0] }),
    ("homeRadians[0]", { $0.homeRadians = [1.1] }),
    ("maximumToolMetersPerSecond", { $0.maximumToolMetersPerSecond = 0 }),
    ("workspaceLowMeters[1]", { $0.workspaceLowMeters.y = 2 }),
    ("workspaceLowMeters[2]", { $0.workspaceHighMeters.z = .nan }),
    ("workspaceMarginMeters", { $0.workspaceMarginMeters = 0 }),
    ("workspaceToleranceMeters", { $0.workspaceToleranceMeters = -0.1 }),
    ("maximumForceNewtons", { $0.maximumForceNewtons = 0 }),
    ("latchForceNewtons", { $0.latchForceNewtons = 30 }),
    ("singularitySlowConditionNumber", { $0.singularitySlowConditionNumber = 0.5 }),
    ("singularityStopConditionNumber", { $0.singularityStopConditionNumber = 17 }),
    ("hysteresisShare", { $0.hysteresisShare = 1.1 }),
    ("validPolicyPeriods", { $0.validPolicyPeriods = 0 }),
    ("ageSlowMilliseconds", { $0.ageSlowMilliseconds = -1 }),
    ("latchPolicyPeriods", { $0.latchPolicyPeriods = 2 }),
    ("latchSeconds", { $0.latchSeconds = 0 }),
    ("armSeconds", { $0.armSeconds = .nan }),
    ("freshCommands", { $0.freshCommands = 0 }),
    ("badCommands", { $0.badCommands = 0 }),
    ("resetSpeedShare", { $0.resetSpeedShare = 0 }),
    ("resetWaitSeconds", { $0.resetWaitSeconds = -1 }),
    ("resetTimeoutSeconds", { $0.resetTimeoutSeconds = 0 }),
    ("safeHomeAfterSeconds", { $0.safeHomeAfterSeconds = -1 }),
    ("recorderSeconds", { $0.recorderSeconds = 61 }),
  ]

  @Test("a value that cannot be is refused with its key, itself and what is allowed", arguments: 0..<39)
  func refused(place: Int) throws {
    #expect(Self.wrong.count == 39)
    let (key, change) = Self.wrong[place]
    let error = try #require(throws: ConfigError.self) { _ = try Self.robot(change).validated() }
    guard case .outOfRange(let named, let value, let allowed) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(named == "safety.\(key)" && !value.isEmpty && !allowed.isEmpty)
  }

  @Test("keys that are left out have their defaults; the joints' limits must be written")
  func decoding() throws {
    let short = #"{"armRadiansPerSecondSquared": [10], "armRadiansPerSecondCubed": [1000], "latchSeconds": 0.4}"#
    var expected = SafetyLimits()
    expected.armRadiansPerSecondSquared = [10]
    expected.armRadiansPerSecondCubed = [1000]
    expected.latchSeconds = 0.4
    #expect(try JSONDecoder().decode(SafetyLimits.self, from: Data(short.utf8)) == expected)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(SafetyLimits.self, from: Data("{}".utf8)) }
    // Every property is read back: one that `init(from:)` forgot would fall to its default.
    let other =
      #"{"armRadiansPerSecondSquared": [1], "armRadiansPerSecondCubed": [2], "fingerMetersPerSecondSquared": 3, "#
      + #""armCurveUpperRadians": [3], "armCurveLowerRadians": [-3], "armCurveRadiansPerSecondSquared": [4], "#
      + #""armCurveRadiansPerSecond": [0.5], "#
      + #""fingerMetersPerSecondCubed": 4, "marginShare": 0.05, "positionMarginRadians": 0.06, "trackingRadians": 0.07, "#
      + #""maximumToolMetersPerSecond": 0.8, "workspaceLowMeters": [-1, -1, -1], "workspaceHighMeters": [1, 1, 1], "#
      + #""workspaceMarginMeters": 0.09, "workspaceToleranceMeters": 0.1, "maximumForceNewtons": 11, "#
      + #""latchForceNewtons": 12, "singularitySlowConditionNumber": 13, "singularityStopConditionNumber": 14, "#
      + #""hysteresisShare": 0.15, "validPolicyPeriods": 1.6, "ageSlowMilliseconds": 16.5, "latchPolicyPeriods": 17, "latchSeconds": 0.18, "#
      + #""armSeconds": 1.9, "freshCommands": 20, "badCommands": 21, "resetSpeedShare": 0.22, "resetWaitSeconds": 23, "#
      + #""resetTimeoutSeconds": 24, "safeHomeAfterSeconds": 25, "homeRadians": [0.26], "recorderSeconds": 27}"#
    let limits = try JSONDecoder().decode(SafetyLimits.self, from: Data(other.utf8))
    func values(_ limits: SafetyLimits) -> [String: String] {
      var found: [String: String] = [:]
      for child in Mirror(reflecting: limits).children { found[child.label ?? ""] = "\(child.value)" }
      return found
    }
    let (given, defaults) = (values(limits), values(SafetyLimits()))
    #expect(given.count == 34)
    for (key, value) in given { #expect(value != defaults[key], "\(key) was not read") }
    let again = try JSONDecoder().decode(SafetyLimits.self, from: JSONEncoder().encode(limits))
    #expect(again == limits)
  }
}
