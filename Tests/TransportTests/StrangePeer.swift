import Foundation
import Testing
import Transport

/// A peer that speaks ZMTP 3.1 (ZeroMQ RFC 37) by hand, without security, and does what no library would.
final class StrangePeer {
  private let file: Int32

  /// Connects, greets and says that it is a DEALER.
  ///
  /// - Parameter identity: empty for none.
  init(_ endpoint: Endpoint, identity: String = "") throws {
    let port = try #require(UInt16("\(endpoint)".split(separator: ":").last ?? ""))
    file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = unsafe withUnsafeBytes(of: &address) {
      unsafe connect(file, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    try #require(status == 0)
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    _ = unsafe setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let signature: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 1]
    write(signature + Array("NULL".utf8) + [UInt8](repeating: 0, count: 48))
    var ready: [UInt8] = [5] + Array("READY".utf8)
    for (name, value) in [("Socket-Type", "DEALER"), ("Identity", identity)] {
      ready += [UInt8(name.utf8.count)] + Array(name.utf8) + [0, 0, 0, UInt8(value.utf8.count)] + Array(value.utf8)
    }
    write([4, UInt8(ready.count)] + ready)
    // Before the other side is ready, too, messages would be a breach of the protocol.
    let greeting = read(64 + 2)
    try #require(greeting.count == 66 && greeting[64] == 4)
    try #require(read(Int(greeting[65])).count == Int(greeting[65]))
  }

  deinit { close(file) }

  /// One message.
  func send(parts: [[UInt8]]) {
    for (place, part) in parts.enumerated() {
      write([place < parts.count - 1 ? 1 : 0, UInt8(part.count)] + part)
    }
  }

  /// Ends the connection; until then it lives.
  func hangUp() { _ = shutdown(file, Int32(SHUT_RDWR)) }

  /// Whether the other side closes the connection before its patience ends; what it says is read and not answered.
  func isHungUpOn() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = unsafe recv(file, &bytes, bytes.count, 0)
      if count == 0 || (count < 0 && errno == ECONNRESET) { return true }
      if count < 0 && errno != EINTR { return false }
    }
  }

  private func read(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe recv(file, &bytes, count, Int32(MSG_WAITALL))
    return Array(bytes.prefix(max(0, got)))
  }

  private func write(_ bytes: [UInt8]) {
    _ = unsafe Glibc.send(file, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}
