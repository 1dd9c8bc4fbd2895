import Teleoperation
import Vocabulary
import Wire

/// A script in a person's place.
final class ScriptedOperator: OperatorSource {
  private let script: OperatorScript
  private let map: KeyMap
  private var hand: ScriptHands?
  let name = "script"

  init(_ script: OperatorScript, map: KeyMap) { (self.script, self.map) = (script, map) }

  var isOver: Bool { hand?.isOver ?? false }

  func begin(_ welcome: Welcome) throws -> String? {
    // One script, from the first session on: a connection that comes again does not begin it anew.
    if hand == nil { hand = try ScriptHands(script, map: map, actions: welcome.spaces.action) }
    return nil
  }

  func hands(at now: UInt64, isInControl: Bool, deeds: inout [Deed]) -> Hands {
    hand?.hands(at: now, isInControl: isInControl, deeds: &deeds) ?? Hands(action: [])
  }
}
