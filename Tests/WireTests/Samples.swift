import Foundation
import Testing
import Vocabulary
import Wire

/// The messages of golden/*.txtpb, once more in Swift.
enum Samples {
  static let session: UInt64 = 0x1122_3344_5566_7788
  static let spool: UInt64 = 0x0123_4567_89ab_cdef

  static let spaces = Spaces(
    observation: ObservationSpace(components: [
      ObservationComponent(name: "toolPosition", group: .observation, unit: "m", elements: ["x", "y", "z"]),
      ObservationComponent(name: "gripperWidth", group: .observation, unit: "m", elements: [""], low: 0, high: 0.08),
      ObservationComponent(name: "desiredGoal", group: .desiredGoal, unit: "m", elements: ["x", "y", "z"]),
    ]),
    action: ActionSpace(elements: [
      ActionElement(name: "x", scale: 0.05, unit: "m"), ActionElement(name: "y", scale: 0.05, unit: "m"),
      ActionElement(name: "z", scale: 0.05, unit: "m"), ActionElement(name: "gripper", scale: 0.2, unit: "m"),
    ]),
    images: [ImageComponent(name: "wrist", height: 2, width: 3)])

  static let robot = RobotIdentity(
    name: "panda", digest: SHA256Digest(bytes: 0..<32)!,
    joints: [
      JointIdentity(name: "panda_joint1", unit: "rad", lower: -2.8973, upper: 2.8973, maximumVelocity: 2.175),
      JointIdentity(name: "panda_finger_joint1", unit: "m", lower: 0, upper: 0.04, maximumVelocity: 0.2),
    ])

  static let hello = Hello(
    role: .robot, name: "panda in the lab", software: "reins 0.4", task: "PandaReach-v3", robot: robot, spaces: spaces,
    controlHertz: 1000, policyHertz: 25, spool: spool, highestEpoch: 41)

  static let welcome = Welcome(
    role: .robot, name: "hub", software: "reins 0.4", task: "PandaReach-v3", robot: robot, spaces: spaces,
    controlHertz: 1000, policyHertz: 25, deadmanMilliseconds: 300, onSilence: .policy,
    helloMonotonicNanoseconds: 4_000_000_000, receivedMonotonicNanoseconds: 900_000_000, durableThrough: 1200,
    transitionCredit: 256, maximumMessagesPerSecond: 4000, epoch: 42,
    labelling: Labelling(window: 4, onSuccess: .terminal, storeExpert: .all, guardTrips: true))

  static let image = [UInt8](0..<18)

  static let observation = ObservationMessage(
    number: 18, episode: 3, step: 17, sensedNanoseconds: 4_990_000_000,
    values: [0.25, -0.5, 0.125, 0.0625, 0.5, 0, -1.5], images: [image])

  static let command = Command(epoch: 42, authority: .expert, observation: 18, action: [0.5, -1, 0, 1])

  static let event = Event(
    kind: .takeover, atNanoseconds: 5_000_000_000, origin: session, originRole: .teleop, episode: 3, step: 17,
    text: "too close")

  static let transition = TransitionMessage(
    spool: spool, number: 1201, episode: 3, step: 17, continues: true,
    observation: [0.25, -0.5, 0.125, 0.0625, 0.5, 0, -1.5], action: [0.5, -1, 0, 1], proposal: [0.25, -1, 0, 1],
    nextObservation: [0.275, -0.55, 0.125, 0.0625, 0.5, 0, -1.5], authority: .policy, outcome: .truncated, reward: -1,
    clipped: true, onset: true, policyVersion: 800, epoch: 42, sensedNanoseconds: 4_990_000_000,
    executedNanoseconds: 5_010_000_000, events: [event])

  static let weights = PolicyWeights(
    version: 801, task: "PandaReach-v3", robot: robot.digest, safetensors: Array("safetensors".utf8))

  static let hubStatus: HubStatus = {
    var rejected = RejectionCounts()
    rejected[.replayed] = 2
    rejected[.stale] = 1
    let peer = PeerStatus(
      session: session, role: .teleop, name: "alex", clockOffsetNanoseconds: -3_100_000_000,
      roundTrip: Percentiles(median: 400_000, p99: 2_100_000), oneWay: Percentiles(median: 190_000, p99: 1_300_000),
      received: 512, lost: 1, rejected: rejected)
    return HubStatus(
      task: "PandaReach-v3", mode: .expert, authority: .expert, epoch: 43, holder: session, holderName: "alex",
      episode: 3, step: 17, successes: 2, takeovers: 5, interventionRate: 0.125, durableTransitions: 1201,
      updates: 900, policyVersion: 801, peers: [peer], text: "learning")
  }()

