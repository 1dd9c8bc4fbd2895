import Learners
import Testing
import Vocabulary

@Suite("Noise of an update")
struct UpdateNoiseTests {
  @Test("is standard normal, element by element independent, and different for the two samples of an update")
  func moments() {
    var configuration = SACConfiguration.rlif
    configuration.batchSize = 50_000
    var noise = UpdateNoise(configuration: configuration, actionDimension: 2)
    var random = RandomStream(seed: 3)
    noise.draw(configuration: configuration, random: &random)
    for values in [noise.nextActions, noise.actions] {
      let count = Double(values.count)
      func mean(_ f: (Double) -> Double) -> Double { values.reduce(0) { $0 + f(Double($1)) } / count }
      // Moments of N(0, 1): 0, 1, 0, 3; the bounds are five standard errors √(var(xᵏ) / 100,000).
      #expect(abs(mean { $0 }) < 5 * (1 / count).squareRoot())
      #expect(abs(mean { $0 * $0 } - 1) < 5 * (2 / count).squareRoot())
      #expect(abs(mean { $0 * $0 * $0 }) < 5 * (15 / count).squareRoot())
      #expect(abs(mean { $0 * $0 * $0 * $0 } - 3) < 5 * (96 / count).squareRoot())
      // Neighbours come from one pair of Box and Muller's: neither they nor their squares may go together.
      let pairs = stride(from: 0, to: values.count, by: 2).map { (Double(values[$0]), Double(values[$0 + 1])) }
      let product = pairs.reduce(0) { $0 + $1.0 * $1.1 } / Double(pairs.count)
      let squares = pairs.reduce(0) { $0 + ($1.0 * $1.0 - 1) * ($1.1 * $1.1 - 1) } / Double(pairs.count)
      #expect(abs(product) < 5 * (1 / Double(pairs.count)).squareRoot())
      #expect(abs(squares) < 5 * (4 / Double(pairs.count)).squareRoot())
    }
    #expect(noise.nextActions != noise.actions)
  }

  @Test("is the same for the same stream and goes on where the stream stands")
  func streams() {
    let configuration = SACConfiguration.rlpd
    var (first, second) = (RandomStream(seed: 1), RandomStream(seed: 1))
    var noise = UpdateNoise(configuration: configuration, actionDimension: 3)
    noise.draw(configuration: configuration, random: &first)
    var again = UpdateNoise(configuration: configuration, actionDimension: 3)
    again.draw(configuration: configuration, random: &second)
    #expect(noise == again && first == second)
    again.draw(configuration: configuration, random: &second)
    #expect(noise != again)
  }
}
