import Devices
import Foundation
import Testing

@Suite("Operators' devices")
struct DeviceTests {
  private func failure(_ path: String) -> DeviceError? {
    do throws(DeviceError) {
      _ = try InputDevice(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test("a device that is missing, or is none, is named together with what helps")
  func missing() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "reins-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(failure(folder + "/event3") == .missing(path: folder + "/event3"))
    #expect(DeviceError.missing(path: "p").description.contains("/dev/input"))
    #expect(DeviceError.forbidden(path: "p").description.contains("usermod -aG input"))
    try "x".write(toFile: folder + "/event4", atomically: true, encoding: .utf8)
    #expect(failure(folder + "/event4") == .notAGamepad(path: folder + "/event4", name: "no input device"))
    let search = DeviceSearch(folder: folder)
    #expect(search.gamepad == nil && search.devices == 1 && search.forbidden == 0)
    let text = DeviceError.none(devices: 1, forbidden: 1).description
    #expect(text.contains("ssh -t") && text.contains("usermod") && text.contains("--script"))
  }

  @Test("a folder that does not exist holds no devices")
  func empty() {
    #expect(DeviceSearch(folder: "/nowhere").devices == 0)
  }

  @Test("without a terminal there are no keys")
  func noTerminal() throws {
    guard !RawTerminal.isInput else { return }
    do throws(DeviceError) {
      _ = try RawTerminal(enter: "", leave: "")
      Issue.record("a terminal was found")
    } catch {
      #expect(error == .noTerminal && error.description.contains("ssh -t"))
    }
    // Nothing was taken: nothing is given back.
    RawTerminal.giveBack()
  }
}
