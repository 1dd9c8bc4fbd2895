import CZeroMQ

/// What sockets of one process share: libzmq's network thread. Lives as long as the last of its sockets.
///
/// The handler that judges keys (`Authenticator`) works for the sockets of its own context only.
@safe
public final class MessagingContext: Sendable {
  /// libzmq's contexts may be used from any thread.
  nonisolated(unsafe) let handle: UnsafeMutableRawPointer

  /// Sockets of a process: a hub has 3, a client 1 and one for each topic.
  private static let maximumSockets: Int32 = 64

  public init() {
    guard let handle = unsafe zmq_ctx_new() else { preconditionFailure("no memory for a context") }
    unsafe self.handle = unsafe handle
    let isSet = unsafe zmq_ctx_set(handle, ZMQ_MAX_SOCKETS, Self.maximumSockets) == 0
    precondition(isSet, "libzmq refuses \(Self.maximumSockets) sockets")
  }

  /// Waits until what lingers is sent or given up.
  deinit {
    while unsafe zmq_ctx_term(handle) != 0 && zmq_errno() == EINTR {}
  }
}
