import Devices
import Sessions
import Teleoperation
public import Transport
import Vocabulary
import Wire

/// How a teleop joins a hub.
public struct TeleopSettings: Sendable {
  public var endpoint: Endpoint
  /// Nil: where the hub's broadcast is by default.
  public var broadcast: Endpoint?
  public var keys: BridgeKeys?
  /// For people.
  public var name = "teleop"
  /// 0 to 100.
  public var priority: UInt32 = 0
  public var latches = false
  /// Ends by itself after that; nil: never.
  public var seconds: Double?
  public var output = TeleopOutput.lines
  /// Where what hands do is written as a script, JSON lines; must not exist. Nil: nowhere.
  public var recording: String?

  public init(endpoint: Endpoint) { self.endpoint = endpoint }
}

/// `reins teleop`: a person's hands in a hub's session.
public final class TeleopSession {
  private let settings: TeleopSettings
  private let source: any OperatorSource
  private let map: KeyMap
  private let client: BridgeClient
  private let display: TeleopDisplay
  private let recording: OperatorRecording?
  private var board: BroadcastBoard?
  private var pilot: TeleopPilot
  private var status = TeleopStatus()
  private var wishes: [TeleopPilot.Wish] = []
  private var actions = ActionSpace(elements: [])
  private var action: [Float] = []
  private var isQuitting = false

  /// What is waited for at most, so that keys are read soon: a person's quickest tap lasts ten times as long.
  private static let waitMilliseconds = 4
  /// After the last moment of a script, so that the hub's answers come.
  private static let afterwardsNanoseconds: UInt64 = 500_000_000

  init(_ settings: TeleopSettings, source: any OperatorSource, map: KeyMap, write: @escaping (String) -> Void) throws {
    self.settings = settings
    self.source = source
    self.map = map
    display = TeleopDisplay(settings.output, write: write)
    recording = try settings.recording.map { try OperatorRecording($0) }
    pilot = TeleopPilot(priority: settings.priority, latches: settings.latches, purpose: "operator")
    client = try BridgeClient(
      settings.endpoint, hello: Hello(role: .teleop, name: wireName(settings.name), software: "reins \(reinsVersion)"),
      keys: settings.keys)
  }

  /// Runs until the person quits, the script or its time is over, or it is interrupted; gives control back then.
  public func run(interrupt: Interrupt) throws {
    let began = client.now.monotonicNanoseconds
    var over: UInt64?
    var inputs: [ClientSession.Input] = []
    if settings.output == .screen { resize() }
    while !interrupt.isRequested && !isQuitting {
      try client.turn(milliseconds: Self.waitMilliseconds, inputs: &inputs)
      let now = client.now.monotonicNanoseconds
      for input in inputs { try take(input, at: now) }
      inputs.removeAll(keepingCapacity: true)
      try readBoard(at: now)
      try turnHands(at: now)
      try show(at: now)
      if let seconds = settings.seconds, Double(now - began) * 1e-9 >= seconds { break }
      if source.isOver && over == nil { over = now }
      if let over, now >= over &+ Self.afterwardsNanoseconds { break }
    }
    pilot.letGo(wishes: &wishes)
    try sendWishes()
    try client.end("the operator leaves")
    try display.end(status, own)
    if client.session.sessions == 0, let seconds = settings.seconds {
      throw TeleopError.noHub(endpoint: "\(settings.endpoint)", seconds: seconds, reason: status.link)
    }
    if source.isOver && source is HandOperator { throw TeleopError.nobody }
  }

  private func take(_ input: ClientSession.Input, at now: UInt64) throws {
    switch input {
    case .nothing: break
    case .welcomed(let welcome): try begin(welcome)
    case .refused(let refusal):
      guard [.duplicate, .full].contains(refusal.reason) else { throw TeleopError.refused(refusal) }
      status.end("\(refusal); trying again")
    case .lost(let reason):
      pilot.end()
      board = nil
      status.end(reason)
    case .message(let envelope):
      pilot.hear(envelope.body, at: now)
      status.hear(envelope.body)
      if case .observation(let seen) = envelope.body {
        try source.observe(seen, stage: pilot.stage, authority: status.authority)
      }
    }
  }

  private func begin(_ welcome: Welcome) throws {
    let session = client.session.session
    actions = welcome.spaces.action
    action = Array(repeating: 0, count: actions.dimension)
    pilot.begin(welcome, session: session)
    recording?.begin(actions)
    status.begin(welcome, session: session)
    // A hub that just started may not broadcast yet: the reader looks for it again and again.
    board = try BroadcastBoard(
      settings.broadcast ?? settings.endpoint.besides(), keys: settings.keys, welcome: welcome)
    if let note = try source.begin(welcome) { display.say([note]) }
    if settings.output == .screen && client.session.sessions == 1 { display.say(help) }
  }

  private func readBoard(at now: UInt64) throws {
    while let body = try board?.next(at: now) { status.hear(body) }
    status.roundTrip = client.session.roundTrips.percentiles
    status.lost = client.session.lost
    status.rejected = client.session.rejected.total + (board?.rejected ?? 0)
  }

  private func turnHands(at now: UInt64) throws {
    var deeds: [Deed] = []
    let hands = source.hands(at: now, isInControl: pilot.isInControl, deeds: &deeds)
    for deed in deeds {
      if deed == .help { display.say(help) }
      if deed == .quit { isQuitting = true }
    }
    if case .event(let kind) = deeds.last { status.note = "sent: \(kind)" }
    action = hands.action
    try recording?.note(hands, deeds: deeds, at: now)
    pilot.turn(hands, deeds: deeds, at: now, wishes: &wishes)
    try sendWishes()
  }

  private func sendWishes() throws {
    for wish in wishes {
      let isSent = try client.send(wish.body, validForMilliseconds: wish.validForMilliseconds)
      if !isSent { status.note = "not sent: \(wish.body.kind)" }
      if isSent, wish.body.kind == .command { source.commanded() }
    }
    wishes.removeAll(keepingCapacity: true)
  }

  private func show(at now: UInt64) throws {
    if settings.output == .screen { resize() }
    try display.show(status, own, at: now)
  }

  private func resize() { display.resize(RawTerminal.columns, changes: RawTerminal.changes) }

  private var help: [String] {
    var lines = map.table(for: actions, isLatching: settings.latches)
    if source.hasPad { lines += map.gamepadTable(for: actions) }
    return lines
  }

  private var own: OwnSide {
    OwnSide(
      stage: pilot.stage, isLatched: pilot.isLatched, speedShare: source.speedShare,
      action: pilot.isInControl ? action : [], elements: actions.elements.map(\.name), device: source.name,
      takeovers: pilot.takeovers, commands: pilot.commands)
  }
}
