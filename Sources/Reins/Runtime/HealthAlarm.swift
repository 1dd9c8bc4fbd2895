import Intervention
public import Recording

/// Something in a run's curves that a person should look at now, with its likely cause.
///
/// A function of `metrics.csv` alone, so a run that goes on from a checkpoint raises what it would have raised.
public struct HealthAlarm: Equatable, Sendable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case criticsOutsideBounds
    case interventionsDoNotFall
    case noTakeovers

    /// The panel of the curves that the mark belongs to.
    var panel: String {
      switch self {
      case .criticsOutsideBounds: "Return"
      case .interventionsDoNotFall, .noTakeovers: "Intervention rate"
      }
    }

    /// What the mark says.
    var label: String {
      switch self {
      case .criticsOutsideBounds: "Q outside its bounds"
      case .interventionsDoNotFall: "no longer falling"
      case .noTakeovers: "no takeovers"
      }
    }
  }

  public var kind: Kind
  public var step: Int
  public var text: String

  /// Updates before the critics are judged: until then they only show their initial weights.
  static let firstJudgedUpdate = 1000.0
  /// Share of a batch that may lie outside the bounds.
  static let toleratedOutside = 0.01
  /// Rows of each of the two spans whose intervention rates are compared.
  static let span = 4
  /// An intervention rate below this is what a good policy and a gate with β < 1 and ε > 0 leave.
  static let restingRate = 0.15
  /// Steps after which a buffer without a takeover is no accident.
  static let patienceSteps = 1000.0

  /// Every alarm of a run, each where its condition begins to hold.
  public static func raised(in table: MetricsTable, configuration: LaunchConfiguration) -> [HealthAlarm] {
    let watched = configuration.isWatched
    var alarms: [HealthAlarm] = []
    var holding: Set<Kind> = []
    for last in table.rows.indices {
      let seen = Rows(table: table, last: last)
      for kind in Kind.allCases where kind == .criticsOutsideBounds || watched {
        guard let text = seen.finding(kind) else {
          holding.remove(kind)
          continue
        }
        if holding.insert(kind).inserted { alarms.append(.init(kind: kind, step: seen.step, text: text)) }
      }
    }
    return alarms
  }

  /// The rows up to one of them.
  private struct Rows {
    let table: MetricsTable
    let last: Int

    var step: Int { Int(table.rows[last][0]) }

    func value(_ column: String, _ row: Int? = nil) -> Double {
      table.columns.firstIndex(of: column).map { table.rows[row ?? last][$0] } ?? .nan
    }

    func finding(_ kind: Kind) -> String? {
      switch kind {
      case .criticsOutsideBounds: criticsOutsideBounds
      case .interventionsDoNotFall: interventionsDoNotFall
      case .noTakeovers: noTakeovers
      }
    }

    private var criticsOutsideBounds: String? {
      let outside = value("outsideBounds")
      guard value("updates") >= firstJudgedUpdate, outside > toleratedOutside else { return nil }
      return "\(percent(outside)) of a batch has values that the rewards do not allow (Q from "
        + "\(decimal(value("valueLow"), 1)) to \(decimal(value("valueHigh"), 1))). Likely causes: terminal states "
        + "stored with mask 1 or never stored, rewards of another scale than configured, critics without layer "
        + "normalisation on prior data, a learning rate or UTD ratio too high"
    }

    private var interventionsDoNotFall: String? {
      let rates = (0...last).map { value("interventionRate", $0) }.filter(\.isFinite)
      guard rates.count >= 2 * span + 1 else { return nil }
      let (before, now) = (mean(Array(rates.suffix(2 * span).prefix(span))), mean(Array(rates.suffix(span))))
      guard now > restingRate, now > 0.95 * before else { return nil }
      return
        "the intervention rate no longer falls: \(percent(now)) over the last \(span) rows, \(percent(before)) over "
        + "the \(span) before. Likely causes: a gate that a good driver trips as well (see `reins gate`), a teleoperator "
        + "who keeps control too long for the policy to practise (intervention.graceSteps), or a policy that is stuck"
    }

    private var noTakeovers: String? {
      guard Double(step) >= patienceSteps, value("takeovers") == 0 else { return nil }
      return "nobody has taken over in \(step) steps, so no reward but 0 is in the replay buffer and nothing can be "
        + "learnt. Likely causes: intervention.delta or progressPerStepMeters too lenient, or the wrong judge"
    }
  }
}
