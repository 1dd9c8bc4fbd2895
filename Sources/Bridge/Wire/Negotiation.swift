/// What a hub offers its clients; answers their hellos.
public struct HubOffer: Equatable, Sendable {
  public var name: String
  public var software: String
  public var task: String
  /// Nil where any robot, or none, will do.
  public var robot: RobotIdentity?
  public var spaces: Spaces
  /// Hz, as the first robot said it; 0 where none has.
  public var controlHertz: Double
  /// Hz: what the policy was trained at.
  public var policyHertz: Double
  /// Roles that it takes.
  public var roles: Set<Role>
  public var deadmanMilliseconds: UInt32
  public var onSilence: SilencePolicy
  public var transitionCredit: UInt32
  public var maximumMessagesPerSecond: UInt32
  /// Nil where no transitions are wanted.
  public var labelling: Labelling?

  public init(
    name: String, software: String = "", task: String, robot: RobotIdentity?, spaces: Spaces, controlHertz: Double = 0,
    policyHertz: Double, roles: Set<Role>, deadmanMilliseconds: UInt32, onSilence: SilencePolicy,
    transitionCredit: UInt32, maximumMessagesPerSecond: UInt32, labelling: Labelling? = nil
  ) {
    self.name = name
    self.software = software
    self.task = task
    self.robot = robot
    self.spaces = spaces
    self.controlHertz = controlHertz
    self.policyHertz = policyHertz
    self.roles = roles
    self.deadmanMilliseconds = deadmanMilliseconds
    self.onSilence = onSilence
    self.transitionCredit = transitionCredit
    self.maximumMessagesPerSecond = maximumMessagesPerSecond
    self.labelling = labelling
  }

  /// The answer to a hello that a gate has admitted: everything that must be equal is, or a refusal names both values.
  ///
  /// - Parameters:
  ///   - envelope: the hello's.
  ///   - receivedNanoseconds: the hub's monotonic clock, when it came in.
  ///   - durableThrough: of the hello's spool.
  ///   - epoch: the lowest that commands may carry now.
  public func welcome(
    _ hello: Hello, in envelope: Envelope, receivedNanoseconds: UInt64, durableThrough: UInt64, epoch: UInt64
  ) throws(Refusal) -> Welcome {
    func refuse(_ reason: Refusal.Reason, _ text: String) -> Refusal {
      Refusal(reason: reason, text: wireText(text), client: envelope.version)
    }
    guard roles.contains(hello.role) else {
      let taken = roles.map(\.description).sorted().joined(separator: ", ")
      throw refuse(.role, "role \(hello.role) is not taken here; taken are \(taken)")
    }
    guard hello.task.isEmpty || hello.task == task else {
      throw refuse(.task, "the hub runs \(task), the client wants \(hello.task): start the hub with that task")
    }
    if let robot, let theirs = hello.robot, theirs.digest != robot.digest || theirs.joints != robot.joints {
      throw refuse(
        .robot,
        "the hub's robot is \(robot.name) \(robot.digest), the client's \(theirs.name) \(theirs.digest): use the same "
          + "robots/NAME on both sides")
    }
    if let theirs = hello.spaces, let difference = spaces.difference(to: theirs) {
      throw refuse(.spaces, difference + ": use the same task and robot on both sides")
    }
    // Both come from the same file, as text.
    if hello.policyHertz > 0 && abs(hello.policyHertz - policyHertz) > 1e-6 * policyHertz {
      throw refuse(
        .rates, "the policy runs at \(policyHertz) Hz, the client at \(hello.policyHertz) Hz: set the client's rate")
    }
    return Welcome(
      role: hello.role, name: name, software: software, task: task, robot: robot ?? hello.robot, spaces: spaces,
      controlHertz: controlHertz > 0 ? controlHertz : hello.controlHertz, policyHertz: policyHertz,
      deadmanMilliseconds: deadmanMilliseconds, onSilence: onSilence,
      helloMonotonicNanoseconds: envelope.sent.monotonicNanoseconds,
      receivedMonotonicNanoseconds: receivedNanoseconds, durableThrough: durableThrough,
      transitionCredit: transitionCredit, maximumMessagesPerSecond: maximumMessagesPerSecond,
      epoch: max(epoch, hello.highestEpoch), labelling: labelling)
  }
}

extension Refusal {
  /// What the hub answers to a hello that its gate has rejected.
  public init(_ rejection: Rejection) {
    if case .version(let theirs, _) = rejection {
      self.init(reason: .version, text: wireText(rejection.description), client: theirs)
    } else {
      self.init(
        reason: rejection.reason == .role ? .role : .malformed, text: wireText(rejection.description),
        client: .current)
    }
  }
}
