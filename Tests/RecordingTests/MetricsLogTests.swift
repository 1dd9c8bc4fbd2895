import Foundation
import Recording
import Testing

@Suite("Metrics log")
struct MetricsLogTests {
  @Test("rows are read back as written, unmeasured cells as NaN, and each is in the file at once")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/metrics.csv"
    let log = try MetricsLog(path: path, columns: ["success", "return"])
    try log.append(step: 100, [0.1, -3])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "step,success,return\n100,0.1,-3\n")
    try log.append(step: 200, [.nan, 1e300])
    let table = try MetricsTable(reading: path)
    #expect(table.columns == ["step", "success", "return"] && table.rows[1][1].isNaN && table.rows[1][2] == 1e300)
    #expect(table.curve("success") == [CurvePoint(x: 100, y: 0.1)] && table.curve("nothing") == nil)
  }

  @Test("resuming removes the rows after the checkpoint and a torn last line, and goes on")
  func resume() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/metrics.csv"
    do {
      let log = try MetricsLog(path: path, columns: ["a"])
      for step in [100, 200, 300] { try log.append(step: step, [Double(step)]) }
    }
    let torn = try String(contentsOfFile: path, encoding: .utf8) + "400,4"
    try torn.write(toFile: path, atomically: false, encoding: .utf8)
    do {
      let log = try MetricsLog(path: path, columns: ["a"], resumeStep: 250)
      try log.append(step: 300, [7])
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "step,a\n100,100\n200,200\n300,7\n")
  }

  @Test("a log with other columns, or damaged in its middle, is refused")
  func refused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/metrics.csv"
    try "step,b\n1,2\n".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(throws: RecordingError.columns(path: path, expected: ["step", "a"], found: ["step", "b"])) {
      try MetricsLog(path: path, columns: ["a"], resumeStep: 1)
    }
    for text in ["", "step,a\n1\n2,3\n", "step,a\nx,1\n", "step,a\n1e400,1\n"] {
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      #expect(throws: RecordingError.self, "\(text)") { try MetricsTable(reading: path) }
    }
  }
}
