import Vocabulary

/// Damages frames as bad links, bad programs and bad people do.
struct FrameMutator {
  private var random: RandomStream
  /// Material to splice in.
  private let others: [[UInt8]]

  init(random: RandomStream, others: [[UInt8]]) {
    self.random = random
    self.others = others
  }

  /// Half of the frames keep their length, and so mostly their form: they reach what looks at the contents.
  mutating func mutate(_ frame: [UInt8]) -> [UInt8] {
    var result = frame
    let kinds = random.bernoulli(0.5) ? 4 : 9
    for _ in 0..<random.integer(in: 1...4) where !result.isEmpty { damage(&result, kinds) }
    return result
  }

  private mutating func damage(_ frame: inout [UInt8], _ kinds: Int) {
    let place = random.index(below: frame.count)
    switch random.index(below: kinds) {
    case 0: frame[place] ^= 1 << UInt8(random.index(below: 8))
    case 1: frame[place] = UInt8(truncatingIfNeeded: random.next())
    // What counters, lengths, signs and exponents turn on.
    case 2: frame[place] = [0, 1, 0x7f, 0x80, 0xff][random.index(below: 5)]
    // Four bytes of a float: a NaN, an infinity, something huge.
    case 3:
      let bits: UInt32 = [0x7fc0_0000, 0x7f80_0000, 0xff80_0000, 0x7f7f_ffff, 0x4f00_0000][random.index(below: 5)]
      for byte in 0..<4 where place + byte < frame.count {
        frame[place + byte] = UInt8(truncatingIfNeeded: bits >> UInt32(8 * byte))
      }
    case 4: frame.removeSubrange(place..<min(frame.count, place + random.integer(in: 1...8)))
    case 5: frame.insert(contentsOf: (0..<random.integer(in: 1...8)).map { _ in UInt8.max }, at: place)
    case 6: frame.insert(contentsOf: piece(of: frame), at: place)
    case 7: frame.insert(contentsOf: piece(of: others[random.index(below: others.count)]), at: place)
    default: frame.removeLast(frame.count - place)
    }
  }

  private mutating func piece(of frame: [UInt8]) -> ArraySlice<UInt8> {
    let start = random.index(below: frame.count)
    return frame[start..<min(frame.count, start + random.integer(in: 1...24))]
  }
}
