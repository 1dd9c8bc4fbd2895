/// Why there is no picture; the remedy is in the text.
public enum RenderingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No driver gives an OpenGL 4.5 context without a window.
  case unavailable(reason: String)
  case outOfMemory(reason: String)
  case failed(reason: String)
  case outOfRange(parameter: String, value: String, allowed: String)

  public var description: String {
    switch self {
    case .unavailable(let reason):
      "no pictures here: \(reason): install Mesa's software driver (`launch/setup`: libegl1, libgl1-mesa-dri), or unset "
        + "the variables that name another one (__EGL_VENDOR_LIBRARY_FILENAMES, LIBGL_DRIVERS_PATH)"
    case .outOfMemory(let reason): "no picture: \(reason): ask for a smaller one, or use fewer renderers at once"
    case .failed(let reason): "no picture: \(reason)"
    case .outOfRange(let parameter, let value, let allowed): "\(parameter) is \(value), allowed is \(allowed)"
    }
  }
}
