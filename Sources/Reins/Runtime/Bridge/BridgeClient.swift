import Sessions
import Transport
import Wire

/// A client's socket and session, turned by one thread.
final class BridgeClient {
  private(set) var session: ClientSession
  private var socket: ClientSocket
  private let clock: BridgeClock
  private var frame: [UInt8] = []
  /// Messages that no connection took; they were meant for a moment that is over.
  private(set) var unsent: UInt64 = 0

  /// Begins to connect, and says hello as soon as it can; a hub that is not there yet, or goes, is looked for again and again.
  ///
  /// - Parameter keys: nil only where the hub is on this machine and has none.
  init(_ endpoint: Endpoint, hello: Hello, keys: BridgeKeys?, clock: BridgeClock = BridgeClock()) throws {
    socket = try ClientSocket(endpoint, keys: try keys?.clientKeys(), context: MessagingContext())
    session = ClientSession(hello: hello, random: unpredictableStream())
    self.clock = clock
  }

  var now: SendTime { clock.now }

  /// What a robot has obeyed, for the next hello.
  func raise(highestEpoch: UInt64) {
    session.hello.highestEpoch = max(session.hello.highestEpoch, highestEpoch)
  }

  /// Waits for messages at most this long, and says what came and what time did, in order.
  func turn(milliseconds: Int, inputs: inout [ClientSession.Input]) throws {
    note(try session.poll(at: clock.now) { try self.socket.send($0) == .sent }, &inputs)
    if try socket.wait(milliseconds: milliseconds) { try receive(&inputs) }
  }

  /// What has come by now. A robot does not call this before a turn: what waited while it stood still says nothing about now.
  func receive(_ inputs: inout [ClientSession.Input]) throws {
    while try socket.receive(into: &frame) {
      note(try session.receive(frame, at: clock.now) { try self.socket.send($0) == .sent }, &inputs)
    }
  }

  /// Sends a message of the open session; false where there is none, or no connection takes it.
  @discardableResult
  func send(_ body: MessageBody, validForMilliseconds: UInt32 = 0) throws -> Bool {
    guard let frame = session.frame(body, at: clock.now, validForMilliseconds: validForMilliseconds) else {
      return false
    }
    if try socket.send(frame) == .sent { return true }
    unsent += 1
    return false
  }

  /// Asks for a sign of life now, without waiting for the next beat.
  func ping() throws {
    if let frame = session.ping(at: clock.now) { _ = try socket.send(frame) }
  }

  /// Says farewell.
  func end(_ text: String = "") throws {
    if let frame = session.end(text, at: clock.now) { _ = try socket.send(frame) }
  }

  private func note(_ input: ClientSession.Input, _ inputs: inout [ClientSession.Input]) {
    if input != .nothing { inputs.append(input) }
  }
}
