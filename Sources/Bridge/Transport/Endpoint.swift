/// Where a socket binds or connects: `tcp://ADDRESS:PORT` with an IPv4 address, or `ipc://PATH`.
///
/// Names are not looked up: an answer of a name server must not decide whether a socket is safe.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  enum Place: Hashable, Sendable {
    /// Port 0: one that is free, when bound.
    case tcp(address: SIMD4<UInt8>, port: UInt16)
    case ipc(path: String)
  }

  let place: Place

  /// - Throws: `badEndpoint`.
  public init(_ text: String) throws(TransportError) {
    if text.hasPrefix("ipc:///") {
      let path = String(text.dropFirst("ipc://".count))
      // sockaddr_un has 108 bytes, the last of them 0.
      guard path.utf8.count < 108, !path.hasSuffix("/"), !path.utf8.contains(0) else {
        throw .badEndpoint(text, reason: "a socket's path has 1 to 107 bytes")
      }
      place = .ipc(path: path)
      return
    }
    guard text.hasPrefix("tcp://") else {
      throw .badEndpoint(text, reason: "it begins with 'tcp://' or 'ipc:///'")
    }
    let parts = text.dropFirst("tcp://".count).split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let port = Self.number(parts[1], as: UInt16.self) else {
      throw .badEndpoint(text, reason: "a port, 0 to 65535, stands after the address")
    }
    let name = parts[0] == "localhost" ? "127.0.0.1" : parts[0]
    let bytes = name.split(separator: ".", omittingEmptySubsequences: false).map { Self.number($0, as: UInt8.self) }
    guard bytes.count == 4, let a = bytes[0], let b = bytes[1], let c = bytes[2], let d = bytes[3] else {
      throw .badEndpoint(text, reason: "the address is four numbers, for example 192.168.1.20, or 'localhost'")
    }
    place = .tcp(address: SIMD4(a, b, c, d), port: port)
  }

  /// Digits only: no sign, no leading zero that others read as octal.
  private static func number<N: FixedWidthInteger>(_ text: Substring, as: N.Type) -> N? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text == "0" || text.first != "0" else { return nil }
    return N(text)
  }

  /// Nobody on another machine reaches it: 127.0.0.0/8 (RFC 1122, 3.2.1.3), or a file.
  public var isLocal: Bool {
    switch place {
    case .tcp(let address, _): address.x == 127
    case .ipc: true
    }
  }

  /// Where the broadcast of a hub with its sessions here is: the next port (0 and 65535: one that is free), or a file with
  /// `.broadcast` behind its name.
  ///
  /// - Throws: `badEndpoint` where that name is too long.
  public func besides() throws(TransportError) -> Endpoint {
    switch place {
    case .tcp(let a, let port):
      try Endpoint("tcp://\(a.x).\(a.y).\(a.z).\(a.w):\(port == 0 || port == .max ? 0 : port + 1)")
    case .ipc(let path): try Endpoint("ipc://\(path).broadcast")
    }
  }

  var isEveryInterface: Bool {
    if case .tcp(SIMD4(0, 0, 0, 0), _) = place { true } else { false }
  }

  /// As libzmq reads it.
  public var description: String {
    switch place {
    case .tcp(let address, let port): "tcp://\(address.x).\(address.y).\(address.z).\(address.w):\(port)"
    case .ipc(let path): "ipc://\(path)"
    }
  }

  /// Refuses what would talk in the clear over a network.
  func checkClear(hasKeys: Bool) throws(TransportError) {
    if !isLocal && !hasKeys { throw .keysNeeded(endpoint: description) }
  }

  /// Refuses to bind where somebody could come in who should not.
  func checkBinding(hasKeys: Bool, everyInterface: Bool) throws(TransportError) {
    try checkClear(hasKeys: hasKeys)
    if isEveryInterface && !everyInterface { throw .everyInterface(endpoint: description) }
    if case .ipc(let path) = place {
      do throws(KeyError) {
        try PrivateFiles.checkFolder(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
      } catch {
        throw .folder(endpoint: description, error)
      }
    }
  }
}
