import CCodecs

/// A picture as a PNG file's bytes.
///
/// - Parameter rgb: rows from the top, 3 bytes per pixel (red, green, blue as on a screen).
public func encodePNG(rgb: [UInt8], width: Int, height: Int) throws(RecordingError) -> [UInt8] {
  precondition(width > 0 && height > 0 && rgb.count == 3 * width * height, "a picture has 3 bytes per pixel")
  var image = unsafe png_image()
  unsafe image.version = UInt32(PNG_IMAGE_VERSION)
  unsafe image.width = UInt32(width)
  unsafe image.height = UInt32(height)
  // libpng's PNG_FORMAT_RGB, which is a macro of macros.
  unsafe image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
  // Never larger than what it holds by more than this: filters add a byte a row, deflate some bytes a block.
  var size = rgb.count + height + rgb.count / 1000 + 4096
  var bytes = [UInt8](repeating: 0, count: size)
  let written = unsafe png_image_write_to_memory(&image, &bytes, &size, 0, rgb, Int32(3 * width), nil)
  guard written != 0 else {
    throw .system(operation: "encode a picture of", path: "\(width) x \(height)", reason: "libpng refuses it")
  }
  bytes.removeLast(bytes.count - size)
  return bytes
}

/// Writes a PNG file, or replaces it as a whole.
public func writePNG(rgb: [UInt8], width: Int, height: Int, to path: String) throws(RecordingError) {
  try replaceFile(path, with: try encodePNG(rgb: rgb, width: width, height: height), on: SystemDisk())
}
