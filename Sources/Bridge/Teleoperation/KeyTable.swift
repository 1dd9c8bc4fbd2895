public import Vocabulary

extension KeyMap {
  /// What the keys do, a line each; made of the data, so that it cannot say anything else.
  ///
  /// - Parameter isLatching: whether a press of the takeover key is enough.
  public func table(for actions: ActionSpace, isLatching: Bool) -> [String] {
    var rows: [(keys: String, text: String)] = []
    for motion in motions(for: actions) {
      guard let place = actions.place(of: motion.element) else { continue }
      let sign = motion.share < 0 ? "-" : "+"
      rows.append((spelled(motion.keys), "\(sign) \(actions.elements[place].name)\(motion.keeps ? ", stays" : "")"))
    }
    rows.append((spelled(takeover), isLatching ? "take over; again: hand back" : "hold: take over, stand still"))
    let texts: [(String, [String])] = [
      ("slower", speed.slower), ("faster", speed.faster), ("success", deeds.success), ("failure", deeds.failure),
      ("reset: to the task's start", deeds.reset), ("ready: the next episode may begin", deeds.ready),
      ("STOP: hold position, end the episode", deeds.stop), ("arm", deeds.arm), ("disarm", deeds.disarm),
      ("clear: leave LATCHED", deeds.clear), ("this table", deeds.help), ("quit", deeds.quit),
    ]
    rows += texts.filter { !$0.1.isEmpty }.map { (spelled($0.1), $0.0) }
    let wide = rows.map(\.keys.count).max() ?? 0
    let rule =
      isLatching
      ? "latched: \(spelled(takeover)) takes over and hands back; keys of motion move while in control"
      : "hold to intervene: a key of motion, or \(spelled(takeover)), takes over while it is held; let go, and the policy goes on"
    return [rule] + rows.map { "  " + $0.keys + String(repeating: " ", count: wide - $0.keys.count) + "  " + $0.text }
  }

  /// The gamepad's part.
  public func gamepadTable(for actions: ActionSpace) -> [String] {
    var lines = ["gamepad: \(gamepad.takeover.rawValue) held takes over"]
    for axis in gamepad.axes where actions.place(of: axis.element) != nil {
      lines.append("  \(axis.axis.rawValue)  \(axis.share < 0 ? "-" : "+") \(axis.element)")
    }
    for button in gamepad.buttons where actions.place(of: button.element) != nil {
      lines.append("  \(button.button.rawValue)  \(button.share < 0 ? "-" : "+") \(button.element)")
    }
    lines.append(
      "  \(gamepad.success.rawValue) success, \(gamepad.failure.rawValue) failure, \(gamepad.reset.rawValue) reset, "
        + "\(gamepad.stop.rawValue) STOP")
    return lines
  }

  private func spelled(_ keys: [String]) -> String { keys.joined(separator: " ") }
}
