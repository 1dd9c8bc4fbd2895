import Foundation
import Recording
import Testing
import Wire

/// What a process has said so far.
func said(_ process: Program.Running, errors: Bool = true) -> String {
  (try? String(contentsOf: errors ? process.errors : process.output, encoding: .utf8)) ?? ""
}

/// Waits until something is so, at most a minute.
func wait(_ what: String, for condition: () throws -> Bool) throws {
  for _ in 0..<6_000 {
    if try condition() { return }
    usleep(10_000)
  }
  Issue.record("a minute passed without: \(what)")
}

func place(_ word: String, in text: String) throws -> String {
  let after = try #require(text.range(of: word + " at "))
  return String(text[after.upperBound...].prefix { !$0.isWhitespace && $0 != "," && $0 != ";" })
}

func transitions(_ path: String) throws -> [TransitionMessage] {
  var found: [TransitionMessage] = []
  _ = try TransitionJournal(path: path) { payload in
    if case .transition(let message) = try FrameCodec.decode(payload).body { found.append(message) }
  }
  return found
}
