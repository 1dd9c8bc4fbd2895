import CZeroMQ
import Foundation
import Wire

/// A socket of libzmq. One thread owns it at a time; it moves by `consuming sending`.
@safe
struct Socket: ~Copyable {
  let handle: UnsafeMutableRawPointer
  /// The part that was received last; its address stays, so that receiving takes no memory of ours.
  private let message: UnsafeMutablePointer<zmq_msg_t>
  /// A context ends after its sockets.
  private let context: MessagingContext
  /// For errors.
  let name: String
  /// A part that `await` has received and nobody has taken yet.
  private(set) var isHolding = false
  /// ZMQ_RCVTIMEO as it is set.
  private var timeout: Int32 = -1
  /// What it does before it sleeps.
  var busy = BusyWait(longest: 0)

  init(_ type: Int32, name: String, context: MessagingContext) throws(TransportError) {
    guard let handle = unsafe zmq_socket(context.handle, type) else {
      throw Self.failure("open a socket for", name)
    }
    unsafe self.handle = unsafe handle
    unsafe message = .allocate(capacity: 1)
    unsafe zmq_msg_init(message)
    self.context = context
    self.name = name
  }

  deinit {
    unsafe zmq_msg_close(message)
    unsafe message.deallocate()
    unsafe zmq_close(handle)
  }

  // MARK: options

  func set(_ option: Int32, _ value: Int32) throws(TransportError) {
    try unsafe setValue(option, value)
  }

  /// ZMQ_MAXMSGSIZE alone has 64 bits.
  func setLargestMessage(_ bytes: Int) throws(TransportError) {
    try unsafe setValue(ZMQ_MAXMSGSIZE, Int64(bytes))
  }

  func set(_ option: Int32, key: SIMD32<UInt8>) throws(TransportError) {
    try unsafe setValue(option, key)
  }

  func set(_ option: Int32, bytes: [UInt8]) throws(TransportError) {
    guard unsafe zmq_setsockopt(handle, option, bytes, bytes.count) == 0 else { throw refusal(of: option) }
  }

  @unsafe
  private func setValue<Value: BitwiseCopyable>(_ option: Int32, _ value: Value) throws(TransportError) {
    let status = unsafe withUnsafeBytes(of: value) {
      unsafe zmq_setsockopt(handle, option, $0.baseAddress, $0.count)
    }
    guard status == 0 else { throw refusal(of: option) }
  }

  private func refusal(of option: Int32) -> TransportError { Self.failure("set option \(option) of", name) }

  // MARK: places

