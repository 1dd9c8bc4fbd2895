import Foundation

/// A seeded stream of random numbers: xoshiro256++ (Blackman and Vigna, 2019), its state filled by SplitMix64.
///
/// A value, passed in wherever chance is needed. `derived(_:)` names an independent stream, so that a draw added in one
/// place never moves the numbers of another.
public struct RandomStream: RandomNumberGenerator, Codable, Equatable, Sendable {
  /// The whole state, four words, never all zero; for checkpoints.
  public private(set) var state: SIMD4<UInt64>

  public init(seed: UInt64) {
    var mixer = SplitMix64(state: seed)
    state = SIMD4(mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// Continues a saved stream.
  public init(state: SIMD4<UInt64>) {
    precondition(state != SIMD4(repeating: 0), "xoshiro256++ never leaves the all-zero state")
    self.state = state
  }

  /// An independent stream named by `label` (and `index`), without drawing from this one.
  public func derived(_ label: StaticString, index: UInt64 = 0) -> RandomStream {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a, 64 bit: offset basis and prime
    label.withUTF8Buffer { bytes in
      for place in 0..<bytes.count { hash = (hash ^ UInt64(unsafe bytes[place])) &* 0x100_0000_01b3 }
    }
    var mixer = SplitMix64(state: hash ^ index &* 0x9e37_79b9_7f4a_7c15)
    let salt = SIMD4(mixer.next(), mixer.next(), mixer.next(), mixer.next())
    var seeds = SplitMix64(state: 0)
    var mixed = SIMD4<UInt64>(repeating: 0)
    for word in 0..<4 {
      seeds.state = state[word] ^ salt[word]
      mixed[word] = seeds.next()
    }
    return RandomStream(state: mixed)
  }

  public mutating func next() -> UInt64 {
    let result = rotateLeft(state[0] &+ state[3], by: 23) &+ state[0]
    let shifted = state[1] << 17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotateLeft(state[3], by: 45)
    return result
  }

  /// Uniform in [0, 1): 53 random bits.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in [low, high).
  public mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

  /// True with probability `p`; always draws exactly one number.
  public mutating func bernoulli(_ p: Double) -> Bool { unit() < p }

  /// Uniform integer in 0..<bound, unbiased (Lemire 2019).
  public mutating func index(below bound: Int) -> Int {
    precondition(bound > 0, "an index needs a positive bound")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// Uniform integer in a closed range.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + index(below: range.upperBound - range.lowerBound + 1)
  }

  /// Standard normal: Box and Muller's cosine branch. Two draws each, no state kept between calls.
  public mutating func gaussian() -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return radius * cos(2 * .pi * unit())
  }
}

private func rotateLeft(_ x: UInt64, by bits: UInt64) -> UInt64 { (x << bits) | (x >> (64 - bits)) }

/// SplitMix64 (Steele, Lea and Flood, 2014): turns one word into many well-mixed ones.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
