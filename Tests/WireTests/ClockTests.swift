import Testing
import Wire

@Suite("Clocks of two machines")
struct ClockTests {
  @Test("offset and round trip are exact where both ways take as long")
  func symmetric() throws {
    // The peer's clock is 1,000 ahead; 30 each way; it thinks for 5.
    let sample = try #require(ClockSample(sent: 100, received: 1130, answered: 1135, arrived: 165))
    #expect(sample.offsetNanoseconds == 1000 && sample.roundTripNanoseconds == 60)
  }

  @Test("the offset is wrong by at most half the round trip", arguments: [0, 7, 30, 53, 60] as [UInt64])
  func asymmetric(there: UInt64) throws {
    let back = 60 - there
    let sample = try #require(
      ClockSample(sent: 5000, received: 2000 + there, answered: 2000 + there, arrived: 5000 + there + back))
    #expect(abs(sample.offsetNanoseconds - -3000) <= 30)
  }

  @Test(
    "times that no running clocks show give no sample",
    arguments: [(100, 50, 40, 200), (100, 50, 60, 90), (100, 0, 200, 110)] as [(UInt64, UInt64, UInt64, UInt64)])
  func impossible(times: (UInt64, UInt64, UInt64, UInt64)) {
    #expect(ClockSample(sent: times.0, received: times.1, answered: times.2, arrived: times.3) == nil)
  }

  @Test("the largest times give no overflow")
  func extremes() {
    let some: [UInt64] = [0, 1, .max / 2, .max - 1, .max]
    for a in some {
      for b in some {
        for c in some {
          for d in some {
            _ = ClockSample(sent: a, received: b, answered: c, arrived: d)
          }
        }
      }
    }
  }

  static func sample(offset: Int64, roundTrip: UInt64) throws -> ClockSample {
    let middle = Int64(10_000_000_000)
    return try #require(
      ClockSample(
        sent: UInt64(middle) - roundTrip / 2, received: UInt64(middle + offset), answered: UInt64(middle + offset),
        arrived: UInt64(middle) + roundTrip / 2))
  }

  @Test("of the last 16 samples the one with the shortest round trip is believed")
  func best() throws {
    var clock = ClockEstimate()
    #expect(clock.best == nil)
    try clock.add(Self.sample(offset: 5, roundTrip: 100))
    for _ in 0..<15 { try clock.add(Self.sample(offset: 9, roundTrip: 200)) }
    #expect(clock.best?.offsetNanoseconds == 5)
    try clock.add(Self.sample(offset: 9, roundTrip: 200))
    #expect(clock.best?.offsetNanoseconds == 9 && clock.jumps == 0)
  }

  @Test("a clock that jumps is believed at once, and the jump is counted")
  func jump() throws {
    var clock = ClockEstimate()
    try clock.add(Self.sample(offset: 0, roundTrip: 100))
    try clock.add(Self.sample(offset: 900_000, roundTrip: 200))
    #expect(clock.jumps == 0)
    try clock.add(Self.sample(offset: 3_000_000_000, roundTrip: 5000))
    #expect(clock.jumps == 1 && clock.best?.offsetNanoseconds == 3_000_000_000)
  }
}
