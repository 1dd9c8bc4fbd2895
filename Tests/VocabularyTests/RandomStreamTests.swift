import Testing
import Vocabulary

@Suite("Random stream")
struct RandomStreamTests {
  @Test("a label names an independent stream and draws nothing from its parent")
  func derivation() {
    let parent = RandomStream(seed: 7)
    var (a, b, again) = (parent.derived("gate"), parent.derived("expert"), parent.derived("gate"))
    let first = a.next()
    #expect(first == again.next() && first != b.next())
    #expect(parent == RandomStream(seed: 7))
  }

  @Test("integers cover a closed range evenly: chi-square of 6 faces stays under the 0.1 % critical value 20.5")
  func evenIntegers() {
    var stream = RandomStream(seed: 3)
    var counts = [Int](repeating: 0, count: 6)
    let draws = 60_000
    for _ in 0..<draws { counts[stream.integer(in: 1...6) - 1] += 1 }
    let expected = Double(draws) / 6
    let chiSquare = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    #expect(chiSquare < 20.5)
  }

  @Test("gaussian has mean 0 and variance 1 within five standard errors")
  func gaussianMoments() {
    var stream = RandomStream(seed: 11)
    let draws = 100_000
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<draws {
      let x = stream.gaussian()
      sum += x
      squares += x * x
    }
    let n = Double(draws)
    #expect(abs(sum / n) < 5 / n.squareRoot())
    #expect(abs(squares / n - 1) < 5 * (2 / n).squareRoot())
  }
}
