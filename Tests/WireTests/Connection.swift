import Testing
import Vocabulary
import Wire

/// One end of a connection that is past its handshake, with the peer that sends to it.
struct Connection {
  var gate: Gatekeeper
  var peer: FrameWriter
  static let now: UInt64 = 7_000_000_000
  static let time = SendTime(monotonicNanoseconds: 5_000_000_000, wallNanoseconds: 0)

  /// A hub's end; the peer has said hello in that role and was welcomed.
  static func hub(_ role: Role, copies: Int = 2) throws -> Connection {
    var connection = Connection(gate: Gatekeeper(.hub), peer: FrameWriter(session: Samples.session))
    var hello = Samples.hello
    hello.role = role
    try connection.send(.hello(hello))
    connection.gate.agree(
      Agreement(
        spaces: Samples.spaces, task: "PandaReach-v3", robot: Samples.robot, spool: Samples.spool, copies: copies,
        maximumMessagesPerSecond: 1_000_000))
    connection.peer.schemaHash = Samples.spaces.schemaHash
    return connection
  }

  /// A client's end; the hub has welcomed it.
  static func client() throws -> Connection {
    var connection = Connection(
      gate: Gatekeeper(.client), peer: FrameWriter(session: Samples.session, schemaHash: Samples.spaces.schemaHash))
    try connection.send(.welcome(Samples.welcome))
    return connection
  }

  @discardableResult
  mutating func send(
    _ body: MessageBody, validForMilliseconds: UInt32 = 0, at now: UInt64 = now
  ) throws(Rejection) -> MessageBody {
    try gate.admit(peer.frame(body, at: Self.time, validForMilliseconds: validForMilliseconds), at: now).body
  }

  /// Why the gate does not take it; nil when it does.
  func rejection(_ body: MessageBody) -> Rejection? {
    var copy = self
    do {
      try copy.send(body)
      return nil
    } catch {
      return error
    }
  }
}
