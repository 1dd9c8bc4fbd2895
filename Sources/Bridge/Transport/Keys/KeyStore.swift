import Foundation
public import Wire

/// A client that may come in, and as what.
public struct TrustedClient: Hashable, Sendable {
  public var name: String
  public var key: PublicKey
  public var role: Role
}

/// A folder with keys, of one user and nobody else (0700):
///
/// | | |
/// |---|---|
/// | `NAME.secret` | 0600: both halves of an own pair |
/// | `NAME.public` | 0644: the half that others are given |
/// | `trusted/NAME.client` | 0644: a client's public key and role; a hub lets in those and nobody else |
///
/// Files are lines `word value`. What can be read or changed by others is refused, not repaired: nobody knows who has been
/// there.
public struct KeyStore: Sendable {
  public let folder: String

  /// Looks at nothing yet.
  public init(folder: String) { self.folder = folder }

  private var trustedFolder: String { folder + "/trusted" }

  /// Makes the folder where there is none; its parent must be there.
  public func create() throws(KeyError) {
    try PrivateFiles.makeFolder(folder)
    try PrivateFiles.makeFolder(trustedFolder)
  }

  /// Makes an own pair, and returns the half to give away. Never replaces one.
  @discardableResult
  public func makeKeys(_ name: String) throws(KeyError) -> PublicKey {
    try check(name)
    let path = "\(folder)/\(name).secret"
    guard let pair = KeyPair.random() else {
      throw .system(operation: "make keys for", path: path, reason: "libzmq was built without CURVE")
    }
    try PrivateFiles.write(
      "public \(pair.publicKey)\nsecret \(Z85.encode(pair.secretKey.bytes))\n", to: path, permissions: 0o600)
    do throws(KeyError) {
      try PrivateFiles.write("public \(pair.publicKey)\n", to: "\(folder)/\(name).public", permissions: 0o644)
    } catch {
      // Half a pair would be in the way of the next attempt.
      _ = unsafe unlink(path)
      throw error
    }
    return pair.publicKey
  }

  /// An own pair.
  public func keys(_ name: String) throws(KeyError) -> KeyPair {
    try check(name)
    let path = "\(folder)/\(name).secret"
    let words = try Self.words(PrivateFiles.read(path, allowed: 0o600), ["public", "secret"], path)
    guard let pair = KeyPair(publicText: words[0], secretText: words[1]) else {
      throw .malformed(path: path, reason: "its two keys are no pair: make new ones")
    }
    return pair
  }

  /// Somebody's public key: of an own pair, or a hub's as its user has given it.
  public func publicKey(_ name: String) throws(KeyError) -> PublicKey {
    try check(name)
    let path = "\(folder)/\(name).public"
    return try Self.key(Self.words(PrivateFiles.read(path, allowed: 0o644), ["public"], path)[0], path)
  }

  /// Keeps the public key of somebody else, a hub for example, as its user has given it. Never replaces one.
  public func add(_ name: String, key: PublicKey) throws(KeyError) {
    try check(name)
    try PrivateFiles.write("public \(key)\n", to: "\(folder)/\(name).public", permissions: 0o644)
  }

  /// Lets a client in, in one role. Never replaces one: revoke it first.
  public func trust(_ name: String, key: PublicKey, role: Role) throws(KeyError) {
    try check(name)
    guard role != .hub else { throw .badRole("\(role)") }
    try PrivateFiles.write(
      "public \(key)\nrole \(role)\n", to: "\(trustedFolder)/\(name).client", permissions: 0o644)
  }

  /// Lets a client in no more.
  public func revoke(_ name: String) throws(KeyError) {
    try check(name)
    let path = "\(trustedFolder)/\(name).client"
    guard unsafe unlink(path) == 0 else { throw PrivateFiles.failure("remove", path) }
  }

  /// Who may come in, by name, and the files that let nobody in, with the reason.
  ///
  /// - Throws: what makes all of them worthless.
  public func trusted() throws(KeyError) -> (clients: [TrustedClient], problems: [KeyError]) {
    try PrivateFiles.checkFolder(folder)
    try PrivateFiles.checkFolder(trustedFolder)
    let files: [String]
    do {
      files = try FileManager.default.contentsOfDirectory(atPath: trustedFolder)
    } catch {
      throw .system(operation: "list", path: trustedFolder, reason: "\(error)")
    }
    var (clients, problems): ([TrustedClient], [KeyError]) = ([], [])
    var holders: [PublicKey: String] = [:]
    var doubtful: Set<PublicKey> = []
    for file in files.sorted() where file.hasSuffix(".client") {
      do throws(KeyError) {
        let client = try client(String(file.dropLast(".client".count)))
        if let other = holders.updateValue(file, forKey: client.key) {
          doubtful.insert(client.key)
          throw .twice(path: "\(trustedFolder)/\(file)", other: "\(trustedFolder)/\(other)")
        }
        clients.append(client)
      } catch {
        problems.append(error)
      }
    }
    return (clients.filter { !doubtful.contains($0.key) }, problems)
  }

  private func client(_ name: String) throws(KeyError) -> TrustedClient {
    try check(name)
    let path = "\(trustedFolder)/\(name).client"
    let words = try Self.words(PrivateFiles.read(path, allowed: 0o644), ["public", "role"], path)
    guard let role = Role.allCases.first(where: { $0 != .hub && $0.description == words[1] }) else {
      throw .malformed(path: path, reason: "\(KeyError.badRole(words[1]))")
    }
    return TrustedClient(name: name, key: try Self.key(words[0], path), role: role)
  }

  private static func key(_ text: String, _ path: String) throws(KeyError) -> PublicKey {
    guard let key = PublicKey(z85: text) else { throw .malformed(path: path, reason: "'\(text)' is no key") }
    return key
  }

  /// The values of lines `word value`, in the order of the words: these and no others.
  private static func words(_ text: String, _ expected: [String], _ path: String) throws(KeyError) -> [String] {
    let lines = text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
    guard lines.map({ $0.first.map(String.init) }) == expected, lines.allSatisfy({ $0.count == 2 }) else {
      throw .malformed(path: path, reason: "it holds other lines than \(expected.joined(separator: ", "))")
    }
    return lines.map { String($0[1]) }
  }

  private func check(_ name: String) throws(KeyError) {
    let isFine = name.utf8.allSatisfy {
      (0x61...0x7a).contains($0) || (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
        || $0 == 0x5f
    }
    guard isFine, (1...64).contains(name.utf8.count) else { throw .badName(name) }
  }
}
