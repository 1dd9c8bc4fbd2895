import Foundation
import Sessions
import Synchronization
import Transport
import Vocabulary
import Wire

/// A hub that does what `reins serve` does with an observation, and no more.
final class EchoHub {
  private var sockets: HubSockets
  private var sessions: HubSessions<Peer>
  private let policy: any Policy

  init(_ sockets: consuming HubSockets, spaces: Spaces) throws {
    self.sockets = sockets
    sessions = HubSessions(
      offer: BridgeBench.offer(spaces), session: 99)
    policy = try BridgeBench.makePolicy()
  }

  func serve(until isOver: () -> Bool) {
    var inputs: [HubSessions<Peer>.Input] = []
    var frame: [UInt8] = []
    var action = [Float](repeating: 0, count: BridgeBench.action)
    do {
      while !isOver() {
        if try sockets.wait(milliseconds: 20) {
          while let sender = try sockets.receive(into: &frame) {
            sessions.receive(
              frame, from: sender.peer, key: sender.client.map { ($0.name, $0.role) }, at: now, inputs: &inputs)
            for input in inputs {
              guard case .message(let peer, let envelope) = input, case .observation(let seen) = envelope.body else {
                continue
              }
              var wanted = action.mutableSpan
              policy.act(observation: seen.values.span, selection: .sample, action: &wanted)
              sessions.send(
                .command(
                  Command(epoch: 1, authority: .policy, observation: seen.number, policyVersion: 1, action: action)),
                to: peer, at: now, validForMilliseconds: 40)
            }
            inputs.removeAll(keepingCapacity: true)
            try flush()
          }
        }
        sessions.poll(at: now, inputs: &inputs)
        try flush()
      }
    } catch {
      // The asker notices the silence and says so.
      return
    }
  }

  private var now: SendTime {
    SendTime(monotonicNanoseconds: DispatchTime.now().uptimeNanoseconds, wallNanoseconds: 0)
  }

  private func flush() throws {
    for next in sessions.outgoing { _ = try sockets.send(next.frame, to: next.peer) }
    sessions.outgoing.removeAll(keepingCapacity: true)
  }
}

final class Flag: Sendable {
  private let value = Atomic<Bool>(false)
  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}
