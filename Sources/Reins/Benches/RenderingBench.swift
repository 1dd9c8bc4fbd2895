import Environments
import Rendering
public import Vocabulary

/// Pictures per second of one task's front camera, by one renderer.
public enum RenderingBench {
  /// Rows for one environment: observations of 128 x 128 with shadows, and pictures of 640 x 480.
  ///
  /// - Throws: where the task has no cameras, or nothing here can draw.
  public static func rows(
    environment: any Environment, repetitions: Int = 9, time: any TimeSource = SystemTime()
  ) throws -> [BenchRow] {
    guard let environment = environment as? any RenderableEnvironment else {
      throw TaskError.noCameras(task: environment.specification.id)
    }
    try environment.reset(seed: 1)
    return [
      try row(environment, 128, 128, .observation, repetitions, pictures: 40, time),
      try row(environment, 640, 480, .display, repetitions, pictures: 5, time),
    ]
  }

  private static func row(
    _ environment: any RenderableEnvironment, _ width: Int, _ height: Int, _ quality: Renderer.Quality,
    _ repetitions: Int, pictures: Int, _ time: any TimeSource
  ) throws -> BenchRow {
    var viewer = try TaskViewer(width: width, height: height, quality: quality)
    let camera = environment.cameras[0].name
    var rates: [Double] = []
    for repetition in 0...repetitions {
      let start = time.nanoseconds
      for _ in 0..<pictures { try viewer.look(at: environment, from: camera) }
      if repetition == 0 { continue }  // warm-up
      rates.append(Double(pictures) * 1e9 / Double(time.nanoseconds - start))
    }
    return BenchRow(
      name: "\(environment.specification.id) picture, \(width) x \(height) RGB with shadows", unit: "pictures/s",
      samples: rates, threads: 1, isa: "scalar")
  }
}
