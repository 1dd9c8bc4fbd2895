import Testing
import Transport

/// Tests wait for something to happen, no longer than this; they never sleep.
let patience = Duration.seconds(20)

/// So long nothing may happen: longer than a handshake and a reconnection take on loopback.
let silence = 600

/// Repeats an attempt until it succeeds; false when the time is over.
func eventually(_ attempt: () throws -> Bool) rethrows -> Bool {
  let end = ContinuousClock.now + patience
  while ContinuousClock.now < end {
    if try attempt() { return true }
  }
  return false
}

extension ClientSocket {
  /// Sends as soon as there is a connection.
  mutating func sendWhenConnected(_ frame: [UInt8]) throws {
    let end = ContinuousClock.now + patience
    while try send(frame) != .sent {
      try #require(ContinuousClock.now < end, "no connection")
      _ = try wait(milliseconds: 2)
    }
  }

  /// The next frame.
  mutating func next() throws -> [UInt8] {
    var frame: [UInt8] = []
    let end = ContinuousClock.now + patience
    while try !receive(into: &frame) {
      try #require(ContinuousClock.now < end, "no frame")
      _ = try wait(milliseconds: 50)
    }
    return frame
  }
}

extension HubSockets {
  /// The next frame and who sent it.
  mutating func next() throws -> (frame: [UInt8], sender: Sender) {
    var frame: [UInt8] = []
    let end = ContinuousClock.now + patience
    while ContinuousClock.now < end {
      if let sender = try receive(into: &frame) { return (frame, sender) }
      _ = try wait(milliseconds: 50)
    }
    throw NoFrame()
  }

  /// Whether nothing comes for a while.
  mutating func isSilent() throws -> Bool {
    var frame: [UInt8] = []
    let end = ContinuousClock.now + .milliseconds(silence)
    while ContinuousClock.now < end {
      if try receive(into: &frame) != nil { return false }
      _ = try wait(milliseconds: 20)
    }
    return true
  }
}

struct NoFrame: Error {}

let anywhere = try! Endpoint("tcp://127.0.0.1:0")

func openHub(
  _ context: MessagingContext, settings: SocketSettings = SocketSettings(), security: HubSecurity? = nil
) throws -> HubSockets {
  try HubSockets(session: anywhere, broadcast: anywhere, settings: settings, security: security, context: context)
}
