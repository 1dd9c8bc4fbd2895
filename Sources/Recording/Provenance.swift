import Foundation

/// Where a run's numbers come from: enough to judge whether another machine should give the same ones.
public struct Provenance: Codable, Equatable, Sendable {
  /// ISO 8601, passed in.
  public var startedAt: String
  public var seed: UInt64
  public var taskID: String
  /// Of the kernels in use, for example `v4`.
  public var instructionSet: String
  public var cpu: String
  public var cores: Int
  public var operatingSystem: String
  /// By library, for example `bullet`: `3.24`.
  public var libraries: [String: String]
  /// Of the checkout the program was started in; empty outside of one.
  public var commit: String

  /// Reads the machine's part from the machine; the rest is the caller's.
  ///
  /// - Parameter checkout: a folder inside the source checkout, for the commit.
  public init(
    startedAt: String, seed: UInt64, taskID: String, instructionSet: String, libraries: [String: String],
    checkout: String
  ) {
    self.startedAt = startedAt
    self.seed = seed
    self.taskID = taskID
    self.instructionSet = instructionSet
    self.libraries = libraries
    cpu = field("model name", separator: ":", of: "/proc/cpuinfo") ?? "unknown"
    cores = ProcessInfo.processInfo.activeProcessorCount
    let system = field("PRETTY_NAME", separator: "=", of: "/etc/os-release") ?? "unknown"
    let kernel = firstLine("/proc/sys/kernel/osrelease") ?? "unknown"
    operatingSystem = "\(system), kernel \(kernel)"
    commit = gitCommit(from: checkout) ?? ""
  }
}

/// The commit that a folder's checkout stands on, read from git's own files; nil outside of one.
func gitCommit(from folder: String) -> String? {
  var place = URL(filePath: folder).standardizedFileURL
  while !exists(place.path + "/.git") {
    if place.path == "/" { return nil }
    place.deleteLastPathComponent()
  }
  var directory = place.path + "/.git"
  // A linked worktree has a file that names its folder, and keeps the branches in the common one.
  if let pointer = firstLine(directory), pointer.hasPrefix("gitdir: ") {
    directory = String(pointer.dropFirst("gitdir: ".count))
    if !directory.hasPrefix("/") { directory = place.path + "/" + directory }
  }
  var common = firstLine(directory + "/commondir") ?? directory
  if !common.hasPrefix("/") { common = directory + "/" + common }
  guard let head = firstLine(directory + "/HEAD") else { return nil }
  guard head.hasPrefix("ref: ") else { return head }
  let reference = String(head.dropFirst("ref: ".count))
  if let commit = firstLine("\(common)/\(reference)") { return commit }
  let packed = (try? readFile(common + "/packed-refs", limit: 64 << 20)).map { String(decoding: $0, as: UTF8.self) }
  return packed?.split(separator: "\n").first { $0.hasSuffix(" " + reference) }.map { String($0.prefix { $0 != " " }) }
}

private func firstLine(_ path: String) -> String? {
  text(path)?.split(separator: "\n").first.map(String.init)
}

private func field(_ name: String, separator: Character, of path: String) -> String? {
  guard let line = text(path)?.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
    let split = line.firstIndex(of: separator)
  else { return nil }
  return line[line.index(after: split)...].trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
}

/// Files of /proc have no size, so the whole-file reader does not serve here.
private func text(_ path: String) -> String? {
  guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
  defer { try? handle.close() }
  return (try? handle.read(upToCount: 1 << 16)).map { String(decoding: $0, as: UTF8.self) }
}
