import Learners
import Testing
import Vocabulary

@Suite("Critic subset")
struct CriticSubsetTests {
  private func draw(_ size: Int, _ ensemble: Int, _ random: inout RandomStream) -> [Int] {
    var places = [Int](repeating: -7, count: size + 2)
    var span = places.mutableSpan
    drawCriticSubset(ensembleSize: ensemble, into: &span, at: 1..<size + 1, random: &random)
    #expect(places.first == -7 && places.last == -7)
    return Array(places[1..<size + 1])
  }

  @Test("its members are distinct critics of the ensemble")
  func distinct() {
    var random = RandomStream(seed: 1)
    for ensemble in 1...10 {
      for size in 1...ensemble {
        for _ in 0..<50 {
          let subset = draw(size, ensemble, &random)
          #expect(Set(subset).count == size && subset.allSatisfy { (0..<ensemble).contains($0) })
        }
      }
    }
  }

  @Test("every subset is equally likely", arguments: [(5, 2, 10), (4, 3, 4), (6, 1, 6)])
  func uniform(ensemble: Int, size: Int, subsets: Int) {
    var random = RandomStream(seed: 2)
    let draws = 20_000
    var counts: [Set<Int>: Int] = [:]
    for _ in 0..<draws { counts[Set(draw(size, ensemble, &random)), default: 0] += 1 }
    #expect(counts.count == subsets)
    let expected = Double(draws) / Double(subsets)
    let chiSquare = counts.values.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    // The 99.9 % point of chi-square with 9 degrees of freedom is 27.9; with fewer it is lower.
    #expect(chiSquare < 27.9)
  }
}
