import Testing
import Vocabulary
import Wire

@Suite("The contents of messages")
struct ContentTests {
  @Test("one sample of every kind passes: the faults below are the only ones", arguments: MessageKind.allCases)
  func samples(kind: MessageKind) throws {
    var connection = try Self.connection(for: kind)
    try connection.send(Samples.body(kind))
  }

  /// Who takes this kind.
  static func connection(for kind: MessageKind) throws -> Connection {
    switch kind {
    case .hello: return Connection(gate: Gatekeeper(.hub), peer: FrameWriter(session: Samples.session))
    case .welcome, .refusal:
      return Connection(
        gate: Gatekeeper(.client), peer: FrameWriter(session: Samples.session, schemaHash: Samples.spaces.schemaHash))
    default: break
    }
    let role = try #require(GatekeeperTests.table[kind]?.first { $0 != .hub } ?? .hub)
    if role == .hub {
      var connection = try Connection.client()
      if kind == .simulationState { try connection.send(.simulationOpened(Samples.simulationOpened)) }
      return connection
    }
    return try Connection.hub(kind == .event || kind == .command ? .teleop : role)
  }

  /// A sample that was changed in one place, and what the gate says of it.
  struct Fault: CustomStringConvertible, Sendable {
    var body: MessageBody
    var expected: Rejection
    var description: String { expected.description }
  }

  static func fault<T>(
    _ wrap: (T) -> MessageBody, _ sample: T, _ expected: Rejection, _ change: (inout T) -> Void
  ) -> Fault {
    var changed = sample
    change(&changed)
    return Fault(body: wrap(changed), expected: expected)
  }

  static func length(_ field: String, _ found: Int, _ expected: Int) -> Rejection {
    .length(field: field, found: found, expected: expected)
  }

  static func range(_ field: String, _ value: String, _ allowed: String) -> Rejection {
    .outOfRange(field: field, value: value, allowed: allowed)
  }

  static let running: [Fault] = [
    fault(MessageBody.observation, Samples.observation, length("observation.values", 6, 7)) { $0.values.removeLast() },
    fault(MessageBody.observation, Samples.observation, length("observation.values", 0, 7)) { $0.values = [] },
    fault(MessageBody.observation, Samples.observation, .nonFinite(field: "observation.values", index: 3)) {
      $0.values[3] = .nan
    },
    fault(MessageBody.observation, Samples.observation, .nonFinite(field: "observation.values", index: 0)) {
      $0.values[0] = -.infinity
    },
    fault(
      MessageBody.observation, Samples.observation,
      range("observation.values[6]", "2000000.0", "-1000000.0...1000000.0")
    ) { $0.values[6] = 2e6 },
    fault(MessageBody.observation, Samples.observation, length("observation.images", 0, 1)) { $0.images = [] },
    fault(MessageBody.observation, Samples.observation, length("observation.images[0]", 17, 18)) {
      $0.images[0].removeLast()
    },
    fault(MessageBody.observation, Samples.observation, range("observation.number", "0", "1...9223372036854775807")) {
      $0.number = 0
    },
    fault(
      MessageBody.observation, Samples.observation,
      range("observation.number", "9223372036854775808", "1...9223372036854775807")
    ) {
      $0.number = 1 << 63
    },
    fault(
      MessageBody.transition, Samples.transition,
      range("transition.number", "9223372036854775808", "1...9223372036854775807")
    ) {
      $0.number = 1 << 63
    },
    fault(
      MessageBody.robotStatus, RobotStatus(mode: .hold, epoch: 1, ticks: 1),
      range("robot_status.epoch", "9223372036854775808", "0...9223372036854775807")
    ) {
      $0.epoch = 1 << 63
    },
    fault(MessageBody.command, Samples.command, length("command.action", 5, 4)) { $0.action.append(0) },
    fault(MessageBody.command, Samples.command, .nonFinite(field: "command.action", index: 2)) {
      $0.action[2] = .nan
    },
    fault(MessageBody.command, Samples.command, range("command.action[0]", "1.0000001", "-1.0...1.0")) {
      $0.action[0] = Float(1).nextUp
    },
    fault(MessageBody.command, Samples.command, range("command.authority", "none", "policy or expert")) {
      $0.authority = .none
    },
    fault(MessageBody.command, Samples.command, range("command.authority", "policy", "expert, from a teleop")) {
      $0.authority = .policy
    },
    fault(MessageBody.command, Samples.command, range("command.epoch", "0", "from 1 on")) { $0.epoch = 0 },
    fault(MessageBody.event, Samples.event, .origin(found: 1, expected: Samples.session)) { $0.origin = 1 },
    fault(MessageBody.event, Samples.event, range("event.origin_role", "robot", "teleop")) {
      $0.originRole = .robot
    },
    fault(MessageBody.transition, Samples.transition, .origin(found: 1, expected: Samples.spool)) { $0.spool = 1 },
    fault(MessageBody.transition, Samples.transition, range("transition.number", "0", "1...9223372036854775807")) {
      $0.number = 0
    },
    fault(MessageBody.transition, Samples.transition, length("transition.next_observation", 8, 7)) {
      $0.nextObservation.append(0)
    },
    fault(MessageBody.transition, Samples.transition, .nonFinite(field: "transition.proposal", index: 1)) {
      $0.proposal[1] = .infinity
    },
    fault(MessageBody.transition, Samples.transition, .nonFinite(field: "transition.reward", index: 0)) {
      $0.reward = .nan
    },
    fault(
      MessageBody.transition, Samples.transition,
      .tooLarge(what: "transition.events", count: 17, limit: 16, unit: "elements")
    ) { $0.events = Array(repeating: Samples.event, count: 17) },
    fault(MessageBody.transition, Samples.transition, range("transition.authority", "none", "policy or expert")) {
      $0.authority = .none
    },
    fault(MessageBody.weights, Samples.weights, range("weights.task", "UR5eReach-v0", "PandaReach-v3")) {
      $0.task = "UR5eReach-v0"
    },
    fault(
      MessageBody.weights, Samples.weights,
      .digest(
        field: "weights.robot_sha256", found: SHA256Digest(hashing: [1]), expected: Samples.robot.digest)
    ) { $0.robot = SHA256Digest(hashing: [1]) },
    fault(
      MessageBody.weights, Samples.weights,
      .digest(
        field: "weights.sha256", found: Samples.weights.digest,
        expected: SHA256Digest(hashing: Array("safetensorz".utf8)))
    ) { $0.safetensors[10] = UInt8(ascii: "z") },
    fault(MessageBody.hubStatus, Samples.hubStatus, range("hub_status.intervention_rate", "1.5", "0.0...1.0")) {
      $0.interventionRate = 1.5
    },
    fault(
      MessageBody.hubStatus, Samples.hubStatus, range("hub_status.text", "U+1B", "no control characters")
    ) { $0.text = "\u{1B}[2J" },
    fault(
      MessageBody.hubStatus, Samples.hubStatus,
      .tooLarge(what: "hub_status.peers", count: 129, limit: 128, unit: "elements")
    ) { $0.peers = Array(repeating: $0.peers[0], count: 129) },
    fault(MessageBody.leaseRequest, LeaseRequest(), range("lease_request.priority", "101", "0...100")) {
      $0.priority = 101
    },
    fault(MessageBody.leaseRequest, LeaseRequest(), range("lease_request.deadman_ms", "60001", "0...60000")) {
      $0.deadmanMilliseconds = 60_001
    },
    fault(
      MessageBody.leaseRequest, LeaseRequest(),
      .tooLarge(what: "lease_request.purpose", count: 1025, limit: 1024, unit: "bytes")
    ) { $0.purpose = String(repeating: "x", count: 1025) },
    fault(MessageBody.farewell, Farewell(), range("farewell.text", "U+7F", "no control characters")) {
      $0.text = "gone\u{7F}"
    },
  ]

