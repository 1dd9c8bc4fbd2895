import Environments
import Testing
import Vocabulary

@Suite("Progress, seen in observations")
struct ObservedProgressTests {
  @Test("is the environment's own, in every manipulation task whose expert needs observations alone")
  func same() throws {
    let registry = try EveryTask.registry()
    var found = 0
    for id in registry.ids {
      guard let environment = try registry.makeEnvironment(id) as? ManipulationEnvironment,
        environment.expertNeedsOnlyObservations
      else { continue }
      found += 1
      let observed = ObservedProgress(environment)
      var random = RandomStream(seed: 3)
      var seen = [Float](repeating: 0, count: environment.specification.observation.dimension)
      try environment.reset(seed: 5)
      for _ in 0..<20 {
        var span = seen.mutableSpan
        environment.copyObservation(into: &span)
        let progress = observed.progress(seen.span)
        #expect(abs(progress - environment.progress) < 1e-5, "\(id): \(progress), \(environment.progress)")
        let action = (0..<environment.specification.action.dimension).map { _ in Float(2 * random.unit() - 1) }
        if try environment.step(action.span).outcome != .running { break }
      }
    }
    #expect(found >= 8)
  }
}
