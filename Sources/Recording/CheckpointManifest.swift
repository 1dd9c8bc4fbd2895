import Foundation

/// What a checkpoint is and what its files must hash to; `manifest.json` in its folder.
public struct CheckpointManifest: Codable, Equatable, Sendable {
  public struct File: Codable, Equatable, Sendable {
    public var bytes: Int
    /// 64 hexadecimal digits.
    public var sha256: String
  }

  /// Of the folder's layout; a reader refuses every other.
  public static let currentFormat = 2

  public var format = currentFormat
  public var identity: CheckpointIdentity
  /// By part: `policy` is `policy.safetensors`.
  public var files: [String: File]
  /// The files below `checkpoints/segments` that belong to it, oldest rows first.
  public var segments: [Segment]
  /// Of this manifest with this field empty, so that a damaged manifest is noticed, too.
  public var checksum = ""

  /// The bytes of `manifest.json`, checksum filled in.
  func encoded() -> [UInt8] {
    var sealed = self
    sealed.checksum = sha256(unsealed())
    return sealed.text(pretty: true)
  }

  /// Reads a manifest and checks everything that it says about itself.
  init(decoding bytes: [UInt8], path: String) throws(RecordingError) {
    // First of all: another format may have other fields.
    struct Format: Decodable {
      var format: Int
    }
    if let found = try? JSONDecoder().decode(Format.self, from: Data(bytes)).format, found != Self.currentFormat {
      throw .otherFormat(path: path, found: found, expected: Self.currentFormat)
    }
    do {
      self = try JSONDecoder().decode(CheckpointManifest.self, from: Data(bytes))
    } catch {
      throw .damaged(path: path, reason: "not a checkpoint's manifest")
    }
    guard sha256(unsealed()) == checksum else { throw .damaged(path: path, reason: "its checksum does not match") }
    guard files.keys.allSatisfy(isPartName) else { throw .damaged(path: path, reason: "a part has a forbidden name") }
    let follows = zip(segments, segments.dropFirst()).allSatisfy { $0.end == $1.first }
    guard follows, segments.allSatisfy(\.isSound) else {
      throw .damaged(path: path, reason: "its segments do not follow one another")
    }
  }

  init(identity: CheckpointIdentity, files: [String: File], segments: [Segment]) {
    self.identity = identity
    self.files = files
    self.segments = segments
  }

  private func unsealed() -> [UInt8] {
    var copy = self
    copy.checksum = ""
    return copy.text(pretty: false)
  }

  private func text(pretty: Bool) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = pretty ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes] : [.sortedKeys]
    guard let data = try? encoder.encode(self) else { preconditionFailure("a manifest holds only text and integers") }
    return Array(data)
  }
}

/// Which moment of which run a checkpoint holds.
public struct CheckpointIdentity: Codable, Equatable, Sendable {
  /// Environment steps taken.
  public var step: Int
  public var taskID: String
  /// SHA-256 of the resolved configuration.
  public var configurationHash: String
  /// For example `reins`: `0.1.0`, `bullet`: `3.24`.
  public var versions: [String: String]
  /// Whole numbers that the run needs again: episodes, takeovers, updates.
  public var counters: [String: UInt64]
  /// Finite numbers that the run needs again: its last evaluation, its time.
  public var numbers: [String: Double]
  /// Kept when older ones are removed.
  public var isMilestone: Bool

  public init(
    step: Int, taskID: String, configurationHash: String, versions: [String: String] = [:],
    counters: [String: UInt64] = [:], numbers: [String: Double] = [:], isMilestone: Bool = false
  ) {
    precondition(numbers.values.allSatisfy(\.isFinite), "a manifest holds finite numbers")
    self.step = step
    self.taskID = taskID
    self.configurationHash = configurationHash
    self.versions = versions
    self.counters = counters
    self.numbers = numbers
    self.isMilestone = isMilestone
  }
}

/// Lower-case words only: a part's name becomes a file's.
func isPartName(_ name: String) -> Bool {
  (1...40).contains(name.utf8.count)
    && name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f || $0 == 0x2d }
}
