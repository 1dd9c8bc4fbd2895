import Foundation

/// The few changes that a run makes to the file system, one system call's worth each.
///
/// A protocol, so that a test can stop a save between any two of them.
public protocol Disk: Sendable {
  func makeFolder(_ path: String) throws(RecordingError)
  /// Creates the file, which must not exist, writes it and forces it to the medium.
  func write(_ bytes: [UInt8], to path: String) throws(RecordingError)
  /// Forces a folder's entries to the medium.
  func syncFolder(_ path: String) throws(RecordingError)
  /// Atomic; replaces a file or link at `target`.
  func rename(_ path: String, to target: String) throws(RecordingError)
  func link(_ path: String, to target: String) throws(RecordingError)
  /// Removes a file, a link or a folder with all it holds; nothing there is no error.
  func remove(_ path: String) throws(RecordingError)
}

/// The machine's own disk.
public struct SystemDisk: Disk {
  public init() {}

  public func makeFolder(_ path: String) throws(RecordingError) {
    guard unsafe mkdir(path, 0o777) == 0 else { throw failure("create the folder", path) }
  }

  public func write(_ bytes: [UInt8], to path: String) throws(RecordingError) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure("create", path) }
    var failed: RecordingError?
    do throws(RecordingError) {
      try writeAll(bytes, to: file, path: path)
      if fsync(file) != 0 { failed = failure("write", path) }
    } catch {
      failed = error
    }
    // Some file systems report a full disk only here.
    if close(file) != 0 && failed == nil { failed = failure("close", path) }
    if let failed { throw failed }
  }

  public func syncFolder(_ path: String) throws(RecordingError) {
    let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure("open", path) }
    defer { close(folder) }
    // Some network file systems cannot sync a folder and say so with EINVAL.
    guard fsync(folder) == 0 || errno == EINVAL else { throw failure("sync", path) }
  }

  public func rename(_ path: String, to target: String) throws(RecordingError) {
    guard unsafe Glibc.rename(path, target) == 0 else { throw failure("rename to '\(target)'", path) }
  }

  public func link(_ path: String, to target: String) throws(RecordingError) {
    guard unsafe symlink(target, path) == 0 else { throw failure("link", path) }
  }

  public func remove(_ path: String) throws(RecordingError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw failure("remove", path)
    }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw .system(operation: "remove", path: path, reason: "\(error)")
    }
  }
}

/// Writes all bytes, however many calls the kernel needs for them.
func writeAll(_ bytes: [UInt8], to file: Int32, path: String) throws(RecordingError) {
  var failed: RecordingError?
  unsafe bytes.withUnsafeBytes { buffer in
    var written = 0
    while written < buffer.count {
      let count = unsafe Glibc.write(file, buffer.baseAddress! + written, buffer.count - written)
      if count < 0 && errno == EINTR { continue }
      if count < 0 {
        failed = failure("write", path)
        return
      }
      written += count
    }
  }
  if let failed { throw failed }
}

/// The error of the system call that just failed.
func failure(_ operation: String, _ path: String) -> RecordingError {
  let code = errno
  // A quota or a size limit fills the disk as well as its end does.
  if code == ENOSPC || code == EDQUOT || code == EFBIG { return .diskFull(path: path) }
  return .system(operation: operation, path: path, reason: unsafe String(cString: strerror(code)))
}

/// Reads a whole regular file of at most `limit` bytes.
public func readFile(_ path: String, limit: Int) throws(RecordingError) -> [UInt8] {
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard file >= 0 else { throw failure("open", path) }
  defer { close(file) }
  var status = stat()
  guard unsafe fstat(file, &status) == 0 else { throw failure("read", path) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw .damaged(path: path, reason: "not a regular file") }
  guard status.st_size <= limit else {
    throw .damaged(path: path, reason: "\(status.st_size) bytes, at most \(limit) are read")
  }
  let size = Int(status.st_size)
  var (count, failed) = (0, false)
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
    while count < size {
      let got = unsafe read(file, buffer.baseAddress! + count, size - count)
      if got < 0 && errno == EINTR { continue }
      if got <= 0 {
        failed = got < 0
        break
      }
      count += got
    }
    initialized = count
  }
  if failed { throw failure("read", path) }
  return bytes
}

/// Replaces a file as a whole: readers see the old content or the new one, also after a crash.
func replaceFile(_ path: String, with bytes: [UInt8], on disk: any Disk) throws(RecordingError) {
  let temporary = path + ".tmp"
  try disk.remove(temporary)
  do throws(RecordingError) {
    try disk.write(bytes, to: temporary)
    try disk.rename(temporary, to: path)
    try disk.syncFolder((path as NSString).deletingLastPathComponent)
  } catch {
    // The first error is the one to tell; a leftover is removed by the next write.
    try? disk.remove(temporary)
    throw error
  }
}
