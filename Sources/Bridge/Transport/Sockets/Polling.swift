import CZeroMQ
import Foundation

/// Which of a client's sockets have something to receive.
public struct Readiness: Equatable, Sendable {
  public internal(set) var session = false
  var readers: UInt64 = 0

  public init() {}

  /// Of the reader in this place.
  public func broadcast(_ place: Int) -> Bool { readers & 1 << place != 0 }

  public var any: Bool { session || readers != 0 }
}

extension ClientSocket {
  /// Waits for the session and for broadcasts at once.
  ///
  /// - Parameter milliseconds: 0 only looks, -1 waits for ever. A signal ends the wait early.
  public func wait<let count: Int>(
    orFor readers: borrowing InlineArray<count, BroadcastReader>, milliseconds: Int
  ) throws(TransportError) -> Readiness {
    precondition(count <= 64, "a client reads at most 64 topics")
    var items = unsafe InlineArray<65, zmq_pollitem_t>(repeating: zmq_pollitem_t())
    unsafe items[0] = socket.pollItem
    for place in readers.indices { unsafe items[place + 1] = readers[place].socket.pollItem }
    try unsafe poll(&items, count: count + 1, milliseconds: socket.isHolding ? 0 : milliseconds)
    var ready = Readiness()
    ready.session = unsafe socket.isHolding || items[0].revents != 0
    for place in readers.indices where unsafe items[place + 1].revents != 0 { ready.readers |= 1 << place }
    return ready
  }
}

extension Socket {
  var pollItem: zmq_pollitem_t {
    unsafe zmq_pollitem_t(socket: handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
  }

  func wait(milliseconds: Int) throws(TransportError) -> Bool {
    var items = unsafe InlineArray<1, zmq_pollitem_t>(repeating: pollItem)
    try unsafe poll(&items, count: 1, milliseconds: milliseconds)
    return unsafe items[0].revents != 0
  }
}

/// Waits until one of the first `count` has something to receive, the time is over or a signal comes; says which in `revents`.
@unsafe
func poll<let capacity: Int>(
  _ items: inout InlineArray<capacity, zmq_pollitem_t>, count: Int, milliseconds: Int
) throws(TransportError) {
  var span = unsafe items.mutableSpan
  let status = unsafe span.withUnsafeMutableBufferPointer {
    unsafe zmq_poll($0.baseAddress, Int32(count), milliseconds)
  }
  guard status < 0 else { return }
  guard zmq_errno() == EINTR else { throw Socket.failure("wait for", "sockets") }
  for place in 0..<count { unsafe items[place].revents = 0 }
}
