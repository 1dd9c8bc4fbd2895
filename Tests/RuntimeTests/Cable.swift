import Foundation
import Synchronization

/// A TCP line between a client and a hub that tests can freeze: both ends stay connected, and nothing comes through.
final class Cable: Sendable {
  let port: Int
  private let listener: Int32
  private let upstream: UInt16
  private let isFrozen = Atomic<Bool>(false)
  private let isCut = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)

  enum Failure: Error { case system(Int32) }

  /// Listens on a port of its own.
  ///
  /// - Parameter upstream: where the hub listens, on this machine.
  init(to upstream: Int) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.address(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(listener, $0, size) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isBound else { throw Failure.system(errno) }
    self.listener = listener
    self.upstream = UInt16(upstream)
    port = Int(UInt16(bigEndian: address.sin_port))
    let thread = Thread { [self] in
      carry()
      ended.signal()
    }
    thread.start()
  }

  func freeze() { isFrozen.store(true, ordering: .sequentiallyConsistent) }
  func thaw() { isFrozen.store(false, ordering: .sequentiallyConsistent) }

  func close() {
    isCut.store(true, ordering: .sequentiallyConsistent)
    ended.wait()
  }

  private static func address(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  private func carry() {
    var pairs: [(Int32, Int32)] = []
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while !isCut.load(ordering: .sequentiallyConsistent) {
      if isFrozen.load(ordering: .sequentiallyConsistent) {
        usleep(2_000)
        continue
      }
      var items = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
      for pair in pairs { items += [pair.0, pair.1].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) } }
      guard unsafe poll(&items, nfds_t(items.count), 5) > 0 else { continue }
      var over: [Int] = []
      for (place, pair) in pairs.enumerated() {
        for (item, to) in [(items[1 + 2 * place], pair.1), (items[2 + 2 * place], pair.0)] where item.revents != 0 {
          let count = unsafe recv(item.fd, &bytes, bytes.count, 0)
          let isCarried = unsafe count > 0 && send(to, bytes, count, Int32(MSG_NOSIGNAL)) == count
          if !isCarried { over.append(place) }
        }
      }
      for place in Set(over).sorted(by: >) {
        let pair = pairs.remove(at: place)
        _ = (Glibc.close(pair.0), Glibc.close(pair.1))
      }
      if items[0].revents != 0 { if let pair = open() { pairs.append(pair) } }
    }
    for pair in pairs { _ = (Glibc.close(pair.0), Glibc.close(pair.1)) }
    _ = Glibc.close(listener)
  }

  private func open() -> (Int32, Int32)? {
    let client = accept(listener, nil, nil)
    let hub = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.address(upstream)
    let isOpen = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(hub, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard client >= 0, isOpen == 0 else {
      _ = (Glibc.close(client), Glibc.close(hub))
      return nil
    }
    return (client, hub)
  }
}
