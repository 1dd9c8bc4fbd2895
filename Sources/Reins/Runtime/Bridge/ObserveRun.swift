import Foundation
import Sessions
public import Transport
import Vocabulary
import Wire

/// `reins observe`: looks on, and says what a hub says of itself.
public final class ObserveRun {
  /// One look, for scripts; the keys of `--json`.
  public struct Look: Codable, Equatable, Sendable {
    public var task: String
    public var mode: String
    public var authority: String
    public var holder: String
    public var epoch: UInt64
    public var episode: UInt64
    public var step: UInt32
    public var successes: UInt64
    public var takeovers: UInt64
    public var interventionRate: Double
    public var durableTransitions: UInt64
    public var updates: UInt64
    public var policyVersion: UInt64
    public var peers: [Peer]
    public var text: String

    public struct Peer: Codable, Equatable, Sendable {
      public var name: String
      public var role: String
      public var roundTripMedianMicroseconds: Double
      public var roundTripP99Microseconds: Double
      public var oneWayMedianMicroseconds: Double
      public var received: UInt64
      public var lost: UInt64
      public var rejected: UInt64
    }
  }

  private let client: BridgeClient
  private var reader: BroadcastReader
  private let keys: BridgeKeys?
  private let interrupt: Interrupt
  private var gate: Gatekeeper?

  public init(
    session: Endpoint, broadcast: Endpoint, name: String, keys: BridgeKeys?, interrupt: Interrupt
  ) throws {
    client = try BridgeClient(session, hello: Hello(role: .observer, name: wireName(name)), keys: keys)
    reader = try BroadcastReader(
      broadcast, topic: Topic(kind: .hubStatus), keys: try keys?.clientKeys(), context: MessagingContext())
    self.keys = keys
    self.interrupt = interrupt
  }

  /// Looks on until it is interrupted, the time is over, or the hub refuses it.
  ///
  /// - Parameters:
  ///   - seconds: nil for ever.
  ///   - event: is told what happened, as it happens.
  public func run(seconds: Double?, look: (Look) -> Void, event: (String) -> Void) throws {
    let began = client.now.monotonicNanoseconds
    var inputs: [ClientSession.Input] = []
    var frame: [UInt8] = []
    while !interrupt.isRequested {
      let now = client.now.monotonicNanoseconds
      if let seconds, Double(now - began) * 1e-9 >= seconds { break }
      try client.turn(milliseconds: 50, inputs: &inputs)
      for input in inputs {
        switch input {
        case .welcomed(let welcome):
          gate = Gatekeeper(.subscriber(Agreement(welcome), Topic(kind: .hubStatus)))
          event("joined \(welcome.name): \(welcome.task)")
        case .lost(let reason): event("the session is over: \(reason)")
        case .refused(let refusal):
          guard refusal.reason == .duplicate || refusal.reason == .full else { throw refusal }
          event("\(refusal)")
        case .message(let envelope): tell(envelope.body, event)
        case .nothing: break
        }
      }
      inputs.removeAll(keepingCapacity: true)
      // Of the session's hub only: what the gate refuses is another's, or damaged.
      guard try reader.receive(into: &frame), let body = try? gate?.admit(frame, at: now).body,
        case .hubStatus(let status) = body
      else { continue }
      look(Look(status))
    }
    try client.end("enough")
  }

  private func tell(_ body: MessageBody, _ event: (String) -> Void) {
    switch body {
    case .event(let happened):
      event(
        "\(happened.kind) by \(happened.originRole), episode \(happened.episode), step \(happened.step) \(happened.text)"
      )
    case .leaseGrant(let grant): event("\(grant.holderName) commands (epoch \(grant.epoch))")
    case .leaseRevocation(let revocation): event("epoch \(revocation.epoch) is over: \(revocation.text)")
    default: break
    }
  }
}

extension ObserveRun.Look {
  init(_ status: HubStatus) {
    task = status.task
    mode = "\(status.mode)"
    authority = "\(status.authority)"
    holder = status.holderName
    (epoch, episode, step) = (status.epoch, status.episode, status.step)
    (successes, takeovers, interventionRate) = (status.successes, status.takeovers, status.interventionRate)
    (durableTransitions, updates, policyVersion) = (status.durableTransitions, status.updates, status.policyVersion)
    text = status.text
    peers = status.peers.map {
      Peer(
        name: $0.name, role: "\($0.role)", roundTripMedianMicroseconds: Double($0.roundTrip.median) * 1e-3,
        roundTripP99Microseconds: Double($0.roundTrip.p99) * 1e-3,
        oneWayMedianMicroseconds: Double($0.oneWay.median) * 1e-3, received: $0.received, lost: $0.lost,
        rejected: $0.rejected.total)
    }
  }

  /// For people.
  public var line: String {
    "\(task)  robot \(mode)  \(holder) in control (epoch \(epoch))  episode \(episode).\(step)  successes \(successes)  "
      + "takeovers \(takeovers)  interventions \(percent(interventionRate))  on disk \(durableTransitions)  "
      + "updates \(updates)"
      + (text.isEmpty ? "" : "\n  \(text)")
      + peers.map {
        "\n  \($0.role) \($0.name)  round trip \(decimal($0.roundTripMedianMicroseconds, 0)) us (p99 "
          + "\(decimal($0.roundTripP99Microseconds, 0)))  received \($0.received)  lost \($0.lost)  rejected \($0.rejected)"
      }.joined()
  }
}
