import Teleoperation
import Vocabulary
import Wire

/// Somebody at a teleop: a person, a script, or a simulated person.
protocol OperatorSource: AnyObject {
  /// For people, for example `terminal`.
  var name: String { get }
  /// Of full scale; nil where there are no keys.
  var speedShare: Double? { get }
  /// Whether a gamepad is in use.
  var hasPad: Bool { get }
  /// Whether there is nothing more to come.
  var isOver: Bool { get }

  /// A session begins: what the hub runs.
  ///
  /// - Returns: what a person should know about it.
  func begin(_ welcome: Welcome) throws -> String?

  /// The robot has sensed.
  ///
  /// - Parameter authority: who commands; nil where nobody has said it yet.
  func observe(_ observation: ObservationMessage, stage: TeleopPilot.Stage, authority: Authority?) throws

  /// What hands do now.
  ///
  /// - Parameter deeds: receives what was done since the last call.
  func hands(at now: UInt64, isInControl: Bool, deeds: inout [Deed]) -> Hands

  /// A command with the hands' action was sent.
  func commanded()
}

extension OperatorSource {
  var speedShare: Double? { nil }
  var hasPad: Bool { false }
  var isOver: Bool { false }
  func observe(_ observation: ObservationMessage, stage: TeleopPilot.Stage, authority: Authority?) throws {}
  func commanded() {}
}
