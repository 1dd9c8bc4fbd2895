import Foundation
import Vocabulary
import Wire

/// The clocks that messages carry (docs/wire.md, "The envelope").
struct BridgeClock: Sendable {
  /// CLOCK_MONOTONIC, which all processes of a machine share.
  var monotonic: UInt64 { readClock(CLOCK_MONOTONIC) }

  var now: SendTime {
    SendTime(monotonicNanoseconds: monotonic, wallNanoseconds: readClock(CLOCK_REALTIME))
  }

  private func readClock(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// A stream that no other process has: for sessions, spools and whatever must not be guessed.
func unpredictableStream() -> RandomStream {
  var system = SystemRandomNumberGenerator()
  return RandomStream(seed: system.next())
}
