import Configuration
import Environments
import Foundation
import Rendering
import Testing
import Vocabulary

@Suite("Image observations", .needsRenderer)
struct CameraEnvironmentTests {
  private func image(_ environment: CameraEnvironment, _ place: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: environment.specification.images[place].byteCount)
    var span = bytes.mutableSpan
    try environment.copyImage(place, into: &span)
    return bytes
  }

  @Test("the task stays as it was: the same observations, results and hashes, and a specification with images")
  func transparent() throws {
    let plain = try TaskCameraTests.environment("PandaPush-v3")
    let seen = try CameraEnvironment(TaskCameraTests.environment("PandaPush-v3"), cameras: ["wrist", "front"])
    var specification = plain.specification
    specification.images = [
      ImageComponent(name: "wrist", height: 128, width: 128), ImageComponent(name: "front", height: 128, width: 128),
    ]
    #expect(seen.specification == specification && specification.images[0].byteCount == 128 * 128 * 3)
    for seed in 1..<3 {
      try plain.reset(seed: UInt64(seed))
      try seen.reset(seed: UInt64(seed))
      for (step, action) in randomActions(10, dimension: 3, seed: 5).enumerated() {
        if step % 3 == 0 { _ = try image(seen, 0) }
        #expect(try plain.step(action) == seen.step(action))
        #expect(plain.observe() == seen.observe() && plain.stateHash == seen.stateHash)
        #expect(plain.progress == seen.progress)
      }
    }
  }

  @Test("an image is what its camera sees now, whenever it is asked for")
  func images() throws {
    let plain = try TaskCameraTests.environment("PandaPush-v3")
    let seen = try CameraEnvironment(TaskCameraTests.environment("PandaPush-v3"), cameras: ["wrist", "front"])
    var viewer = try TaskViewer(width: 128, height: 128, quality: .observation)
    try plain.reset(seed: 1)
    try seen.reset(seed: 1)
    for action in randomActions(4, dimension: 3, seed: 5) {
      for (place, camera) in ["wrist", "front"].enumerated() {
        try viewer.look(at: plain, from: camera)
        #expect(try image(seen, place) == viewer.frame.rgb)
        #expect(try image(seen, place) == viewer.frame.rgb)
      }
      _ = try plain.step(action)
      _ = try seen.step(action)
    }
    try plain.reset(seed: 2)
    try seen.reset(seed: 2)
    try viewer.look(at: plain, from: "front")
    #expect(try image(seen, 1) == viewer.frame.rgb)
  }

  @Test("a camera that the task does not have is refused before the first step")
  func unknown() throws {
    let base = try TaskCameraTests.environment("PandaReach-v3")
    #expect(
      throws: TaskError.unknownCamera(
        task: "PandaReach-v3", name: "wirst", closest: "wrist", known: ["front", "wrist"])
    ) { _ = try CameraEnvironment(base, cameras: ["front", "wirst"]) }
  }
}
