import Vocabulary
import Wire

/// What a status shows beside the hub's: our own side.
public struct OwnSide: Equatable, Sendable {
  public var stage: TeleopPilot.Stage
  public var isLatched: Bool
  /// Of full scale; nil where there is no keyboard.
  public var speedShare: Double?
  public var action: [Float]
  /// Elements of the action, by name.
  public var elements: [String]
  /// For example `terminal, Xbox pad`.
  public var device: String
  public var takeovers: UInt64
  public var commands: UInt64

  public init(
    stage: TeleopPilot.Stage, isLatched: Bool, speedShare: Double?, action: [Float], elements: [String],
    device: String, takeovers: UInt64, commands: UInt64
  ) {
    self.stage = stage
    self.isLatched = isLatched
    self.speedShare = speedShare
    self.action = action
    self.elements = elements
    self.device = device
    self.takeovers = takeovers
    self.commands = commands
  }
}

/// Colours of who commands, as terminals have them.
public enum StatusColour: String, Sendable {
  case expert = "\u{1b}[1;30;43m"
  case policy = "\u{1b}[1;37;44m"
  case hold = "\u{1b}[1;37;41m"
  case plain = ""
}

extension TeleopStatus {
  /// Who commands, in a word that a glance takes in: YOU, the other's name, POLICY, HOLD.
  public var controlWord: (text: String, colour: StatusColour) {
    if session == nil { return ("NO HUB", .hold) }
    switch authority {
    case .expert: return (isOurs ? "YOU" : "EXPERT \(holderName)", isOurs ? .expert : .plain)
    case .policy: return ("POLICY", .policy)
    case .some(.none): return ("HOLD", .hold)
    case nil: return ("UNKNOWN", .plain)
    }
  }

  /// The screen's lines, none wider than `width`.
  ///
  /// - Parameter hasColour: with the terminal's colours, which take no place.
  public func screen(_ own: OwnSide, width: Int, hasColour: Bool) -> [String] {
    let word = controlWord
    let top =
      session == nil
      ? "reins teleop  no hub: \(link)"
      : "reins teleop  hub \(hub)  task \(task)  robot \(mode.map { "\($0)".uppercased() } ?? "unknown")"
    let stage =
      switch own.stage {
      case .watching: own.isLatched ? "latched" : "watching"
      case .asking: "asking for control"
      case .holding: own.isLatched ? "in control, latched" : "in control while held"
      case .barred(let reason): reason
      }
    let counted = counts.map {
      "successes \($0.successes)  takeovers \($0.takeovers)  interventions \(Self.percent($0.interventionRate))  "
        + "updates \($0.updates)  policy \($0.policyVersion)"
    }
    let head = [
      top,
      "\(word.text)  epoch \(epoch)  \(stage)",
      "episode \(episode)  step \(step)",
      counted ?? "no status of the hub's yet",
      "round trip p50 \(Self.milliseconds(roundTrip.median)) p99 \(Self.milliseconds(roundTrip.p99)) ms  lost \(lost)  "
        + "rejected \(rejected)  refused \(refused)",
      "\(own.device)\(own.speedShare.map { "  speed \(Self.percent($0))" } ?? "")  \(Self.moved(own))",
      reason.isEmpty ? note : "robot: \(reason)\(wayOut.isEmpty ? "" : "; \(wayOut)")",
    ]
    var lines = (head + sensed.lines(values, width: width) + ["? shows the keys"]).map {
      String($0.prefix(max(1, width)))
    }
    if hasColour, word.colour != .plain, lines[1].hasPrefix(word.text) {
      lines[1] =
        "\(word.colour.rawValue) \(word.text) \u{1b}[0m"
        + lines[1].dropFirst(word.text.count).prefix(max(0, width - word.text.count - 2))
    }
    return lines
  }

  /// One line, for what is no terminal.
  public func line(_ own: OwnSide) -> String {
    let counted = counts.map {
      "  successes \($0.successes)  takeovers \($0.takeovers)  interventions \(Self.percent($0.interventionRate))"
    }
    if session == nil { return "no hub: \(link)" }
    return "\(controlWord.text)  epoch \(epoch)  episode \(episode)  step \(step)\(counted ?? "")  "
      + "round trip \(Self.milliseconds(roundTrip.median)) ms" + (note.isEmpty ? "" : "  \(note)")
  }

  private static func moved(_ own: OwnSide) -> String {
    let parts = zip(own.elements, own.action).filter { $0.1 != 0 }.map { "\($0.0) \(signed(Double($0.1)))" }
    return parts.joined(separator: " ")
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

  /// Two decimals, with the sign.
  private static func signed(_ value: Double) -> String {
    let hundredths = Int((abs(value) * 100).rounded())
    return (value < 0 ? "-" : "+") + "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }

  /// One decimal.
  private static func milliseconds(_ nanoseconds: UInt64) -> String {
    let tenths = (nanoseconds + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
