import Foundation
import Teleoperation
import Vocabulary

/// What hands do, on disk at once: a script of JSON lines that `--script` replays.
final class OperatorRecording {
  private let file: FileHandle
  private var recorder: ScriptRecorder?

  /// - Throws: `recording` where something is there already, or the file cannot be made: nothing is replaced.
  init(_ path: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw TeleopError.recording(path: path, reason: unsafe String(cString: strerror(errno)))
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// From the first session on: one recording has one clock.
  func begin(_ actions: ActionSpace) {
    if recorder == nil { recorder = ScriptRecorder(actions: actions) }
  }

  func note(_ hands: Hands, deeds: [Deed], at now: UInt64) throws {
    guard let moments = recorder?.note(hands, deeds: deeds, at: now), !moments.isEmpty else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for moment in moments { try file.write(contentsOf: try encoder.encode(moment) + Data("\n".utf8)) }
  }
}
