/// Why a socket could not be had or used: the endpoint, the limit, the remedy.
public enum TransportError: Error, Equatable, Sendable, CustomStringConvertible {
  case badEndpoint(String, reason: String)
  /// In the clear, over a network.
  case keysNeeded(endpoint: String)
  /// Every interface of the machine, unasked.
  case everyInterface(endpoint: String)
  case inUse(endpoint: String)
  case noSuchAddress(endpoint: String)
  case frameTooLarge(endpoint: String, bytes: Int, limit: Int)
  /// The folder of an `ipc://` endpoint.
  case folder(endpoint: String, KeyError)
  /// What libzmq refused.
  case library(operation: String, endpoint: String, reason: String)

  public var description: String {
    switch self {
    case .badEndpoint(let endpoint, let reason): "'\(endpoint)' is no endpoint: \(reason)"
    case .keysNeeded(let endpoint):
      "'\(endpoint)' can be reached from other machines, and there are no keys: make keys (docs/security.md), or use "
        + "tcp://127.0.0.1 or ipc://"
    case .everyInterface(let endpoint):
      "'\(endpoint)' is every interface of this machine: name the address of one, or set `everyInterface`"
    case .inUse(let endpoint): "'\(endpoint)' is in use: end the other program, or take another port"
    case .noSuchAddress(let endpoint): "this machine has no address '\(endpoint)': `ip address` lists those it has"
    case .frameTooLarge(let endpoint, let bytes, let limit):
      "a frame of \(bytes) bytes for '\(endpoint)', the limit is \(limit): send less, or raise the limit on both sides"
    case .folder(let endpoint, let error): "'\(endpoint)': \(error)"
    case .library(let operation, let endpoint, let reason): "cannot \(operation) '\(endpoint)': \(reason)"
    }
  }
}
