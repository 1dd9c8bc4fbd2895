import Foundation
import Testing
import Transport
import Wire

@Suite("Keys")
struct KeyStoreTests {
  private let folder: TemporaryFolder
  private let store: KeyStore

  init() throws {
    folder = try TemporaryFolder()
    store = KeyStore(folder: folder.path)
    try store.create()
  }

  @Test("a pair is made once, in files that nobody else reads, and is read again")
  func pair() throws {
    let key = try store.makeKeys("hub")
    #expect(try folder.permissions(of: "hub.secret") == 0o600)
    #expect(try folder.permissions(of: "trusted") == 0o700)
    #expect(try store.keys("hub").publicKey == key)
    #expect(try store.publicKey("hub") == key)
    #expect("\(key)".utf8.count == 40 && PublicKey(z85: "\(key)") == key)
    #expect(throws: KeyError.exists(path: "\(folder.path)/hub.secret")) { try store.makeKeys("hub") }
    #expect(try store.keys("hub").publicKey == key)
    #expect(try "\(store.keys("hub"))".contains("(secret)"))
    #expect(try store.makeKeys("other") != key)
  }

  @Test("what others can read is refused, with the command that helps", arguments: [0o640, 0o604, 0o660, 0o644, 0o700])
  func exposedSecret(permissions: Int) throws {
    try store.makeKeys("hub")
    try folder.setPermissions(permissions, of: "hub.secret")
    let error = #expect(throws: KeyError.self) { _ = try store.keys("hub") }
    let path = "\(folder.path)/hub.secret"
    #expect(error == .exposed(path: path, permissions: "0" + String(permissions, radix: 8), allowed: "0600"))
    #expect(error?.description.hasSuffix("chmod 0600 '\(path)'") == true)
  }

  @Test("a folder that others enter is refused, for its list and for its making", arguments: [0o750, 0o705, 0o1700])
  func exposedFolder(permissions: Int) throws {
    try folder.setPermissions(permissions)
    let exposed = KeyError.exposed(
      path: folder.path, permissions: "0" + String(permissions, radix: 8), allowed: "0700")
    #expect(throws: exposed) { try store.create() }
    #expect(throws: exposed) { _ = try store.trusted() }
    #expect(throws: exposed) { _ = try AllowList(store) }
  }

  @Test("a link in place of a secret is not followed")
  func link() throws {
    try store.makeKeys("real")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/hub.secret", withDestinationPath: "\(folder.path)/real.secret")
    #expect(throws: KeyError.self) { _ = try store.keys("hub") }
  }

  @Test(
    "a file that is no pair of keys is refused",
    arguments: [
      "", "public x\nsecret y\n", "secret \(String(repeating: "0", count: 40))\n",
      // Each a key, but not of one pair.
      "public \(String(repeating: "0", count: 40))\nsecret \(String(repeating: "1", count: 40))\n",
      String(repeating: "public ", count: 1_000),
    ])
  func malformed(text: String) throws {
    try folder.write(text, to: "hub.secret")
    #expect(throws: KeyError.self) { _ = try store.keys("hub") }
  }

  @Test("a client is trusted in one role, once, until it is revoked")
  func trust() throws {
    let key = try store.makeKeys("anna")
    try store.trust("anna", key: key, role: .teleop)
    let anna = try store.trusted()
    #expect(anna.clients.map(\.name) == ["anna"] && anna.clients.map(\.key) == [key])
    #expect(anna.clients.map(\.role) == [.teleop] && anna.problems.isEmpty)
    #expect(throws: KeyError.self) { try store.trust("anna", key: key, role: .robot) }
    #expect(throws: KeyError.badRole("hub")) { try store.trust("eve", key: key, role: .hub) }
    try store.revoke("anna")
    #expect(try store.trusted().clients.isEmpty)
    #expect(throws: KeyError.missing(path: "\(folder.path)/trusted/anna.client")) { try store.revoke("anna") }
  }

  @Test("names cannot leave the folder", arguments: ["", "..", "../x", "a/b", ".hidden", "a b", "ä", "a\n"])
  func names(name: String) throws {
    #expect(throws: KeyError.badName(name)) { try store.makeKeys(name) }
    #expect(throws: KeyError.badName(name)) { try store.revoke(name) }
    #expect(throws: KeyError.badName(name)) { _ = try store.keys(name) }
  }

  @Test("a key in two files has no role, so it is not trusted; the others are")
  func twice() throws {
    let (key, other) = try (store.makeKeys("a"), store.makeKeys("c"))
    try store.trust("a", key: key, role: .observer)
    try store.trust("b", key: key, role: .teleop)
    try store.trust("c", key: other, role: .robot)
    let trusted = try store.trusted()
    #expect(trusted.clients.map(\.name) == ["c"] && trusted.problems.count == 1)
  }

  @Test(
    "a client's file that is wrong lets nobody in, and does not shut out the others",
    arguments: [
      ("public KEY\nrole admin\n", 0o644), ("public KEY\nrole hub\n", 0o644), ("public KEY\n", 0o644),
      ("role teleop\npublic KEY\n", 0o644), ("public KEY\nrole teleop\n", 0o666), ("public KEY\nrole teleop\n", 0o664),
      ("public KE\nrole teleop\n", 0o644), ("public KEY\nrole teleop\nrole robot\n", 0o644),
    ])
  func wrongClient(text: String, permissions: Int) throws {
    let (key, other) = try (store.makeKeys("a"), store.makeKeys("b"))
    try store.trust("b", key: other, role: .robot)
    try folder.write(text.replacing("KEY", with: "\(key)"), to: "trusted/a.client", permissions: permissions)
    let allowed = try AllowList(store)
    #expect(allowed.client(key) == nil && allowed.client(other)?.role == .robot)
    #expect(allowed.problems.count == 1)
  }

  @Test("a list follows its files; when they cannot be believed any more, nobody is trusted")
  func following() throws {
    let key = try store.makeKeys("a")
    let allowed = try AllowList(store)
    #expect(allowed.client(key) == nil)
    try store.trust("a", key: key, role: .actor)
    #expect(allowed.client(key) == nil)
    #expect(allowed.refresh().isEmpty && allowed.client(key)?.role == .actor)
    try folder.setPermissions(0o777, of: "trusted")
    let problem = KeyError.exposed(path: "\(folder.path)/trusted", permissions: "0777", allowed: "0700")
    #expect(allowed.refresh() == [problem] && allowed.client(key) == nil)
    #expect(allowed.refresh().isEmpty, "a problem is told once")
    try folder.setPermissions(0o700, of: "trusted")
    #expect(allowed.refresh().isEmpty && allowed.client(key) != nil)
  }
}