  /// The endpoint that it came to: a port of 0 is filled in.
  func bind(_ endpoint: String) throws(TransportError) -> String {
    guard unsafe zmq_bind(handle, endpoint) == 0 else {
      switch zmq_errno() {
      case EADDRINUSE: throw .inUse(endpoint: endpoint)
      case EADDRNOTAVAIL, ENODEV: throw .noSuchAddress(endpoint: endpoint)
      default: throw Self.failure("bind", endpoint)
      }
    }
    var text = [CChar](repeating: 0, count: 256)
    var count = text.count
    guard unsafe zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &text, &count) == 0 else {
      throw Self.failure("read the port of", endpoint)
    }
    return String(decoding: text[..<max(0, count - 1)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func connect(_ endpoint: String) throws(TransportError) {
    guard unsafe zmq_connect(handle, endpoint) == 0 else { throw Self.failure("connect to", endpoint) }
  }

  private func monotonicNanoseconds() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

  // MARK: parts

  /// Whether a part is there, after at most this time; 0 only looks, -1 waits for ever. A signal ends the wait early.
  ///
  /// Waits in the call that receives: `zmq_poll` looks three times where nothing is, with a system call each.
  mutating func await(milliseconds: Int) throws(TransportError) -> Bool {
    if isHolding { return true }
    let began = milliseconds == 0 || busy.longest == 0 ? 0 : monotonicNanoseconds()
    defer { if began > 0 { busy.waited(monotonicNanoseconds() - began, heard: isHolding) } }
    if began > 0, busy.now > 0, try look(until: began + busy.now) { return true }
    let wanted = Int32(clamping: milliseconds)
    if wanted != timeout {
      try set(ZMQ_RCVTIMEO, wanted)
      timeout = wanted
    }
    if unsafe zmq_msg_recv(message, handle, 0) >= 0 {
      isHolding = true
      return true
    }
    guard zmq_errno() == EAGAIN || zmq_errno() == EINTR else { throw Self.failure("receive from", name) }
    return false
  }

  /// Looks again and again, without sleeping; whoever wants the processor has it.
  private mutating func look(until end: UInt64) throws(TransportError) -> Bool {
    while try !receivePart() {
      if monotonicNanoseconds() >= end { return false }
      sched_yield()
    }
    isHolding = true
    return true
  }

  /// Takes the next part; false when there is none.
  mutating func receivePart() throws(TransportError) -> Bool {
    if isHolding {
      isHolding = false
      return true
    }
    while unsafe zmq_msg_recv(message, handle, ZMQ_DONTWAIT) < 0 {
      switch zmq_errno() {
      case EAGAIN: return false
      case EINTR: continue
      default: throw Self.failure("receive from", name)
      }
    }
    return true
  }

  /// Whether the part is followed by another one of the same message.
  var hasMore: Bool { unsafe zmq_msg_more(message) != 0 }

  var partCount: Int { unsafe zmq_msg_size(message) }

  /// Replaces the bytes by the part's and gives the part back. Takes memory only where they do not suffice.
  func takePart(into bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: zmq_msg_data(message), count: partCount))
    unsafe zmq_msg_close(message)
    unsafe zmq_msg_init(message)
  }

  /// The part as a number of 5 bytes, if it has the form of an identity that a ROUTER gives: 0 and 4 bytes.
  var identity: Peer? {
    guard partCount == Peer.byteCount, let data = unsafe zmq_msg_data(message) else { return nil }
    guard unsafe data.load(as: UInt8.self) == 0 else { return nil }
    return Peer(number: unsafe data.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
  }

  /// Whose key the sender of the part has, as the `Authenticator` said when it connected.
  var senderKey: PublicKey? {
    guard let text = unsafe zmq_msg_gets(message, "User-Id") else { return nil }
    return unsafe Z85.decode(text).map { PublicKey(bytes: $0) }
  }

  /// Takes the rest of a message that is not wanted.
  mutating func skipRest() throws(TransportError) {
    while hasMore {
      guard try receivePart() else { return }
    }
  }

  /// Never waits.
  ///
  /// - Parameter more: another part of the same message follows.
  func send(_ bytes: [UInt8], more: Bool = false) throws(TransportError) -> SendOutcome {
    let flags = more ? ZMQ_DONTWAIT | ZMQ_SNDMORE : ZMQ_DONTWAIT
    return try outcome { unsafe zmq_send(handle, bytes, bytes.count, flags) }
  }

  /// Names the receiver of the part that follows.
  func send(to peer: Peer) throws(TransportError) -> SendOutcome {
    // 0 and the number.
    var identity: (UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0)
    return try outcome {
      unsafe withUnsafeMutableBytes(of: &identity) {
        unsafe $0.storeBytes(of: peer.number, toByteOffset: 1, as: UInt32.self)
        return unsafe zmq_send(handle, $0.baseAddress, $0.count, ZMQ_DONTWAIT | ZMQ_SNDMORE)
      }
    }
  }

  private func outcome(_ send: () -> Int32) throws(TransportError) -> SendOutcome {
    while send() < 0 {
      switch zmq_errno() {
      case EAGAIN: return .blocked
      case EHOSTUNREACH: return .gone
      case EINTR: continue
      default: throw Self.failure("send to", name)
      }
    }
    return .sent
  }

  static func failure(_ operation: String, _ endpoint: String) -> TransportError {
    .library(operation: operation, endpoint: endpoint, reason: unsafe String(cString: zmq_strerror(zmq_errno())))
  }
}
