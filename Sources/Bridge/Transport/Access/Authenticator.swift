import CZeroMQ
import Foundation
import Synchronization

/// What happens at the door, for a log.
public enum AccessEvent: Equatable, Sendable, CustomStringConvertible {
  case admitted(TrustedClient, address: String)
  /// A key that no file names. Told once: its client tries again and again.
  case refused(PublicKey, address: String)
  /// A file that lets nobody in.
  case problem(KeyError)
  /// The door stays shut from now on.
  case failed(TransportError)

  public var description: String {
    switch self {
    case .admitted(let client, let address): "\(client.name) came in from \(address) as \(client.role)"
    case .refused(let key, let address): "the key \(key) from \(address) is not trusted (docs/security.md)"
    case .problem(let error): "\(error)"
    case .failed(let error): "nobody is let in any more: \(error)"
    }
  }
}

/// The thread that judges, for all sockets of its context, whether a client's key is trusted (ZeroMQ RFC 27).
///
/// Where it is not running, hubs with keys let nobody in. It ends with its last reference: keep one as long as the hub.
public final class Authenticator: Sendable {
  private let door: Door

  /// Starts it.
  ///
  /// - Parameters:
  ///   - rereadMilliseconds: so often the files are read, beside each time that a client comes: a key that is revoked is
  ///     not heard after this time.
  ///   - report: is called in the authenticator's thread.
  /// - Throws: when the context has one already.
  public init(
    _ allowed: AllowList, context: MessagingContext, rereadMilliseconds: Int = 200,
    report: @escaping @Sendable (AccessEvent) -> Void
  ) throws(TransportError) {
    door = try Door(allowed, context, rereadMilliseconds, report)
    let thread = Thread { [door] in door.serve() }
    thread.name = "reins keys"
    thread.start()
    if let failure = door.awaitStart() { throw failure }
  }

  /// How often a client was refused.
  public var refused: UInt64 { door.refused.load(ordering: .relaxed) }

  /// Ends it; returns when it has ended. Nobody is let in from now on; who is in, stays.
  public func stop() { door.close() }

  deinit { door.close() }
}

/// What the thread and its owner share.
private final class Door: Sendable {
  let refused = Atomic<UInt64>(0)
  private let allowed: AllowList
  private let context: MessagingContext
  private let rereadMilliseconds: Int
  private let report: @Sendable (AccessEvent) -> Void
  /// A pipe; readable when the thread is to end.
  private let bell: (hear: Int32, ring: Int32)
  private let failure = Mutex<TransportError?>(nil)
  private let started = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let isClosed = Mutex(false)
  /// Refused keys that `report` knows.
  private let known = Mutex<Set<PublicKey>>([])
  /// After so many they are forgotten: strangers can make as many keys as they like.
  private static let memory = 1_024

  init(
    _ allowed: AllowList, _ context: MessagingContext, _ rereadMilliseconds: Int,
    _ report: @escaping @Sendable (AccessEvent) -> Void
  ) throws(TransportError) {
    self.allowed = allowed
    self.context = context
    self.rereadMilliseconds = rereadMilliseconds
    self.report = report
    var ends: [Int32] = [-1, -1]
    let status = unsafe pipe(&ends)
    bell = (ends[0], ends[1])
    guard status == 0 else {
      throw .library(operation: "open", endpoint: ZAPRequest.endpoint, reason: unsafe String(cString: strerror(errno)))
    }
  }

  deinit {
    Glibc.close(bell.hear)
    Glibc.close(bell.ring)
  }

  func awaitStart() -> TransportError? {
    started.wait()
    return failure.withLock { $0 }
  }

  /// Ends the thread and waits for it; does so once.
  func close() {
    isClosed.withLock {
      if $0 { return }
      $0 = true
      // Cannot fail: a pipe that nobody has written to takes a byte.
      _ = unsafe write(bell.ring, [1], 1)
      ended.wait()
    }
  }

  /// The thread's whole life.
  func serve() {
    defer { ended.signal() }
    var hasStarted = false
    do throws(TransportError) {
      var socket = try Socket(ZMQ_REP, name: ZAPRequest.endpoint, context: context)
      try socket.set(ZMQ_LINGER, 0)
      _ = try socket.bind(ZAPRequest.endpoint)
      hasStarted = true
      started.signal()
      var items = unsafe InlineArray<2, zmq_pollitem_t>(repeating: socket.pollItem)
      unsafe items[1] = zmq_pollitem_t(socket: nil, fd: bell.hear, events: Int16(ZMQ_POLLIN), revents: 0)
      while unsafe items[1].revents == 0 {
        try unsafe poll(&items, count: 2, milliseconds: rereadMilliseconds)
        for problem in allowed.refresh() { report(.problem(problem)) }
        while try answerOne(&socket) {}
      }
    } catch {
      if hasStarted { report(.failed(error)) }
      failure.withLock { $0 = error }
      if !hasStarted { started.signal() }
    }
  }

  /// False when nobody is at the door.
  private func answerOne(_ socket: inout Socket) throws(TransportError) -> Bool {
    guard try socket.receivePart() else { return false }
    var parts: [[UInt8]] = []
    while true {
      let hasMore = socket.hasMore
      var part: [UInt8] = []
      socket.takePart(into: &part)
      parts.append(part)
      guard hasMore, try socket.receivePart() else { break }
    }
    for (place, part) in answer(parts).enumerated() {
      _ = try socket.send(part, more: place < 5)
    }
    return true
  }

  private func answer(_ parts: [[UInt8]]) -> [[UInt8]] {
    guard let request = ZAPRequest(parts) else {
      refused.add(1, ordering: .relaxed)
      return ZAPRequest.refusal(identifier: parts.count > 1 ? parts[1] : [])
    }
    let client = allowed.client(request.key)
    if let client {
      _ = known.withLock { $0.remove(request.key) }
      report(.admitted(client, address: request.address))
    } else {
      refused.add(1, ordering: .relaxed)
      let isNew = known.withLock {
        if $0.count == Self.memory { $0.removeAll() }
        return $0.insert(request.key).inserted
      }
      if isNew { report(.refused(request.key, address: request.address)) }
    }
    return request.answer(isTrusted: client != nil)
  }
}
