import Configuration
import Environments
import Foundation
import Testing
import Vocabulary

@Suite("Drawer and door")
struct FurnitureTests {
  /// One expert episode: handle, direction and opening before each step, and what the last step said.
  private func play(_ id: String, seed: UInt64) throws -> (
    handles: [SIMD2<Double>], ways: [SIMD2<Double>], openings: [Double], last: StepResult
  ) {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    let expert = try environment.makeExpert()
    var (handles, ways, openings): ([SIMD2<Double>], [SIMD2<Double>], [Double]) = ([], [], [])
    try environment.reset(seed: seed)
    var result: StepResult
    repeat {
      let (handle, way) = (try environment.observe("handlePosition"), try environment.observe("handleDirection"))
      handles.append(SIMD2(Double(handle[0]), Double(handle[1])))
      ways.append(SIMD2(Double(way[0]), Double(way[1])))
      openings.append(Double(try environment.observe("opening")[0]))
      var action = [Float](repeating: 0, count: environment.specification.action.dimension)
      var span = action.mutableSpan
      expert.act(observation: environment.observe().span, action: &span)
      result = try environment.step(action)
      #expect(result.success == (Double(try environment.observe("opening")[0]) > environment.desired))
    } while result.outcome == .running
    return (handles, ways, openings, result)
  }

  @Test(
    "shut at the start, open at success; the opening is what the joint has moved",
    arguments: ["PandaDrawer-v0", "PandaDoor-v0"])
  func opens(id: String) throws {
    let (handles, ways, openings, last) = try play(id, seed: 4)
    #expect(last.success && last.cause == .success)
    #expect(abs(openings[0]) < 1e-6)
    let isDrawer = id.contains("Drawer")
    for step in 1..<handles.count {
      #expect(abs((ways[step] * ways[step]).sum() - 1) < 1e-5)
      let moved = handles[step] - handles[step - 1]
      let opened = openings[step] - openings[step - 1]
      if abs(opened) < 1e-4 { continue }
      // The handle moves along its direction: by as much as the drawer opens, or on a circle about the hinge.
      let radius = isDrawer ? 1 : (0.06 * 0.06 + 0.2 * 0.2).squareRoot()
      let chord = isDrawer ? opened : 2 * radius * sin(opened / 2)
      let middle = ways[step - 1] + ways[step]
      let along = (moved * middle).sum() / (middle * middle).sum().squareRoot()
      #expect(abs(along - chord) < 1e-5, "\(along) instead of \(chord)")
    }
  }

  @Test("furniture stands in its box and turned within its range, and its seed says where")
  func places() throws {
    let definition = try TaskFiles.definition("drawer")
    let places = (0..<500 as Range<UInt64>).map { Episode(definition, seed: $0).fixture }
    let yaws = places.map { $0.orientation.rollPitchYaw.z }
    #expect(
      places.allSatisfy { (0.15...0.25).contains($0.position.x) && abs($0.position.y) <= 0.1 && $0.position.z == 0 })
    #expect(yaws.allSatisfy { abs($0) <= 0.3 } && (yaws.max() ?? 0) > 0.28 && (yaws.min() ?? 0) < -0.28)
  }

  @Test("nobody opens it by chance", arguments: ["PandaDrawer-v0", "PandaDoor-v0"])
  func random(id: String) throws {
    let environment = try TaskFiles.registry().makeEnvironment(id)
    let opened = try (0..<20 as Range<UInt64>).count { seed in
      let actions = randomActions(50, dimension: 4, seed: seed)
      return try environment.play(seed: seed) { _, step in actions[step] }.last?.success == true
    }
    #expect(opened <= 2)
  }
}

extension SimulatedEnvironment {
  /// The wanted opening.
  fileprivate var desired: Double { (try? observe("desiredGoal")[0]).map(Double.init) ?? .nan }
}
