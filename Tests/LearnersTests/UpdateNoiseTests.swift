import Foundation
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

  @Test("is Box and Muller's transform of the stream's bits")
  func transform() {
    var configuration = SACConfiguration.rlif
    configuration.batchSize = 501
    var noise = UpdateNoise(configuration: configuration, actionDimension: 3)
    var random = RandomStream(seed: 7)
    var same = random
    noise.draw(configuration: configuration, random: &random)
    for place in stride(from: 0, to: noise.nextActions.count, by: 2) {
      let bits = same.next()
      let radius = (-2 * log(1 - Double(bits >> 40) * 0x1p-24)).squareRoot()
      let angle = 2 * Double.pi * Double(bits & 0xff_ffff) * 0x1p-24
      // Single precision: a radius of at most 5.8 with a few errors of 2⁻²⁴.
      #expect(abs(Double(noise.nextActions[place]) - radius * cos(angle)) < 3e-6)
      if place + 1 < noise.nextActions.count {
        #expect(abs(Double(noise.nextActions[place + 1]) - radius * sin(angle)) < 3e-6)
      }
    }
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
