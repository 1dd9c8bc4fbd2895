import Foundation
public import Vocabulary

/// A checkpoint as it was saved; parts by name, for example `policy`, `critics`, `optimizer`, `rng`, `session`.
public struct Checkpoint: Sendable {
  public var identity: CheckpointIdentity
  public var parts: [String: [NamedTensor]]
  /// The growing part, file by file, oldest rows first.
  public var segments: [[NamedTensor]]
  /// Newer checkpoints that could not be loaded, newest first; tell them to the user.
  public var skipped: [RecordingError]
}

/// The checkpoints of one run: `checkpoints/NNNNNN/` with one safetensors file per part and `manifest.json`, and the
/// link `checkpoints/last`; what only grows lies in `checkpoints/segments`, in files that checkpoints share.
///
/// A checkpoint is written beside its place, forced to the medium and renamed, and only then the link is swapped: a
/// crash between any two system calls leaves `last` on a whole checkpoint.
public struct CheckpointStore: Sendable {
  /// `RUN/checkpoints`.
  public let folder: String
  private let keep: Int
  let disk: any Disk

  /// - Parameters:
  ///   - runFolder: must exist.
  ///   - keep: how many of the newest stay beside the milestones, at least 1.
  public init(runFolder: String, keep: Int = 3, disk: any Disk = SystemDisk()) {
    precondition(keep >= 1, "a run keeps at least its last checkpoint")
    folder = runFolder + "/checkpoints"
    self.keep = keep
    self.disk = disk
  }

  /// Steps that have a checkpoint, rising, damaged ones included.
  public var steps: [Int] { entries().compactMap(stepOfFolder).sorted() }

  /// Whether nothing has been saved yet: not even something that cannot be loaded.
  public var isEmpty: Bool { candidates().isEmpty }

  /// Saves a checkpoint, points `last` to it and removes what is neither new nor a milestone.
  ///
  /// - Parameter growing: rows of which only the new ones are written.
  /// - Throws: `diskFull` and other errors of the disk; every earlier checkpoint and `last` are untouched then.
  public func save(
    _ identity: CheckpointIdentity, parts: [String: [NamedTensor]], growing: GrowingPart? = nil
  ) throws(RecordingError) {
    precondition(identity.step >= 0 && parts.keys.allSatisfy(isPartName), "part names are lower-case words")
    if !exists(folder) { try disk.makeFolder(folder) }
    try removeLeftovers()

    let name = folderName(identity.step)
    let (place, temporary) = (folder + "/" + name, folder + "/" + name + ".tmp")
    do throws(RecordingError) {
      let segments = try growing.map { (part) throws(RecordingError) in try writeSegments(of: part) } ?? []
      try write(identity, parts, segments, to: temporary)
      if exists(place) { try disk.rename(place, to: place + ".old") }
      try disk.rename(temporary, to: place)
      try disk.syncFolder(folder)
      try pointLast(to: name)
    } catch {
      // The first error is the one to tell; what stays behind is removed by the next save.
      try? disk.remove(temporary)
      throw error
    }
    try removeLeftovers(replaced: true)
    try prune(current: identity.step)
    try removeUnnamedSegments()
  }

  /// The newest checkpoint that is whole; `last` first, then the others from new to old.
  ///
  /// - Parameter parts: the parts that are read and verified; nil for all, segments included.
  public func loadLast(parts: Set<String>? = nil) throws(RecordingError) -> Checkpoint {
    var skipped: [RecordingError] = []
    for name in candidates() {
      do throws(RecordingError) {
        var checkpoint = try load(folderNamed: name, parts)
        checkpoint.skipped = skipped
        return checkpoint
      } catch {
        skipped.append(error)
      }
    }
    throw .noCheckpoint(path: folder, reasons: skipped.map(\.description))
  }

  /// The checkpoint of one step.
  public func load(step: Int, parts: Set<String>? = nil) throws(RecordingError) -> Checkpoint {
    try load(folderNamed: folderName(step), parts)
  }

  /// Forgets what was saved after `step`: a run that continues from there would contradict it.
  public func discard(after step: Int) throws(RecordingError) {
    guard exists(folder + "/" + folderName(step)) else { return }
    try pointLast(to: folderName(step))
    for later in steps where later > step { try discard(folderName(later)) }
    try removeLeftovers()
    try removeUnnamedSegments()
  }

  private func write(
    _ identity: CheckpointIdentity, _ parts: [String: [NamedTensor]], _ segments: [CheckpointManifest.Segment],
    to temporary: String
  ) throws(RecordingError) {
    try disk.makeFolder(temporary)
    var files: [String: CheckpointManifest.File] = [:]
    for (part, tensors) in parts.sorted(by: { $0.key < $1.key }) {
      let path = "\(temporary)/\(part).safetensors"
      let bytes: [UInt8]
      do {
        bytes = try Safetensors(tensors: tensors).encoded()
      } catch {
        throw .system(operation: "encode", path: path, reason: error.description)
      }
      files[part] = .init(bytes: bytes.count, sha256: sha256(bytes))
      try disk.write(bytes, to: path)
    }
    try disk.write(
      CheckpointManifest(identity: identity, files: files, segments: segments).encoded(),
      to: temporary + "/manifest.json")
    try disk.syncFolder(temporary)
  }

