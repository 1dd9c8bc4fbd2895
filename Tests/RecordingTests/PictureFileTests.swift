import Foundation
import Recording
import Testing

@Suite("Pictures and films as files")
struct PictureFileTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private static func gradient(_ width: Int, _ height: Int, _ shift: Int = 0) -> [UInt8] {
    (0..<3 * width * height).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / (3 * width) * 13 + shift) }
  }

  @Test("a PNG holds the pixels it was made of, as another decoder reads it", arguments: [(1, 1), (7, 5), (128, 96)])
  func png(width: Int, height: Int) throws {
    let rgb = Self.gradient(width, height)
    let path = folder.path + "/picture.png"
    try writePNG(rgb: rgb, width: width, height: height, to: path)
    try Data(rgb).write(to: URL(filePath: folder.path + "/pixels"))
    // PNG, second edition: chunks with a CRC-32, zlib data, one filter byte a row (section 9.2).
    let decoder = """
      import struct, sys, zlib
      data, pixels = open(sys.argv[1], 'rb').read(), open(sys.argv[2], 'rb').read()
      assert data[:8] == b'\\x89PNG\\r\\n\\x1a\\n'
      at, packed = 8, b''
      while at < len(data):
          size, kind = struct.unpack('>I4s', data[at:at + 8])
          body = data[at + 8:at + 8 + size]
          assert zlib.crc32(kind + body) == struct.unpack('>I', data[at + 8 + size:at + 12 + size])[0]
          if kind == b'IHDR': header = struct.unpack('>IIBBBBB', body)
          if kind == b'IDAT': packed += body
          at += 12 + size
      width, height = header[:2]
      assert header == (\(width), \(height), 8, 2, 0, 0, 0)
      raw, stride, above, out = zlib.decompress(packed), 3 * width, bytes(3 * width), b''
      for row in range(height):
          how, line = raw[row * (stride + 1)], bytearray(raw[row * (stride + 1) + 1:(row + 1) * (stride + 1)])
          for i in range(stride):
              a, b, c = (line[i - 3] if i > 2 else 0), above[i], (above[i - 3] if i > 2 else 0)
              p = a + b - c
              paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
              line[i] = (line[i] + [0, a, b, (a + b) // 2, paeth][how]) & 255
          above = bytes(line)
          out += above
      assert out == pixels
      """
    #expect(try run("python3", "-c", decoder, path, folder.path + "/pixels") == 0)
  }

  @Test("a film has as many pictures as were given, at their rate; without ffmpeg nothing is written")
  func film() throws {
    let path = folder.path + "/film.mp4"
    do {
      let film = try VideoWriter(path: path, width: 64, height: 48, framesPerSecond: 25)
      for step in 0..<30 { try film.append(Self.gradient(64, 48, step)) }
      try film.finish()
      #expect(
        try run(
          "bash", "-c",
          """
          set -e
          [ "$(ffprobe -v error -count_frames -select_streams v -show_entries stream=nb_read_frames,r_frame_rate \
          -of csv=p=0 "$0")" = 25/1,30 ]
          """, path) == 0)
    } catch RecordingError.noVideoEncoder(let named) {
      #expect(named == path && folder.entries().isEmpty)
    }
  }

  @Test("what ffmpeg complains about is told")
  func complaint() throws {
    do {
      let film = try VideoWriter(path: folder.path + "/no/folder/f.mp4", width: 64, height: 48, framesPerSecond: 25)
      for step in 0..<300 { try film.append(Self.gradient(64, 48, step)) }
      try film.finish()
      Issue.record("a film was written into a folder that is not there")
    } catch RecordingError.noVideoEncoder {
    } catch RecordingError.videoFailed(let path, let reason) {
      #expect(path.hasSuffix("f.mp4") && reason.contains("No such file"))
    }
  }
}
