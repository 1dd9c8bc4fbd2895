/// What can go wrong between a run and its folder; every case names the place and the remedy.
public enum RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
  case folderExists(path: String)
  case folderMissing(path: String)
  case locked(path: String, owner: String)
  case diskFull(path: String)
  case system(operation: String, path: String, reason: String)
  case damaged(path: String, reason: String)
  case otherFormat(path: String, found: Int, expected: Int)
  case noCheckpoint(path: String, reasons: [String])
  case nonFinite(path: String, tensor: String, index: Int)
  case noVideoEncoder(path: String)
  case videoFailed(path: String, reason: String)
  case columns(path: String, expected: [String], found: [String])

  public var description: String {
    switch self {
    case .folderExists(let path):
      "run folder '\(path)' already exists: choose another with --out, or continue it with --resume \(path)"
    case .folderMissing(let path): "'\(path)' is not a run folder: check the path"
    case .locked(let path, let owner):
      "'\(path)' is in use by process \(owner): wait for it, or stop it"
    case .diskFull(let path):
      "no space left for '\(path)': free some, then continue with --resume; what was saved before is untouched"
    case .system(let operation, let path, let reason): "cannot \(operation) '\(path)': \(reason)"
    case .damaged(let path, let reason): "'\(path)' is damaged: \(reason)"
    case .otherFormat(let path, let found, let expected):
      "'\(path)' has format \(found), this program reads \(expected): "
        + (found > expected ? "update Reins" : "use the version of Reins that wrote it, or start a new run")
    case .noCheckpoint(let path, let reasons):
      "no checkpoint in '\(path)' can be loaded"
        + (reasons.isEmpty ? ": none has been saved yet" : ": " + reasons.joined(separator: "; "))
    case .nonFinite(let path, let tensor, let index):
      "'\(path)': tensor '\(tensor)' is not finite at element \(index): use an earlier checkpoint"
    case .noVideoEncoder(let path):
      "cannot write '\(path)': ffmpeg is not on the PATH: install it (Debian: apt-get install ffmpeg), or use --image"
    case .videoFailed(let path, let reason):
      "ffmpeg did not write '\(path)': \(reason.isEmpty ? "it gave no reason" : reason)"
    case .columns(let path, let expected, let found):
      "'\(path)' has the columns \(found.joined(separator: ",")), this program writes "
        + "\(expected.joined(separator: ",")): start a new run"
    }
  }
}
