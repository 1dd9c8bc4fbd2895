import Teleoperation
import Testing

@Suite("What a terminal sends")
struct TerminalParserTests {
  private func parse(_ text: String, inPieces size: Int = .max) -> [TerminalInput] {
    var parser = TerminalParser()
    var inputs: [TerminalInput] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      parser.take(Array(rest.prefix(size)), at: 0, into: &inputs)
      rest = rest.dropFirst(size)
    }
    parser.poll(at: 1_000 * millisecond, into: &inputs)
    return inputs
  }

  @Test(
    "is a key by its name, in one piece or byte by byte",
    arguments: [
      ("w", press("w")), ("W", press("W")), ("?", press("?")), (" ", press("space")), ("\r", press("enter")),
      ("\u{1b}", press("escape")), ("\u{7f}", press("backspace")), ("\u{3}", press("ctrl+c")), ("\t", press("tab")),
      ("\u{1b}[A", press("up")), ("\u{1b}OA", press("up")), ("\u{1b}[D", press("left")), ("\u{1b}[3~", press("delete")),
      ("\u{1b}[1;2C", press("right")), ("ä", press("ä")), ("\u{1b}w", press("w")),
      ("\u{1b}[119u", press("w")), ("\u{1b}[119;1u", press("w")), ("\u{1b}[119;1:1u", press("w")),
      ("\u{1b}[119;1:2u", .autoRepeat(Key("w"))), ("\u{1b}[119;1:3u", .release(Key("w"))),
      ("\u{1b}[119;2:3u", .release(Key("W"))), ("\u{1b}[119:87;2:1u", press("W")), ("\u{1b}[99;5u", press("ctrl+c")),
      ("\u{1b}[1;1:3A", .release(Key("up"))), ("\u{1b}[32;1:3u", .release(Key("space"))),
      ("\u{1b}[27u", press("escape")), ("\u{1b}[13;1:3u", .release(Key("enter"))), ("\u{1b}[?0u", .knowsReleases),
      ("\u{1b}[?11u", .knowsReleases),
    ])
  func one(text: String, input: TerminalInput) {
    #expect(parse(text) == [input])
    #expect(parse(text, inPieces: 1) == [input])
  }

  @Test("several come one after the other; what nobody knows is passed over")
  func several() {
    let text = "w\u{1b}[Aq\u{1b}[57441;2u\u{1b}[200~\u{1b}[?64;1;9c\u{0}\u{85}s"
    #expect(parse(text) == [press("w"), press("up"), press("q"), press("s")])
    #expect(parse(text, inPieces: 1) == parse(text))
  }

  @Test("an escape is a key only when nothing follows it for 50 ms")
  func escape() {
    var parser = TerminalParser()
    var inputs: [TerminalInput] = []
    parser.take([0x1b], at: 0, into: &inputs)
    parser.poll(at: 49 * millisecond, into: &inputs)
    #expect(inputs.isEmpty)
    parser.poll(at: 50 * millisecond, into: &inputs)
    #expect(inputs == [press("escape")])
    parser.take([0x1b, 0x1b, 0x5b, 0x42], at: 60 * millisecond, into: &inputs)
    #expect(inputs == [press("escape"), press("escape"), press("down")])
  }

  @Test("no bytes make it fall over, or remember more than a sequence")
  func noise() {
    var parser = TerminalParser()
    var inputs: [TerminalInput] = []
    var state: UInt64 = 1
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      parser.take([UInt8(truncatingIfNeeded: state >> 33)], at: 0, into: &inputs)
    }
    parser.take(Array("\u{1b}[".utf8) + Array(repeating: 0x30, count: 1_000) + Array("w".utf8), at: 0, into: &inputs)
    parser.poll(at: 1_000 * millisecond, into: &inputs)
    inputs.removeAll()
    parser.take(Array("q".utf8), at: 2_000 * millisecond, into: &inputs)
    #expect(inputs == [press("q")])
  }
}
