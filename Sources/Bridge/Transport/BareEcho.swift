import CZeroMQ
import Foundation
import Synchronization

/// What libzmq itself costs: a DEALER that sends and a ROUTER that sends back, two threads, blocking calls of the library and nothing
/// else. The yardstick of `reins bench bridge`.
public enum BareEcho {
  /// Round trips in nanoseconds.
  ///
  /// - Parameters:
  ///   - bytes: of each message.
  ///   - rounds: that are measured, after a tenth as many that are not.
  public static func roundTrips(bytes: Int, rounds: Int) throws(TransportError) -> [UInt64] {
    // Two contexts, as two processes have.
    let router = try Socket(ZMQ_ROUTER, name: "echo", context: MessagingContext())
    let place = try router.bind("tcp://127.0.0.1:0")
    let dealer = try Socket(ZMQ_DEALER, name: "echo", context: MessagingContext())
    try dealer.connect(place)
    let total = rounds + rounds / 10
    let ended = DispatchSemaphore(value: 0)
    let handle = unsafe Handle(router.handle)
    let thread = Thread {
      var identity = [UInt8](repeating: 0, count: 256)
      var message = [UInt8](repeating: 0, count: bytes)
      for _ in 0..<total {
        let length = unsafe zmq_recv(handle.pointer, &identity, identity.count, 0)
        _ = unsafe zmq_recv(handle.pointer, &message, message.count, 0)
        _ = unsafe zmq_send(handle.pointer, identity, Int(length), ZMQ_SNDMORE)
        _ = unsafe zmq_send(handle.pointer, message, message.count, 0)
      }
      ended.signal()
    }
    thread.start()
    let sent = [UInt8](repeating: 7, count: bytes)
    var received = sent
    var times: [UInt64] = []
    times.reserveCapacity(total)
    for _ in 0..<total {
      let start = DispatchTime.now().uptimeNanoseconds
      _ = unsafe zmq_send(dealer.handle, sent, sent.count, 0)
      _ = unsafe zmq_recv(dealer.handle, &received, received.count, 0)
      times.append(DispatchTime.now().uptimeNanoseconds - start)
    }
    ended.wait()
    return Array(times.suffix(rounds))
  }

  /// The socket lives as long as the thread: it is waited for.
  @safe
  private struct Handle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    @unsafe init(_ pointer: UnsafeMutableRawPointer) { unsafe self.pointer = unsafe pointer }
  }
}
