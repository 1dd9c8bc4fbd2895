import Foundation
import Transport
import Wire

/// Where a process's keys lie, and which of them are its own; nil members: no keys, this machine only.
public struct BridgeKeys: Sendable {
  public var folder: String
  /// Of its own pair.
  public var name: String
  /// Of the hub's public key, as a client knows it.
  public var hub: String

  public init(folder: String, name: String, hub: String = "hub") {
    self.folder = folder
    self.name = name
    self.hub = hub
  }

  /// REINS_KEYS, or `~/.config/reins/keys`.
  public static var defaultFolder: String {
    let environment = ProcessInfo.processInfo.environment
    return environment["REINS_KEYS"] ?? (environment["HOME"] ?? ".") + "/.config/reins/keys"
  }

  func clientKeys() throws(KeyError) -> ClientKeys {
    let store = KeyStore(folder: folder)
    return try ClientKeys(own: store.keys(name), hub: store.publicKey(hub))
  }

  func hubSecurity() throws(KeyError) -> HubSecurity {
    let store = KeyStore(folder: folder)
    return try HubSecurity(keys: store.keys(name), allowed: AllowList(store))
  }
}

extension HubEndpoint {
  /// Binds a hub's sockets, with the thread that judges keys where there are any.
  convenience init(
    offer: HubOffer, session: Endpoint, broadcast: Endpoint, keys: BridgeKeys?, everyInterface: Bool = false,
    capacity: Int = 128,
    report: @escaping @Sendable (String) -> Void
  ) throws {
    var settings = SocketSettings()
    settings.everyInterface = everyInterface
    let context = MessagingContext()
    let security = try keys?.hubSecurity()
    let authenticator = try security.map { security in
      try Authenticator(security.allowed, context: context) { report("\($0)") }
    }
    let sockets = try HubSockets(
      session: session, broadcast: broadcast, settings: settings, security: security, context: context)
    var random = unpredictableStream()
    self.init(
      offer: offer, session: random.next() | 1, sockets: sockets, authenticator: authenticator, capacity: capacity)
  }
}
