import Vocabulary
import Wire

/// Messages with any values that their types can hold, whether or not they make sense.
struct RandomMessage {
  var random: RandomStream

  private mutating func word() -> UInt64 {
    random.bernoulli(0.2) ? [0, 1, .max][random.index(below: 3)] : random.next()
  }
  private mutating func short() -> UInt32 { UInt32(truncatingIfNeeded: word()) }
  private mutating func flag() -> Bool { random.bernoulli(0.5) }
  private mutating func double() -> Double { random.bernoulli(0.1) ? 0 : random.gaussian() * 1e3 }
  private mutating func text() -> String {
    String((0..<random.index(below: 12)).map { _ in ["a", "Z", "ü", "0", " ", "猫", "\n"][random.index(below: 7)] })
  }
  private mutating func bytes() -> [UInt8] { some { UInt8(truncatingIfNeeded: $0.word()) } }
  private mutating func floats() -> [Float] { some { Float($0.double()) } }
  private mutating func doubles() -> [Double] { some { $0.double() } }
  private mutating func any<T: CaseIterable>() -> T where T.AllCases == [T] {
    T.allCases[random.index(below: T.allCases.count)]
  }
  private mutating func some<T>(_ make: (inout Self) -> T) -> [T] {
    (0..<random.index(below: 6)).map { _ in make(&self) }
  }
  private mutating func digest() -> SHA256Digest { SHA256Digest(hashing: bytes()) }
  private mutating func percentiles() -> Percentiles { Percentiles(median: word(), p99: word()) }

  private mutating func robot() -> RobotIdentity {
    RobotIdentity(
      name: text(), digest: digest(),
      joints: some {
        JointIdentity(
          name: $0.text(), unit: $0.text(), lower: $0.double(), upper: $0.double(), maximumVelocity: $0.double())
      })
  }

  private mutating func spaces() -> Spaces {
    Spaces(
      observation: ObservationSpace(
        components: some {
          ObservationComponent(
            name: $0.text(), group: $0.any(), unit: $0.text(), elements: $0.some { $0.text() }, low: $0.double(),
            high: $0.double())
        }),
      action: ActionSpace(elements: some { ActionElement(name: $0.text(), scale: $0.double(), unit: $0.text()) }),
      images: some { ImageComponent(name: $0.text(), height: Int($0.short()), width: Int($0.short())) })
  }

  private mutating func event() -> Event {
    Event(
      kind: any(), atNanoseconds: word(), origin: word(), originRole: any(), episode: word(), step: short(),
      text: text())
  }

  private mutating func outcome() -> StepOutcome { [.running, .terminated, .truncated][random.index(below: 3)] }

  private mutating func peer() -> PeerStatus {
    var counts = RejectionCounts()
    for reason in RejectionReason.allCases where flag() { counts[reason] = word() }
    return PeerStatus(
      session: word(), role: any(), name: text(), clockOffsetNanoseconds: Int64(bitPattern: word()),
      roundTrip: percentiles(), oneWay: percentiles(), received: word(), lost: word(), rejected: counts)
  }

  /// A message of that kind; `self` is used up.
  func body(_ kind: MessageKind) -> MessageBody {
    var it = self
    return it.make(kind)
  }

  private mutating func make(_ kind: MessageKind) -> MessageBody {
    switch kind {
    case .hello:
      .hello(
        Hello(
          role: any(), name: text(), software: text(), task: text(), robot: flag() ? robot() : nil,
          spaces: flag() ? spaces() : nil, controlHertz: double(), policyHertz: double(), spool: word(),
          highestEpoch: word()))
    case .welcome:
      .welcome(
        Welcome(
          role: any(), name: text(), software: text(), task: text(), robot: flag() ? robot() : nil, spaces: spaces(),
          controlHertz: double(), policyHertz: double(), deadmanMilliseconds: short(), onSilence: any(),
          helloMonotonicNanoseconds: word(), receivedMonotonicNanoseconds: word(), durableThrough: word(),
          transitionCredit: short(), maximumMessagesPerSecond: short(), epoch: word(),
          labelling: flag()
            ? Labelling(window: short(), onSuccess: any(), storeExpert: any(), guardTrips: flag()) : nil))
    case .refusal:
      .refusal(
        Refusal(
          reason: any(), text: text(), hub: WireVersion(major: short(), minor: short()),
          client: WireVersion(major: short(), minor: short())))
    case .farewell: .farewell(Farewell(text: text()))
    case .ping: .ping(Ping(number: word()))
    case .pong:
      .pong(Pong(number: word(), pingMonotonicNanoseconds: word(), receivedMonotonicNanoseconds: word()))
    case .rejection: .rejection(RejectionNotice(session: word(), sequence: word(), reason: any(), text: text()))
    default: makeRunning(kind)
    }
  }

