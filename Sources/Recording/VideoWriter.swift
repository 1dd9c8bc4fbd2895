import Foundation

/// Writes a film by way of an ffmpeg process that reads raw pictures from its standard input; the file's ending says
/// what it becomes.
public final class VideoWriter {
  private let path: String
  private let pictureBytes: Int
  private let process = Process()
  /// Our end of the pair whose other end is ffmpeg's input; -1 once it is closed.
  private var input: Int32
  private let complaints: URL

  /// - Throws: `noVideoEncoder` where there is no ffmpeg.
  public init(path: String, width: Int, height: Int, framesPerSecond: Double) throws(RecordingError) {
    precondition(width > 0 && height > 0 && framesPerSecond > 0, "a film has a size and a rate")
    guard let program = Self.findProgram("ffmpeg") else { throw .noVideoEncoder(path: path) }
    self.path = path
    pictureBytes = 3 * width * height
    // A pair of sockets, not a pipe: writing to an ffmpeg that has died is an error then, not a signal.
    var ends: [Int32] = [-1, -1]
    guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw failure("make a socket pair for", path)
    }
    input = ends[0]
    complaints = FileManager.default.temporaryDirectory.appendingPathComponent("reins-video-\(UUID().uuidString).txt")
    process.executableURL = URL(fileURLWithPath: program)
    // H.264 keeps colour at half the resolution, and players expect it so: yuv420p, even sides.
    process.arguments = [
      "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size",
      "\(width)x\(height)", "-framerate", "\(framesPerSecond)", "-i", "-", "-an", "-vf",
      "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p", "-movflags", "+faststart", path,
    ]
    process.standardInput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    process.standardOutput = FileHandle.nullDevice
    do {
      try Data().write(to: complaints)
      process.standardError = try FileHandle(forWritingTo: complaints)
      try process.run()
    } catch {
      close(input)
      throw .system(operation: "start ffmpeg for", path: path, reason: "\(error)")
    }
    // The child has its own copy; while ours is open, nobody would notice its death.
    process.standardInput = nil
    close(ends[1])
  }

  deinit {
    if input >= 0 { close(input) }
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(at: complaints)
  }

  /// Adds a picture: rows from the top, 3 bytes per pixel.
  public func append(_ rgb: [UInt8]) throws(RecordingError) {
    precondition(rgb.count == pictureBytes, "every picture of a film has the same size")
    precondition(input >= 0, "the film is finished")
    var isSent = true
    unsafe rgb.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = unsafe send(input, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
        if count < 0 && errno == EINTR { continue }
        if count < 0 {
          isSent = false
          return
        }
        sent += count
      }
    }
    // Its own words say more than that it no longer listens.
    if !isSent { try finish() }
  }

  /// Waits until the film is on the disk.
  ///
  /// - Throws: `videoFailed` with ffmpeg's own words; what was written is removed.
  public func finish() throws(RecordingError) {
    if input >= 0 { close(input) }
    input = -1
    process.waitUntilExit()
    if process.terminationStatus == 0 && process.terminationReason == .exit { return }
    let words = (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
    try? FileManager.default.removeItem(atPath: path)
    throw .videoFailed(path: path, reason: words.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private static func findProgram(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
