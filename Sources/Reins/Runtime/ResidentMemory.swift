import Foundation

/// Memory of this process that is in use now, bytes: the second number of Linux' `/proc/self/statm`, in pages.
public func residentBytes() throws -> Int {
  let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
  guard let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
    throw CocoaError(.fileReadCorruptFile)
  }
  return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}