  private mutating func makeRunning(_ kind: MessageKind) -> MessageBody {
    switch kind {
    case .observation:
      .observation(
        ObservationMessage(
          number: word(), episode: word(), step: short(), sensedNanoseconds: word(), values: floats(),
          images: some { $0.bytes() }))
    case .picture:
      .picture(
        PictureMessage(
          camera: text(), height: short(), width: short(), format: any(), data: bytes(), takenNanoseconds: word()))
    case .robotStatus:
      .robotStatus(
        RobotStatus(
          mode: any(), reason: text(), wayOut: text(), epoch: word(), policyVersion: word(), ticks: word(),
          lateTicks: word(), clippedTicks: word(), commandAge: percentiles(), dryRun: flag(),
          jointPositions: doubles()))
    case .command:
      .command(
        Command(epoch: word(), authority: any(), observation: word(), policyVersion: word(), action: floats()))
    case .leaseRequest:
      .leaseRequest(LeaseRequest(priority: short(), deadmanMilliseconds: short(), purpose: text()))
    case .leaseGrant:
      .leaseGrant(
        LeaseGrant(
          epoch: word(), holder: word(), holderName: text(), authority: any(), deadmanMilliseconds: short()))
    case .leaseRenewal: .leaseRenewal(LeaseRenewal(epoch: word()))
    case .leaseRelease: .leaseRelease(LeaseRelease(epoch: word()))
    case .leaseRevocation: .leaseRevocation(LeaseRevocation(epoch: word(), reason: any(), text: text()))
    case .leaseDenial: .leaseDenial(LeaseDenial(holder: word(), holderName: text(), text: text()))
    case .event: .event(event())
    default: makeLearning(kind)
    }
  }

  private mutating func makeLearning(_ kind: MessageKind) -> MessageBody {
    switch kind {
    case .transition:
      .transition(
        TransitionMessage(
          spool: word(), number: word(), episode: word(), step: short(), continues: flag(), observation: floats(),
          action: floats(), proposal: floats(), nextObservation: floats(), authority: any(), outcome: outcome(),
          reward: Float(double()), clipped: flag(), onset: flag(), policyVersion: word(), epoch: word(),
          sensedNanoseconds: word(), executedNanoseconds: word(), events: some { $0.event() }))
    case .transitionAck: .transitionAck(TransitionAcknowledgement(spool: word(), durableThrough: word()))
    case .weights:
      .weights(
        PolicyWeights(version: word(), task: text(), robot: digest(), digest: digest(), safetensors: bytes()))
    case .weightsRequest: .weightsRequest(WeightsRequest(haveVersion: word()))
    case .hubStatus:
      .hubStatus(
        HubStatus(
          task: text(), mode: any(), authority: any(), epoch: word(), holder: word(), holderName: text(),
          episode: word(), step: short(), successes: word(), takeovers: word(), interventionRate: double(),
          durableTransitions: word(), updates: word(), policyVersion: word(), peers: some { $0.peer() },
          text: text()))
    default: makeSimulation(kind)
    }
  }

  private mutating func makeSimulation(_ kind: MessageKind) -> MessageBody {
    switch kind {
    case .simulationOpen: .simulationOpen(SimulationOpen(task: text(), copies: short()))
    case .simulationOpened:
      .simulationOpened(
        SimulationOpened(
          task: text(), robot: text(), copies: short(), spaces: spaces(), maximumSteps: short(),
          stepSeconds: double(), rewardText: text(), successText: text(), cameras: some { $0.text() },
          answers: word()))
    case .simulationReset:
      .simulationReset(SimulationReset(copies: some { $0.short() }, seeds: some { $0.word() }))
    case .simulationStep: .simulationStep(SimulationStep(actions: floats()))
    case .simulationState:
      .simulationState(
        SimulationState(
          observations: floats(), rewards: doubles(), progress: doubles(), outcomes: some { $0.outcome() },
          successes: some { $0.flag() }, causes: some { $0.text() }, images: some { $0.bytes() }, answers: word()))
    case .simulationRender:
      .simulationRender(SimulationRender(copy: short(), camera: text(), height: short(), width: short()))
    case .simulationPicture:
      .simulationPicture(SimulationPicture(height: short(), width: short(), rgb: bytes(), answers: word()))
    default: .simulationClose
    }
  }
}
