import Foundation
public import Vocabulary

/// Rows that a run appends and never changes, such as its replay buffer.
///
/// Checkpoints share the files that hold them: saving costs what is new, and two checkpoints cost little more than one.
public struct GrowingPart {
  /// Begins the names of its files.
  public var name: String
  /// Numbers of the rows that are kept now; the oldest may have made room since the last save.
  public var rows: Range<UInt64>
  /// The rows of a range inside `rows`; called while the checkpoint is saved.
  public var tensors: (Range<UInt64>) -> [NamedTensor]

  public init(name: String, rows: Range<UInt64>, tensors: @escaping (Range<UInt64>) -> [NamedTensor]) {
    self.name = name
    self.rows = rows
    self.tensors = tensors
  }
}

extension CheckpointManifest {
  /// One file below `checkpoints/segments`, never changed once it is there.
  public struct Segment: Codable, Equatable, Sendable {
    /// `replay-000000005000-000000010000-0123456789abcdef.safetensors`: rows and the beginning of the hash.
    public var file: String
    /// The first row's number, and the one after the last row's.
    public var first: UInt64
    public var end: UInt64
    public var bytes: Int
    /// 64 hexadecimal digits.
    public var sha256: String

    init(part: String, rows: Range<UInt64>, bytes: [UInt8]) {
      (first, end, self.bytes) = (rows.lowerBound, rows.upperBound, bytes.count)
      sha256 = Recording.sha256(bytes)
      file = Self.fileName(part, rows.lowerBound, rows.upperBound, sha256)
    }

    /// Whether the name is the one that the other fields give, so that it can never lead out of its folder.
    var isSound: Bool {
      let part = String(file.prefix { $0 != "-" })
      return isPartName(part) && first < end && bytes >= 0 && sha256.utf8.count == 64
        && file == Self.fileName(part, first, end, sha256) && isPartName(String(sha256.prefix(16)))
    }

    private static func fileName(_ part: String, _ first: UInt64, _ end: UInt64, _ hash: String) -> String {
      func digits(_ number: UInt64) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 12 - text.count)) + text
      }
      return "\(part)-\(digits(first))-\(digits(end))-\(hash.prefix(16)).safetensors"
    }
  }

  /// Which files of the checkpoint before serve this one, too, and which rows are written now.
  ///
  /// Small files are written again as part of the new one, as in a binary counter: a run that saves every few steps
  /// leaves few files, and no row is written more than about log2(`largestMerge` / rows per save) times.
  ///
  /// - Parameter before: oldest first, each beginning where the one before ends.
  static func plan(
    _ before: [Segment], rows: Range<UInt64>, largestMerge: UInt64 = 16_384
  ) -> (kept: [Segment], fresh: Range<UInt64>) {
    var kept = before.filter { $0.end > rows.lowerBound }
    // Files of other rows say nothing about these.
    if let first = kept.first, first.first > rows.lowerBound { kept = [] }
    if let last = kept.last, last.end > rows.upperBound { kept = [] }
    var start = kept.last?.end ?? rows.lowerBound
    while start < rows.upperBound, let last = kept.last {
      let merged = rows.upperBound - last.first
      guard last.end - last.first <= rows.upperBound - start, merged <= largestMerge else { break }
      start = max(last.first, rows.lowerBound)
      kept.removeLast()
    }
    return (kept, start..<rows.upperBound)
  }
}

extension CheckpointStore {
  private var segmentFolder: String { folder + "/segments" }

  /// Writes what no file holds yet; the files are there for good when this returns.
  func writeSegments(of part: GrowingPart) throws(RecordingError) -> [CheckpointManifest.Segment] {
    let before = newestManifest()?.segments ?? []
    // A file that went away or was cut is written again while its rows are at hand.
    let usable = before.prefix { fileSize(path(of: $0)) == $0.bytes }
    let plan = CheckpointManifest.plan(Array(usable), rows: part.rows)
    if plan.fresh.isEmpty { return plan.kept }
    let bytes: [UInt8]
    do {
      bytes = try Safetensors(tensors: part.tensors(plan.fresh)).encoded()
    } catch {
      throw .system(operation: "encode", path: segmentFolder, reason: error.description)
    }
    let segment = CheckpointManifest.Segment(part: part.name, rows: plan.fresh, bytes: bytes)
    if !exists(segmentFolder) {
      try disk.makeFolder(segmentFolder)
      try disk.syncFolder(folder)
    }
    try replaceFile(path(of: segment), with: bytes, on: disk)
    return plan.kept + [segment]
  }

  func readSegment(_ segment: CheckpointManifest.Segment) throws(RecordingError) -> [NamedTensor] {
    let path = path(of: segment)
    let bytes = try readFile(path, limit: segment.bytes)
    return try decode(bytes, .init(bytes: segment.bytes, sha256: segment.sha256), path: path)
  }

  /// Removes the files that no checkpoint names. What a checkpoint with a damaged manifest named is lost with it.
  func removeUnnamedSegments() throws(RecordingError) {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: segmentFolder)) ?? []
    if files.isEmpty { return }
    var named: Set<String> = []
    for name in candidates() {
      for segment in (try? manifest(folderNamed: name))?.segments ?? [] { named.insert(segment.file) }
    }
    for file in files.sorted() where !named.contains(file) { try disk.remove("\(segmentFolder)/\(file)") }
  }

  private func newestManifest() -> CheckpointManifest? {
    for name in candidates() {
      if let manifest = try? manifest(folderNamed: name) { return manifest }
    }
    return nil
  }

  private func path(of segment: CheckpointManifest.Segment) -> String { "\(segmentFolder)/\(segment.file)" }
}

/// Nil where there is no regular file.
private func fileSize(_ path: String) -> Int? {
  var status = stat()
  guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  return Int(status.st_size)
}
