import Foundation
import Synchronization
import Transport
import Wire

/// A hub with keys, and clients with and without a place on its list.
final class Guesthouse: Sendable {
  let store: KeyStore
  let context = MessagingContext()
  let security: HubSecurity
  private let folder: TemporaryFolder
  private let told = Mutex<[AccessEvent]>([])

  init() throws {
    folder = try TemporaryFolder()
    store = KeyStore(folder: folder.path)
    try store.create()
    try store.makeKeys("hub")
    security = try HubSecurity(keys: store.keys("hub"), allowed: AllowList(store))
  }

  var events: [AccessEvent] { told.withLock { $0 } }

  func authenticator() throws -> Authenticator {
    try Authenticator(security.allowed, context: context, rereadMilliseconds: 10) { [weak self] event in
      self?.told.withLock { $0.append(event) }
    }
  }

  /// Keys of a new client.
  ///
  /// - Parameter role: nil for one who is not trusted.
  func guest(_ name: String, _ role: Role?) throws -> ClientKeys {
    let key = try store.makeKeys(name)
    if let role { try store.trust(name, key: key, role: role) }
    return try ClientKeys(own: store.keys(name), hub: store.publicKey("hub"))
  }

  func client(_ hub: borrowing HubSockets, _ keys: ClientKeys?) throws -> ClientSocket {
    try ClientSocket(hub.sessionEndpoint, keys: keys, context: context)
  }
}