  static let handshake: [Fault] = [
    fault(MessageBody.hello, Samples.hello, range("hello.name", "''", "a name")) { $0.name = "" },
    fault(MessageBody.hello, Samples.hello, range("hello.name", "U+A", "no control characters")) { $0.name = "a\nb" },
    fault(
      MessageBody.hello, Samples.hello, .tooLarge(what: "hello.name", count: 129, limit: 128, unit: "bytes")
    ) { $0.name = String(repeating: "n", count: 129) },
    fault(MessageBody.hello, Samples.hello, range("hello.robot", "missing", "what the robot is")) { $0.robot = nil },
    fault(MessageBody.hello, Samples.hello, range("hello.spaces", "missing", "what the robot senses and takes")) {
      $0.spaces = nil
    },
    fault(MessageBody.hello, Samples.hello, range("hello.control_hz", "nan", "0.0...10000.0")) {
      $0.controlHertz = .nan
    },
    fault(MessageBody.hello, Samples.hello, range("hello.policy_hz", "0.0", "above 0, at most 10000.0")) {
      $0.policyHertz = 0
    },
    fault(
      MessageBody.hello, Samples.hello,
      range("hello.highest_epoch", "18446744073709551615", "0...9223372036854775807")
    ) { $0.highestEpoch = .max },
    fault(MessageBody.hello, Samples.hello, range("robot.joints.lower", "2.8973", "below 2.8973")) {
      $0.robot?.joints[0].lower = 2.8973
    },
    fault(MessageBody.hello, Samples.hello, .nonFinite(field: "robot.joints.maximum_velocity", index: 0)) {
      $0.robot?.joints[1].maximumVelocity = .infinity
    },
    fault(MessageBody.hello, Samples.hello, range("robot.joints.maximum_velocity", "0.0", "above 0")) {
      $0.robot?.joints[1].maximumVelocity = 0
    },
    fault(MessageBody.hello, Samples.hello, range("spaces.observation.name", "toolPosition", "each name once")) {
      $0.spaces?.observation.components[2].name = "toolPosition"
    },
    fault(MessageBody.hello, Samples.hello, range("spaces.observation.low", "nan", "≤ 0.08")) {
      $0.spaces?.observation.components[1].low = .nan
    },
    fault(
      MessageBody.hello, Samples.hello,
      .tooLarge(what: "spaces.observation", count: 4103, limit: 4096, unit: "elements")
    ) { hello in
      hello.spaces?.observation.components.append(
        ObservationComponent(
          name: "wide", group: .observation, unit: "1", elements: Array(repeating: "", count: 4096)))
    },
    fault(
      MessageBody.hello, Samples.hello, .tooLarge(what: "spaces.action", count: 257, limit: 256, unit: "elements")
    ) { $0.spaces?.action.elements = Array(repeating: ActionElement(name: "a", scale: 1, unit: "m"), count: 257) },
    fault(MessageBody.hello, Samples.hello, range("spaces.images.width", "4294967295", "1...4096")) {
      $0.spaces?.images[0].width = Int(UInt32.max)
    },
    fault(MessageBody.hello, Samples.hello, .nonFinite(field: "spaces.action.scale", index: 0)) {
      $0.spaces?.action.elements[0].scale = .nan
    },
    fault(MessageBody.welcome, Samples.welcome, range("welcome.role", "hub", "a client's role")) { $0.role = .hub },
    fault(MessageBody.welcome, Samples.welcome, range("welcome.deadman_ms", "0", "1...60000")) {
      $0.deadmanMilliseconds = 0
    },
    fault(
      MessageBody.welcome, Samples.welcome, range("welcome.maximum_messages_per_second", "0", "1...4294967295")
    ) { $0.maximumMessagesPerSecond = 0 },
  ]

