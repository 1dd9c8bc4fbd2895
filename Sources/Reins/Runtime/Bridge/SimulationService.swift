import Foundation
import Networks
import Sessions
public import Transport
import Vocabulary
import Wire

/// `reins sim serve`: a hub that simulates tasks for clients of other languages, and does nothing else.
public final class SimulationService {
  private let endpoint: HubEndpoint
  private let catalog: TaskCatalog
  private let runner = WorkerPool(threads: 0)
  private let mostCopies: Int
  private let report: @Sendable (String) -> Void
  private var tasks: [Peer: SimulatedCopies] = [:]

  /// Binds.
  ///
  /// - Parameters:
  ///   - mostCopies: of one client.
  ///   - report: is told who comes and goes, a line each, in any thread.
  public init(
    session: Endpoint, broadcast: Endpoint, keys: BridgeKeys?, everyInterface: Bool = false, mostCopies: Int = 256,
    catalog: TaskCatalog, report: @escaping @Sendable (String) -> Void
  ) throws {
    let offer = HubOffer(
      name: "reins sim serve", software: "reins \(reinsVersion)", task: "", robot: nil,
      spaces: Spaces(observation: ObservationSpace(components: []), action: ActionSpace(elements: [])),
      policyHertz: 0, roles: [.actor, .observer], deadmanMilliseconds: 1_000, onSilence: .hold, transitionCredit: 0,
      // Steps come as fast as they are answered.
      maximumMessagesPerSecond: 1_000_000)
    endpoint = try HubEndpoint(
      offer: offer, session: session, broadcast: broadcast, keys: keys, everyInterface: everyInterface, report: report)
    self.mostCopies = mostCopies
    self.catalog = catalog
    self.report = report
  }

  /// Where clients find it.
  public var sessionEndpoint: Endpoint { endpoint.sessionEndpoint }

  /// Serves until it is interrupted.
  public func run(interrupt: Interrupt) throws {
    var inputs: [HubEndpoint.Input] = []
    while !interrupt.isRequested {
      try endpoint.turn(milliseconds: 100, inputs: &inputs)
      var place = 0
      while place < inputs.count {
        let input = inputs[place]
        place += 1
        try take(input, &inputs)
      }
      inputs.removeAll(keepingCapacity: true)
    }
    try endpoint.act(&inputs) { sessions, now in sessions.end("the hub ends", at: now) }
  }

  private func take(_ input: HubEndpoint.Input, _ inputs: inout [HubEndpoint.Input]) throws {
    switch input {
    case .joined(_, let member): report("\(member.name) joined as \(member.role)")
    case .left(let peer, let member, let reason):
      tasks[peer] = nil
      report("\(member.name) left: \(reason)")
    case .refused(_, let refusal): report("refused a client: \(refusal.text)")
    case .rejected: break
    case .message(let peer, let envelope): try answer(envelope, of: peer, &inputs)
    }
  }

  private func answer(_ envelope: Envelope, of peer: Peer, _ inputs: inout [HubEndpoint.Input]) throws {
    let answer: MessageBody
    do {
      if case .simulationOpen(let open) = envelope.body {
        let opened = try self.open(open, for: peer, answering: envelope.sequence)
        return try endpoint.act(&inputs) { sessions, now in sessions.open(opened, for: peer, at: now) }
      }
      guard let found = try self.answer(envelope, of: peer) else { return }
      answer = found
    } catch {
      // The request was well formed and cannot be met: the client is told why, and the hub goes on.
      answer = .rejection(
        RejectionNotice(
          session: envelope.session, sequence: envelope.sequence, reason: .outOfRange, text: wireText("\(error)")))
    }
    try endpoint.act(&inputs) { sessions, now in sessions.send(answer, to: peer, at: now) }
  }

  private func answer(_ envelope: Envelope, of peer: Peer) throws -> MessageBody? {
    switch envelope.body {
    case .simulationReset, .simulationStep, .simulationRender: break
    case .simulationClose:
      tasks[peer] = nil
      return nil
    default: return nil
    }
    guard let copies = tasks[peer] else { throw SimulationServiceError.notOpened }
    switch envelope.body {
    case .simulationReset(let request): try copies.reset(request)
    case .simulationStep(let request): try copies.step(request)
    case .simulationRender(let request):
      return .simulationPicture(try copies.picture(request, answering: envelope.sequence))
    default: break
    }
    return .simulationState(try copies.state(answering: envelope.sequence))
  }

  private func open(
    _ request: SimulationOpen, for peer: Peer, answering sequence: UInt64
  ) throws -> SimulationOpened {
    guard request.copies <= mostCopies else {
      throw SimulationServiceError.tooManyCopies(asked: request.copies, most: mostCopies)
    }
    let environments = try (0..<request.copies).map { _ in try catalog.environment(id: request.task) }
    let copies = SimulatedCopies(environments, runner: runner)
    tasks[peer] = copies
    let task = copies.specification
    return SimulationOpened(
      task: task.id, robot: task.robot, copies: request.copies, spaces: Spaces(of: task),
      maximumSteps: UInt32(task.maximumSteps), stepSeconds: task.stepSeconds, rewardText: wireText(task.rewardText),
      successText: wireText(task.successText), cameras: task.cameras, answers: sequence)
  }
}

/// Why a request of a simulated task cannot be met.
enum SimulationServiceError: Error, Equatable, CustomStringConvertible {
  case notOpened
  case tooManyCopies(asked: UInt32, most: Int)

  var description: String {
    switch self {
    case .notOpened: "no task is open: send simulation_open first"
    case .tooManyCopies(let asked, let most):
      "\(asked) copies were asked for, the hub makes at most \(most) for a client: ask for fewer, or start it with "
        + "--copies \(asked)"
    }
  }
}
