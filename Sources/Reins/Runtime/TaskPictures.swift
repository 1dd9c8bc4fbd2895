import Environments
import Foundation
import Recording
import Rendering
import Vocabulary

/// One picture of every task, for documents: halfway through what its script does.
public enum TaskPictures {
  static let (width, height) = (480, 360)

  /// Writes `<id>.png` for every task that looks like no other: forms that only pay or act differently are left out.
  ///
  /// - Parameter written: is told each file.
  public static func write(to folder: String, catalog: TaskCatalog, written: (String) -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var viewer: TaskViewer
    do throws(RenderingError) { viewer = try TaskViewer(width: width, height: height) } catch {
      throw TaskError.picture(task: "all", reason: error)
    }
    for id in catalog.ids where !["Joints-", "Dense-"].contains(where: id.contains) {
      guard let environment = try catalog.environment(id: id) as? any RenderableEnvironment else { continue }
      try bringToMiddle(environment)
      try viewer.look(at: environment, from: environment.cameras[0].name)
      let path = "\(folder)/\(id).png"
      try writePNG(rgb: viewer.frame.rgb, width: width, height: height, to: path)
      written(path)
    }
  }

  /// Of the first twenty starts the one with the most to do, half done by the script; without a script, a few steps in.
  private static func bringToMiddle(_ environment: any RenderableEnvironment) throws {
    var (chosen, most) = (UInt64(0), -Double.infinity)
    for seed in 0..<UInt64(20) {
      try environment.reset(seed: seed)
      if environment.progress > most { (chosen, most) = (seed, environment.progress) }
    }
    var driver: any Expert = Idle()
    do { driver = try environment.makeExpert() } catch TaskError.noExpert {}
    let length = try play(environment, driver, seed: chosen, steps: environment.specification.maximumSteps)
    _ = try play(environment, driver, seed: chosen, steps: driver is Idle ? min(10, length) : length / 2)
  }

  /// Returns how many steps were made.
  private static func play(
    _ environment: any RenderableEnvironment, _ driver: any Expert, seed: UInt64, steps: Int
  ) throws -> Int {
    var observation = [Float](repeating: 0, count: environment.specification.observation.dimension)
    var action = [Float](repeating: 0, count: environment.specification.action.dimension)
    try environment.reset(seed: seed)
    var random = RandomStream(seed: seed).derived("driver")
    driver.beginEpisode(random: &random)
    for step in 0..<steps {
      var observed = observation.mutableSpan
      environment.copyObservation(into: &observed)
      var chosen = action.mutableSpan
      driver.act(observation: observation.span, action: &chosen)
      if try environment.step(action.span).outcome != .running { return step + 1 }
    }
    return steps
  }
}

/// Does nothing.
private final class Idle: Expert {
  func beginEpisode(random: inout RandomStream) {}
  func act(observation: Span<Float>, action: inout MutableSpan<Float>) {
    for place in action.indices { action[place] = 0 }
  }
}
