import Environments
import Testing

@Suite("Progress")
struct ProgressTests {
  private func situation(
    tool: SIMD3<Double>, object: SIMD3<Double> = .zero, goal: SIMD3<Double>
  ) -> Situation {
    var situation = Situation()
    situation.tool = tool
    situation.object = object
    situation.objectSize = SIMD3(0.04, 0.04, 0.04)
    situation.goal = goal
    return situation
  }

  @Test("Reach: the distance to the goal")
  func reach() throws {
    let task = try TaskFiles.definition("reach")
    let there = situation(tool: SIMD3(0.3, 0, 0.4), goal: SIMD3(0.3, 0.3, 0.8))
    #expect(abs(task.progress(there, success: false) - 0.5) < 1e-12)
  }

  @Test("PickAndPlace: the way to the object plus one and a half times the object's way")
  func pick() throws {
    let task = try TaskFiles.definition("pick-and-place")
    let there = situation(tool: SIMD3(0, 0, 0.2), object: SIMD3(0, 0, 0.1), goal: SIMD3(0.2, 0, 0.1))
    #expect(abs(task.progress(there, success: false) - (0.1 + 1.5 * 0.2)) < 1e-12)
  }

  @Test("every task: 0 at success, wherever things are", arguments: TaskFiles.names)
  func success(name: String) throws {
    let there = situation(tool: SIMD3(1, 1, 1), object: SIMD3(0.01, 0, 0), goal: .zero)
    #expect(try TaskFiles.definition(name).progress(there, success: true) == 0)
  }

  @Test("Push: no way to go for a tool in touch behind the object; longer in front of it than beside it")
  func push() {
    let object = SIMD3(0.0, 0, 0.02)
    let goal = SIMD3(0.1, 0, 0.02)
    func way(_ tool: SIMD3<Double>) -> Double {
      ProgressMeasure.toolToPushStart.distance(situation(tool: tool, object: object, goal: goal))
    }
    for x in [-0.03, -0.04, -0.06] { #expect(way(SIMD3(x, 0, 0.015)) < 1e-12) }
    // The place to come down lies half a diagonal and 32 mm behind the centre of a 4 cm cube.
    let start = 0.02 * 2.0.squareRoot() + 0.032
    #expect(abs(way(SIMD3(-start - 0.1, 0, 0.015)) - 0.1) < 1e-12)
    #expect(way(SIMD3(0.05, 0, 0.015)) > way(SIMD3(-0.03, 0.1, 0.015)))
  }

  @Test("Push: carrying the object along the line towards the goal lowers it by one and a half times the way")
  func pushing() throws {
    let task = try TaskFiles.definition("push")
    func progress(_ shift: Double) -> Double {
      task.progress(
        situation(
          tool: SIMD3(shift - 0.035, 0, 0.015), object: SIMD3(shift, 0, 0.02), goal: SIMD3(0.3, 0, 0.02)),
        success: false)
    }
    #expect(abs(progress(0) - progress(0.1) - 0.15) < 1e-12)
  }
}
