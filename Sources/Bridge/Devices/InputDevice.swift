import CInput
import Foundation

/// A gamepad among Linux' input devices (evdev), read without waiting.
public struct InputDevice: ~Copyable {
  public let path: String
  public let name: String
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 24 * 64)

  /// BTN_SOUTH, ABS_X, ABS_Y of linux/input-event-codes.h: what Linux' gamepad protocol demands.
  private static let south: UInt32 = 0x130
  private static let (keys, axes): (UInt32, UInt32) = (1, 3)

  public init(path: String) throws(DeviceError) {
    let descriptor = unsafe reins_input_open(path)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENODEV, ENXIO: throw .missing(path: path)
      case EACCES, EPERM: throw .forbidden(path: path)
      default: throw .unreadable(path: path, reason: errorText(errno))
      }
    }
    var text = [CChar](repeating: 0, count: 128)
    let isDevice = unsafe reins_input_name(descriptor, &text, Int32(text.count)) == 0
    let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let isGamepad =
      reins_input_has(descriptor, Self.keys, Self.south) == 1 && reins_input_has(descriptor, Self.axes, 0) == 1
      && reins_input_has(descriptor, Self.axes, 1) == 1
    guard isDevice, isGamepad else {
      reins_input_close(descriptor)
      throw .notAGamepad(path: path, name: isDevice ? name : "no input device")
    }
    self.path = path
    self.name = name
    self.descriptor = descriptor
  }

  deinit { reins_input_close(descriptor) }

  /// How far an axis goes and where it is; nil where the device does not have it.
  public func axis(_ code: UInt16) -> (minimum: Int32, maximum: Int32, value: Int32)? {
    guard reins_input_has(descriptor, Self.axes, UInt32(code)) == 1 else { return nil }
    var (minimum, maximum, value): (Int32, Int32, Int32) = (0, 0, 0)
    guard unsafe reins_input_axis(descriptor, UInt32(code), &minimum, &maximum, &value) == 0 else { return nil }
    return (minimum, maximum, value)
  }

  /// The events that wait, as the kernel writes them; empty when there are none, nil when the device is gone.
  public mutating func read() -> [UInt8]? {
    let count = unsafe reins_input_read(descriptor, &buffer, Int64(buffer.count))
    return count < 0 ? nil : Array(buffer[..<Int(count)])
  }
}

/// What a look through a folder of event files found.
public struct DeviceSearch: Equatable, Sendable {
  /// Of the first gamepad.
  public var gamepad: String?
  public var devices = 0
  /// Event files that may not be read.
  public var forbidden = 0

  /// Looks at the event files of a folder, in the order of their numbers.
  public init(folder: String = "/dev/input") {
    // No folder: no devices, as in a container.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let numbers = names.compactMap { $0.hasPrefix("event") ? Int($0.dropFirst("event".count)) : nil }.sorted()
    for number in numbers {
      devices += 1
      let path = "\(folder)/event\(number)"
      do throws(DeviceError) {
        let device = try InputDevice(path: path)
        if gamepad == nil { gamepad = device.path }
      } catch {
        if case .forbidden = error { forbidden += 1 }
      }
    }
  }
}
