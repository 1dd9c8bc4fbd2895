import Foundation

/// The folder that holds all that one run leaves behind; locked against a second writer until released.
///
/// `config.yaml`, `metrics.csv`, `result.json`, `provenance.json`, `curves.svg`, `checkpoints/`.
public final class RunFolder: Sendable {
  /// As given, for messages and paths.
  public let path: String
  public let checkpoints: CheckpointStore
  private let lock: Int32
  private let disk: any Disk

  /// Makes the folder and its parents. An empty one is welcome, and so is what a start leaves that was killed before it
  /// wrote `config.yaml`; any other content is `folderExists`.
  public static func create(
    at path: String, keepCheckpoints: Int = 3, disk: any Disk = SystemDisk()
  ) throws(RecordingError) -> RunFolder {
    if let content = try? FileManager.default.contentsOfDirectory(atPath: path) {
      let beginnings: Set = [".lock", "provenance.json", "provenance.json.tmp", "config.yaml.tmp"]
      if !beginnings.isSuperset(of: content) { throw .folderExists(path: path) }
    } else if exists(path) {
      throw .folderExists(path: path)
    } else {
      do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      } catch {
        throw .system(operation: "create the folder", path: path, reason: reason(error))
      }
    }
    return try RunFolder(path: path, keepCheckpoints: keepCheckpoints, disk: disk)
  }

  /// Opens an existing run to continue it; a folder without `config.yaml` is none.
  public static func open(
    at path: String, keepCheckpoints: Int = 3, disk: any Disk = SystemDisk()
  ) throws(RecordingError) -> RunFolder {
    guard exists(path + "/config.yaml") else { throw .folderMissing(path: path) }
    return try RunFolder(path: path, keepCheckpoints: keepCheckpoints, disk: disk)
  }

  private init(path: String, keepCheckpoints: Int, disk: any Disk) throws(RecordingError) {
    self.path = path
    self.disk = disk
    checkpoints = CheckpointStore(runFolder: path, keep: keepCheckpoints, disk: disk)
    lock = try takeLock(path + "/.lock")
  }

  // The kernel gives the lock back when the last descriptor closes, also after a crash.
  deinit { close(lock) }

  /// Takes the whole folder away: of a run that came to nothing.
  public func remove() throws(RecordingError) { try disk.remove(path) }

  /// `path/name`.
  public func file(_ name: String) -> String { path + "/" + name }

  /// Replaces a file as a whole, for example `config.yaml` or `curves.svg`.
  public func write(_ text: String, as name: String) throws(RecordingError) {
    try replaceFile(file(name), with: Array(text.utf8), on: disk)
  }

  /// Replaces a file as a whole, for example `demonstrations.safetensors`.
  public func write(bytes: [UInt8], as name: String) throws(RecordingError) {
    try replaceFile(file(name), with: bytes, on: disk)
  }

  /// Replaces a file by a value in JSON, keys sorted, for example `result.json`.
  public func writeJSON<T: Encodable>(_ value: T, as name: String) throws(RecordingError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    let data: Data
    do {
      data = try encoder.encode(value)
    } catch {
      throw .system(operation: "encode", path: file(name), reason: "\(error)")
    }
    try replaceFile(file(name), with: Array(data) + [UInt8(ascii: "\n")], on: disk)
  }
}

/// Reads what `RunFolder.writeJSON` wrote; takes no lock.
///
/// - Parameter path: a file of at most 16 MiB.
public func readJSON<T: Decodable>(_ type: T.Type, from path: String) throws(RecordingError) -> T {
  let bytes = try readFile(path, limit: 16 << 20)
  do {
    return try JSONDecoder().decode(type, from: Data(bytes))
  } catch {
    throw .damaged(path: path, reason: "\(error)")
  }
}

/// Takes the folder's lock without waiting, and writes who holds it.
private func takeLock(_ path: String) throws(RecordingError) -> Int32 {
  let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
  guard file >= 0 else { throw failure("open", path) }
  guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
    let owner = (try? readFile(path, limit: 64)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
    close(file)
    throw .locked(path: (path as NSString).deletingLastPathComponent, owner: owner)
  }
  let owner = Array("\(getpid())".utf8)
  guard ftruncate(file, 0) == 0 else {
    let error = failure("write", path)
    close(file)
    throw error
  }
  do throws(RecordingError) {
    try writeAll(owner, to: file, path: path)
  } catch {
    close(file)
    throw error
  }
  return file
}

private func reason(_ error: any Error) -> String { (error as NSError).localizedDescription }