  static let simulation: [Fault] = [
    fault(MessageBody.simulationStep, SimulationStep(actions: []), length("simulation_step.actions", 4, 8)) {
      $0.actions = [0, 0, 0, 0]
    },
    fault(MessageBody.simulationOpen, SimulationOpen(task: "a"), range("simulation_open.copies", "4097", "1...4096")) {
      $0.copies = 4097
    },
    fault(MessageBody.simulationReset, SimulationReset(seeds: []), length("simulation_reset.seeds", 1, 2)) {
      $0.seeds = [1]
    },
    fault(
      MessageBody.simulationReset, SimulationReset(seeds: [1, 2]),
      range("simulation_reset.copies", "0", "rising, 2...1")
    ) { $0.copies = [1, 0] },
    fault(
      MessageBody.simulationReset, SimulationReset(seeds: [1]),
      range("simulation_reset.copies", "4294967295", "rising, 0...1")
    ) { $0.copies = [.max] },
    fault(MessageBody.simulationState, Samples.simulationState, length("simulation_state.rewards", 1, 2)) {
      $0.rewards.removeLast()
    },
    fault(MessageBody.simulationState, Samples.simulationState, length("simulation_state.outcomes", 3, 2)) {
      $0.outcomes.append(.running)
    },
    fault(MessageBody.simulationState, Samples.simulationState, length("simulation_state.images", 3, 2)) {
      $0.images.append([])
    },
    fault(
      MessageBody.simulationState, Samples.simulationState, .nonFinite(field: "simulation_state.progress", index: 1)
    ) { $0.progress[1] = .nan },
    fault(
      MessageBody.simulationRender, SimulationRender(copy: 2, camera: "front", height: 1, width: 1),
      range("simulation_render.copy", "2", "0...1")
    ) { _ in },
    fault(
      MessageBody.simulationRender, SimulationRender(copy: 0, camera: "front", height: 0, width: 1),
      range("simulation_render.height", "0", "1...4096")
    ) { _ in },
    fault(
      MessageBody.simulationPicture, SimulationPicture(height: 2, width: 2, rgb: [], answers: 1),
      length("simulation_picture.rgb", 11, 12)
    ) { $0.rgb = Array(repeating: 0, count: 11) },
  ]

  @Test(
    "a fault is refused with the value, the limit and nothing else changed", arguments: running + handshake + simulation
  )
  func faults(fault: Fault) throws {
    var connection = try Self.connection(for: fault.body.kind)
    let before = connection.gate.accepted
    var found: Rejection?
    if case .welcome(let welcome) = fault.body { connection.peer.schemaHash = welcome.spaces.schemaHash }
    do { try connection.send(fault.body) } catch { found = error }
    #expect(found == fault.expected, "\(found?.description ?? "accepted")")
    #expect(connection.gate.accepted == before && connection.gate.rejected[fault.expected.reason] == 1)
  }

  @Test("every float of every vector is looked at: a NaN in any place is found there")
  func everyPlace() throws {
    let hub = try Connection.hub(.robot)
    for place in 0..<7 {
      var transition = Samples.transition
      transition.observation[place] = .nan
      #expect(hub.rejection(.transition(transition)) == .nonFinite(field: "transition.observation", index: place))
    }
  }

  @Test("a joint position per joint, or none")
  func joints() throws {
    let hub = try Connection.hub(.robot)
    var status = RobotStatus(mode: .armed, epoch: 1, ticks: 1)
    #expect(hub.rejection(.robotStatus(status)) == nil)
    status.jointPositions = [0, 0, 0]
    #expect(hub.rejection(.robotStatus(status)) == Self.length("robot_status.joint_positions", 3, 2))
  }
}
