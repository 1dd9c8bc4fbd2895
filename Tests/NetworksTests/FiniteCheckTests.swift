import Networks
import Testing

@Suite("Finite check")
struct FiniteCheckTests {
  @Test("finds one bad value anywhere, in any length", arguments: Kernels.available)
  func anywhere(instructionSet: InstructionSet) throws {
    let kernels = try Kernels(instructionSet)
    for count in 0...35 {
      var values = (0..<count).map { Float($0) * (.greatestFiniteMagnitude / 40) }
      let isFinite = kernels.allFinite(values.span)
      #expect(isFinite, "\(count) finite values")
      for place in 0..<count {
        for bad in [Float.nan, .infinity, -.infinity] {
          let kept = values[place]
          values[place] = bad
          let isFinite = kernels.allFinite(values.span)
          #expect(!isFinite, "\(bad) at \(place) of \(count)")
          values[place] = kept
        }
      }
    }
  }
}