  private func load(folderNamed name: String, _ wanted: Set<String>?) throws(RecordingError) -> Checkpoint {
    let manifest = try manifest(folderNamed: name)
    var parts: [String: [NamedTensor]] = [:]
    for (part, file) in manifest.files where wanted?.contains(part) ?? true {
      let path = "\(folder)/\(name)/\(part).safetensors"
      parts[part] = try decode(try readFile(path, limit: max(0, file.bytes)), file, path: path)
    }
    var segments: [[NamedTensor]] = []
    for segment in manifest.segments where wanted == nil { segments.append(try readSegment(segment)) }
    return Checkpoint(identity: manifest.identity, parts: parts, segments: segments, skipped: [])
  }

  func manifest(folderNamed name: String) throws(RecordingError) -> CheckpointManifest {
    let path = "\(folder)/\(name)/manifest.json"
    let manifest = try CheckpointManifest(decoding: try readFile(path, limit: 1 << 20), path: path)
    guard stepOfFolder(name.hasSuffix(".old") ? String(name.dropLast(4)) : name) == manifest.identity.step else {
      throw .damaged(path: path, reason: "it belongs to step \(manifest.identity.step)")
    }
    return manifest
  }

  /// The tensors of a file that must be what its manifest says.
  func decode(
    _ bytes: [UInt8], _ file: CheckpointManifest.File, path: String
  ) throws(RecordingError) -> [NamedTensor] {
    guard bytes.count == file.bytes else {
      throw .damaged(path: path, reason: "\(bytes.count) bytes, the manifest says \(file.bytes)")
    }
    guard sha256(bytes) == file.sha256 else { throw .damaged(path: path, reason: "its hash does not match") }
    do {
      return try Safetensors(decoding: bytes).tensors
    } catch SafetensorsError.nonFinite(let tensor, let index) {
      throw .nonFinite(path: path, tensor: tensor, index: index)
    } catch {
      throw .damaged(path: path, reason: error.description)
    }
  }

  private func pointLast(to name: String) throws(RecordingError) {
    let temporary = folder + "/last.tmp"
    try disk.remove(temporary)
    try disk.link(temporary, to: name)
    try disk.rename(temporary, to: folder + "/last")
    try disk.syncFolder(folder)
  }

  private func prune(current: Int) throws(RecordingError) {
    for step in steps.dropLast(keep) where step != current && !isMilestone(step) { try discard(folderName(step)) }
  }

  /// Renamed first, so that half a removal never looks like a damaged checkpoint.
  private func discard(_ name: String) throws(RecordingError) {
    try disk.rename("\(folder)/\(name)", to: "\(folder)/\(name).tmp")
    try disk.remove("\(folder)/\(name).tmp")
  }

  /// - Parameter replaced: whether a new checkpoint is in place, so that an old one of a step saved twice can go.
  private func removeLeftovers(replaced: Bool = false) throws(RecordingError) {
    for name in entries() {
      if name.hasSuffix(".tmp") || (name.hasSuffix(".old") && (replaced || exists(folder + "/" + name.dropLast(4)))) {
        try disk.remove("\(folder)/\(name)")
      }
    }
  }

  /// A checkpoint whose manifest cannot be read is no milestone, but it is not removed for that: it is evidence.
  private func isMilestone(_ step: Int) -> Bool {
    guard let manifest = try? manifest(folderNamed: folderName(step)) else { return true }
    return manifest.identity.isMilestone
  }

  /// Where `last` points, then every other from new to old; `.old` is what a crash left of a step saved twice.
  func candidates() -> [String] {
    let ranked = entries().compactMap { name -> (step: Int, isOld: Bool, name: String)? in
      let isOld = name.hasSuffix(".old")
      return stepOfFolder(isOld ? String(name.dropLast(4)) : name).map { ($0, isOld, name) }
    }
    let names = ranked.sorted { ($0.step, $1.isOld ? 1 : 0) > ($1.step, $0.isOld ? 1 : 0) }.map(\.name)
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/last"),
      names.contains(target)
    else { return names }
    return [target] + names.filter { $0 != target }
  }

  private func entries() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }
}

private func folderName(_ step: Int) -> String {
  let digits = String(step)
  return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
}

private func stepOfFolder(_ name: String) -> Int? {
  guard name.utf8.count >= 6, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let step = Int(name),
    folderName(step) == name
  else { return nil }
  return step
}

func exists(_ path: String) -> Bool {
  var status = stat()
  return unsafe lstat(path, &status) == 0
}
