import Teleoperation
import Testing

/// A keyboard whose terminal repeats as it likes.
private struct Keyboard {
  var held = HeldKeys()
  var time: UInt64 = 0

  /// Presses, and repeats for as long as the finger is down; looks every 5 ms. Says what was seen at each look.
  mutating func hold(_ key: String, milliseconds: Int, delay: Int = 500, period: Int = 33, until end: Int) -> [HeldKeys
    .Hold]
  {
    var seen: [HeldKeys.Hold] = []
    let start = time
    for now in stride(from: 0, to: end, by: 1) {
      time = start + UInt64(now) * millisecond
      let isRepeat = now >= delay && (now - delay) % period == 0
      if now == 0 || isRepeat && now < milliseconds { held.take(press(key), at: time) }
      if now % 5 == 0 { seen.append(held.hold(Key(key), at: time)) }
    }
    time = start + UInt64(end) * millisecond
    return seen
  }
}

@Suite("Keys without releases")
struct HeldKeysTests {
  @Test(
    "a key that is held is never up, once measured moves without a gap after the first repeat, and is up soon after it",
    arguments: [(500, 33), (250, 33), (660, 40), (250, 30), (400, 100)])
  func holding(delay: Int, period: Int) {
    var keyboard = Keyboard()
    for round in 0..<3 {
      let seen = keyboard.hold("w", milliseconds: 2_000, delay: delay, period: period, until: 4_000)
      if round == 0 { continue }
      let lastRepeat = delay + (1_999 - delay) / period * period
      #expect(seen[..<(lastRepeat / 5)].allSatisfy { $0 != .up })
      #expect(seen[(delay / 5 + 1)..<(lastRepeat / 5)].allSatisfy { $0 == .down })
      // Two periods after the last repeat.
      #expect(seen[((lastRepeat + 2 * period + 5) / 5)...].allSatisfy { $0 == .up })
      #expect(keyboard.held.delayNanoseconds == UInt64(delay) * millisecond)
      #expect(keyboard.held.periodNanoseconds == UInt64(period) * millisecond)
    }
  }

  @Test("a tap moves for two periods, keeps control until a repeat would have come, and is up then")
  func tap() {
    var keyboard = Keyboard()
    _ = keyboard.hold("w", milliseconds: 1_000, until: 3_000)
    let seen = keyboard.hold("w", milliseconds: 1, until: 1_000)
    #expect(seen.prefix(13).allSatisfy { $0 == .down })
    #expect(seen[14..<110].allSatisfy { $0 == .maybe })
    #expect(seen[115...].allSatisfy { $0 == .up })
  }

  @Test("a network's jitter makes the patience longer, not the key go up")
  func jitter() {
    var held = HeldKeys()
    var now: UInt64 = 0
    held.take(press("w"), at: now)
    now += 500 * millisecond
    for count in 0..<200 {
      held.take(press("w"), at: now)
      let gap: UInt64 = count % 5 == 4 ? 90 : 20
      for _ in 0..<gap / 5 {
        // The first long gap is what patience is learnt from.
        if count > 5 { #expect(held.hold(Key("w"), at: now) == .down) }
        now += 5 * millisecond
      }
    }
    #expect(held.periodNanoseconds == 90 * millisecond)
  }

  @Test("a repeat is no press: what a key does once is done once")
  func once() {
    var held = HeldKeys()
    // From 1,500 on the delay is known, and a second press is told from a first repeat.
    let times = [0] + Array(stride(from: 500, to: 1_000, by: 33)) + [1_500, 1_700, 1_900]
    let presses = times.filter { held.take(press("enter"), at: UInt64($0) * millisecond) }
    #expect(presses == [0, 1_500, 1_700, 1_900])
  }

  @Test("the key that went down last takes the repeats: the one before is up two periods later")
  func two() {
    var held = HeldKeys()
    held.take(press("w"), at: 0)
    for time in stride(from: 500, through: 800, by: 33) { held.take(press("w"), at: UInt64(time) * millisecond) }
    held.take(press("d"), at: 830 * millisecond)
    #expect(held.hold(Key("w"), at: 840 * millisecond) == .down)
    #expect(held.hold(Key("w"), at: 900 * millisecond) == .up)
    #expect(held.hold(Key("d"), at: 840 * millisecond) == .down)
    #expect(held.hold(Key("d"), at: 1_200 * millisecond) == .maybe)
  }

  @Test("where the terminal tells, a key is down from press to release, several at once, whatever the time")
  func releases() {
    var held = HeldKeys()
    held.trustReleases()
    let news = [press("w"), press("D"), .autoRepeat(Key("w"))].map { held.take($0, at: 0) }
    #expect(news == [true, true, false])
    #expect(held.hold(Key("w"), at: 10_000 * millisecond) == .down)
    held.take(.release(Key("w")), at: 10_000 * millisecond)
    #expect(held.hold(Key("w"), at: 10_000 * millisecond) == .up)
    #expect(held.hold(Key("D"), at: 10_000 * millisecond) == .down)
    // Shift went up before the letter.
    held.take(.release(Key("d")), at: 10_000 * millisecond)
    #expect(held.hold(Key("D"), at: 10_000 * millisecond) == .up)
  }
}
