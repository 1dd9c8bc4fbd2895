import Environments
import Rendering
import Vocabulary
import Wire

/// Copies of one task that one client steps (docs/wire.md, "Simulated tasks"). Nothing resets by itself.
final class SimulatedCopies {
  let specification: TaskSpecification
  private let copies: [Copy]
  private let runner: any TaskRunner
  private var viewer: Viewer?

  /// - Parameter environments: at least one, all of one task, used by nobody else from now on.
  init(_ environments: [any SimulatedEnvironment], runner: any TaskRunner) {
    specification = environments[0].specification
    copies = environments.map(Copy.init)
    self.runner = runner
  }

  var count: Int { copies.count }

  func reset(_ request: SimulationReset) throws(EnvironmentError) {
    let named = request.copies.isEmpty ? Array(copies.indices) : request.copies.map(Int.init)
    runner.run(tasks: named.count) { place, _ in copies[named[place]].reset(seed: request.seeds[place]) }
    try throwFirst()
  }

  func step(_ request: SimulationStep) throws(EnvironmentError) {
    let wide = specification.action.dimension
    runner.run(tasks: count) { place, _ in
      copies[place].step(request.actions.span.extracting(place * wide..<(place + 1) * wide))
    }
    try throwFirst()
  }

  func state(answering sequence: UInt64) throws(TaskError) -> SimulationState {
    var shown = [Float](repeating: 0, count: specification.observation.dimension)
    var observations: [Float] = []
    var images: [[UInt8]] = []
    for copy in copies {
      var row = shown.mutableSpan
      copy.environment.copyObservation(into: &row)
      observations.append(contentsOf: shown)
      guard let camera = copy.environment as? CameraEnvironment else { continue }
      for (number, image) in specification.images.enumerated() {
        var bytes = [UInt8](repeating: 0, count: 3 * image.height * image.width)
        var pixels = bytes.mutableSpan
        try camera.copyImage(number, into: &pixels)
        images.append(bytes)
      }
    }
    let results = copies.map(\.result)
    return SimulationState(
      observations: observations, rewards: results.map(\.reward), progress: results.map(\.progress),
      outcomes: results.map(\.outcome), successes: results.map(\.success),
      causes: results.map { $0.outcome == .running ? "" : $0.cause?.description ?? "" }, images: images,
      answers: sequence)
  }

  func picture(_ request: SimulationRender, answering sequence: UInt64) throws -> SimulationPicture {
    guard let seen = copies[Int(request.copy)].environment as? any RenderableEnvironment else {
      throw TaskError.noCameras(task: specification.id)
    }
    let (height, width) = (Int(request.height), Int(request.width))
    if viewer?.drawing.frame.height != height || viewer?.drawing.frame.width != width {
      viewer = try Viewer(width: width, height: height)
    }
    try viewer?.drawing.look(at: seen, from: request.camera)
    return SimulationPicture(
      height: request.height, width: request.width, rgb: viewer?.drawing.frame.rgb ?? [], answers: sequence)
  }

  /// The first failure, once; the others have stepped.
  private func throwFirst() throws(EnvironmentError) {
    var first: EnvironmentError?
    for copy in copies {
      first = first ?? copy.failure
      copy.failure = nil
    }
    if let first { throw first }
  }

  /// Written by one thread at a time.
  private final class Copy {
    let environment: any SimulatedEnvironment
    /// Before its first reset a copy waits, as after an episode.
    var result = StepResult(outcome: .truncated, reward: 0, success: false, progress: 0)
    var failure: EnvironmentError?

    init(_ environment: any SimulatedEnvironment) { self.environment = environment }

    func reset(seed: UInt64) {
      do throws(EnvironmentError) {
        try environment.reset(seed: seed)
        result = StepResult(outcome: .running, reward: 0, success: false, progress: environment.progress)
      } catch {
        failure = error
      }
    }

    func step(_ action: Span<Float>) {
      guard result.outcome == .running else {
        result.reward = 0
        return
      }
      do throws(EnvironmentError) { result = try environment.step(action) } catch { failure = error }
    }
  }

  /// What draws is no copyable value.
  private final class Viewer {
    var drawing: TaskViewer
    init(width: Int, height: Int) throws { drawing = try TaskViewer(width: width, height: height) }
  }
}