  static let simulationOpened = SimulationOpened(
    task: "PandaReach-v3", robot: "panda", copies: 2, spaces: spaces, maximumSteps: 50, stepSeconds: 0.04,
    rewardText: "-1 until the goal is reached", successText: "within 5 cm", cameras: ["front", "wrist"], answers: 2)

  static let simulationState = SimulationState(
    observations: [0.25, -0.5, 0.125, 0.0625, 0.5, 0, -1.5, 1, 2, 3, 4, 5, 6, 7], rewards: [-1, 0],
    progress: [0.125, 0], outcomes: [.running, .terminated], successes: [false, true], causes: ["", "success"],
    images: [image, image], answers: 4)

  /// One of each kind.
  static let all: [MessageBody] = [
    .hello(hello), .welcome(welcome),
    .refusal(
      Refusal(
        reason: .version, text: "the sender speaks version 2.0, this is version 1.0",
        client: WireVersion(major: 2, minor: 0))),
    .farewell(Farewell(text: "shift is over")), .ping(Ping(number: 12)),
    .pong(
      Pong(number: 12, pingMonotonicNanoseconds: 5_000_000_000, receivedMonotonicNanoseconds: 1_900_000_000)),
    .rejection(
      RejectionNotice(
        session: session, sequence: 6, reason: .nonFinite, text: "observation.values[3] is not finite")),
    .observation(observation),
    .picture(
      PictureMessage(
        camera: "wrist", height: 2, width: 3, format: .rgb8, data: image, takenNanoseconds: 4_980_000_000)),
    .robotStatus(
      RobotStatus(
        mode: .hold, reason: "no command for 80 ms", wayOut: "holds until the next command", epoch: 42,
        policyVersion: 800, ticks: 100_000, lateTicks: 3, clippedTicks: 17,
        commandAge: Percentiles(median: 21_000_000, p99: 38_000_000), dryRun: true, jointPositions: [0.5, 0.04])),
    .command(command), .leaseRequest(LeaseRequest(priority: 10, deadmanMilliseconds: 200, purpose: "lift the cube")),
    .leaseGrant(
      LeaseGrant(epoch: 43, holder: session, holderName: "alex", authority: .expert, deadmanMilliseconds: 200)),
    .leaseRenewal(LeaseRenewal(epoch: 43)), .leaseRelease(LeaseRelease(epoch: 43)),
    .leaseRevocation(LeaseRevocation(epoch: 43, reason: .silent, text: "no renewal for 200 ms")),
    .leaseDenial(LeaseDenial(holder: 99, holderName: "kim", text: "kim commands, with priority 20")), .event(event),
    .transition(transition), .transitionAck(TransitionAcknowledgement(spool: spool, durableThrough: 1201)),
    .weights(weights), .weightsRequest(WeightsRequest(haveVersion: 800)), .hubStatus(hubStatus),
    .simulationOpen(SimulationOpen(task: "PandaReach-v3", copies: 2)), .simulationOpened(simulationOpened),
    .simulationReset(SimulationReset(copies: [0, 1], seeds: [7, .max])),
    .simulationStep(SimulationStep(actions: [0.5, -1, 0, 1, -0.5, 0.25, 1, -1])), .simulationState(simulationState),
    .simulationRender(SimulationRender(copy: 1, camera: "front", height: 240, width: 320)),
    .simulationPicture(SimulationPicture(height: 2, width: 3, rgb: image, answers: 5)), .simulationClose,
  ]

  static func body(_ kind: MessageKind) throws -> MessageBody { try #require(all.first { $0.kind == kind }) }

  /// The picture's is that of the second camera.
  static func topic(_ kind: MessageKind) -> Topic { Topic(kind: kind, index: kind == .picture ? 1 : 0) }

  static func envelope(_ body: MessageBody, sequence: UInt64 = 7) -> Envelope {
    let isGreeting = body.kind == .hello || body.kind == .refusal
    return Envelope(
      topic: body.kind.isLatestOnly ? topic(body.kind) : nil, session: session, sequence: sequence,
      sent: SendTime(monotonicNanoseconds: 5_000_000_000, wallNanoseconds: 1_790_000_000_000_000_000),
      validForMilliseconds: 100, schemaHash: isGreeting ? 0 : spaces.schemaHash, body: body)
  }

  static func golden(_ kind: MessageKind) throws -> [UInt8] {
    let url = try #require(Bundle.module.url(forResource: kind.name, withExtension: "hex", subdirectory: "golden"))
    let digits = try String(contentsOf: url, encoding: .utf8).filter { !$0.isWhitespace }
    return try stride(from: 0, to: digits.count, by: 2).map {
      let start = digits.index(digits.startIndex, offsetBy: $0)
      return try #require(UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16))
    }
  }
}
