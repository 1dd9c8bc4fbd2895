import Recording
import Testing
import Vocabulary

@Suite("Interquartile mean and its bootstrap interval")
struct InterquartileMeanTests {
  @Test(
    "leaves a quarter of the values, rounded down, out at either end",
    arguments: [
      ([5.0], 5.0), ([1, 3], 2), ([1, 2, 6], 3), ([100, 1, 2, -50], 1.5), ([9, 1, 2, 3, 4, 5, 6, 7], 4.5),
      ([0, 0, 0, 1], 0), ([0, 10, 20, 30, 40], 20),
    ] as [([Double], Double)])
  func middle(values: [Double], expected: Double) { #expect(interquartileMean(values) == expected) }

  @Test("of nothing is not a number")
  func empty() {
    #expect(interquartileMean([]).isNaN)
    #expect(bootstrapInterval([[], []], random: RandomStream(seed: 0)).low.isNaN)
  }

  @Test("the interval of runs that agree is a point, and it is the same for the same stream")
  func agreement() {
    let interval = bootstrapInterval([[4, 4, 4], [4, 4]], random: RandomStream(seed: 1))
    #expect(interval.low == 4 && interval.high == 4)
    let scores = [[1.0, 5, 9, 2], [3, 8, 4]]
    let (a, b) = (
      bootstrapInterval(scores, random: RandomStream(seed: 7)), bootstrapInterval(scores, random: RandomStream(seed: 7))
    )
    #expect(a == b && a.low < interquartileMean(scores.flatMap { $0 }) && a.high > a.low)
  }

  @Test("two runs of one task: the resampled means are binomial, so the interval spans both runs")
  func closedForm() {
    // Resamples of {0, 1}: mean 0, 1/2, 1 with probability 1/4, 1/2, 1/4; both quantiles lie in the tails.
    let interval = bootstrapInterval([[0, 1]], random: RandomStream(seed: 3))
    #expect(interval.low == 0 && interval.high == 1)
  }

  @Test("strata are resampled apart: two tasks whose runs agree among themselves leave no spread")
  func stratified() {
    let interval = bootstrapInterval([[0, 0, 0], [10, 10, 10]], random: RandomStream(seed: 5))
    // One pool of six would draw 0 to 6 tens.
    #expect(interval.low == 5 && interval.high == 5)
  }

  @Test("covers the mean of a known distribution about as often as it says")
  func coverage() {
    var random = RandomStream(seed: 11)
    var covered = 0
    for trial in 0..<300 {
      let runs = (0..<20).map { _ in random.gaussian() }
      let interval = bootstrapInterval(
        [runs], resamples: 300, random: RandomStream(seed: 1).derived("trial", index: UInt64(trial)))
      if interval.low <= 0, interval.high >= 0 { covered += 1 }
    }
    // 95 % in the limit; the percentile bootstrap of 20 values falls a little short, as the literature says.
    #expect((255...297).contains(covered))
  }
}
