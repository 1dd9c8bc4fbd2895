import Synchronization

/// Who may come in now: the trusted clients of a key store, read again and again, in all threads' sight.
public final class AllowList: Sendable {
  private struct State {
    var clients: [PublicKey: TrustedClient] = [:]
    var problems: [KeyError] = []
  }

  private let store: KeyStore
  private let state = Mutex(State())

  /// - Throws: what makes the store worthless; single files that are let nobody in are `problems`.
  public init(_ store: KeyStore) throws(KeyError) {
    self.store = store
    let (clients, problems) = try store.trusted()
    replace(clients, problems)
  }

  /// Files that let nobody in, as of the last reading.
  public var problems: [KeyError] { state.withLock { $0.problems } }

  /// Nil for a key that is not trusted. Takes no memory.
  public func client(_ key: PublicKey) -> TrustedClient? { state.withLock { $0.clients[key] } }

  /// Reads the files again. While they cannot be read, nobody is trusted.
  ///
  /// - Returns: problems that were not there before.
  @discardableResult
  public func refresh() -> [KeyError] {
    let before = problems
    do throws(KeyError) {
      let (clients, problems) = try store.trusted()
      replace(clients, problems)
    } catch {
      replace([], [error])
    }
    return problems.filter { !before.contains($0) }
  }

  private func replace(_ clients: [TrustedClient], _ problems: [KeyError]) {
    let byKey = Dictionary(clients.map { ($0.key, $0) }) { first, _ in first }
    state.withLock {
      $0.clients = byKey
      $0.problems = problems
    }
  }
}
