import Foundation

/// Files that are one's own and nobody else's: checked before they are read, made so from the start.
enum PrivateFiles {
  /// More than any file of keys has.
  private static let largestBytes = 4_096

  static func checkFolder(_ path: String) throws(KeyError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { throw failure("open", path) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .malformed(path: path, reason: "no folder") }
    try check(status, path, allowed: 0o700)
  }

  static func makeFolder(_ path: String) throws(KeyError) {
    if unsafe mkdir(path, 0o700) != 0 && errno != EEXIST { throw failure("create", path) }
    try checkFolder(path)
  }

  /// - Parameter allowed: permissions; others are refused.
  static func read(_ path: String, allowed: mode_t) throws(KeyError) -> String {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { throw failure("open", path) }
    defer { close(file) }
    // Of the file that was opened: what lies at the path may be another one by now.
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw failure("read", path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .malformed(path: path, reason: "no regular file") }
    try check(status, path, allowed: allowed)
    var bytes = [UInt8](repeating: 0, count: largestBytes)
    let count = unsafe Glibc.read(file, &bytes, largestBytes)
    guard count >= 0 else { throw failure("read", path) }
    guard count < largestBytes else {
      throw .malformed(path: path, reason: "\(status.st_size) bytes, at most \(largestBytes - 1) are read")
    }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// A new file, whole or not at all, on the medium when this returns.
  static func write(_ text: String, to path: String, permissions: mode_t) throws(KeyError) {
    // Begins with a dot: no name of a key does.
    let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    let temporary = "\(folder)/.new-\(getpid())-\(UInt64.random(in: .min ... .max))"
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
    guard file >= 0 else { throw failure("create", path) }
    defer { _ = unsafe unlink(temporary) }
    let bytes = Array(text.utf8)
    // Not what the umask leaves of them.
    let isWritten =
      fchmod(file, permissions) == 0 && (unsafe Glibc.write(file, bytes, bytes.count)) == bytes.count
      && fsync(file) == 0
    let code = errno
    close(file)
    guard isWritten else { throw failure("write", path, code) }
    // A link, not a rename: it never replaces what is there.
    guard unsafe link(temporary, path) == 0 else {
      if errno == EEXIST { throw .exists(path: path) }
      throw failure("create", path)
    }
  }

  private static func check(_ status: stat, _ path: String, allowed: mode_t) throws(KeyError) {
    guard status.st_uid == geteuid() else { throw .foreign(path: path) }
    let permissions = status.st_mode & 0o7777
    guard permissions & ~allowed == 0 else {
      throw .exposed(path: path, permissions: octal(permissions), allowed: octal(allowed))
    }
  }

  private static func octal(_ permissions: mode_t) -> String { "0" + String(permissions, radix: 8) }

  static func failure(_ operation: String, _ path: String, _ code: Int32 = errno) -> KeyError {
    if code == ENOENT { return .missing(path: path) }
    return .system(operation: operation, path: path, reason: unsafe String(cString: strerror(code)))
  }
}
