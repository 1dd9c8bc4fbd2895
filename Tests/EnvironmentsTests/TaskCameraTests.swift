import Configuration
import Environments
import Foundation
import Rendering
import Testing
import Vocabulary

extension Trait where Self == ConditionTrait {
  /// Skips, with a message, where no driver draws without a window.
  static var needsRenderer: Self {
    .enabled(if: Renderer.isAvailable, "no EGL driver gives an OpenGL 4.5 context here: see launch/setup")
  }
}

@Suite("Cameras of tasks")
struct TaskCameraTests {
  static func environment(_ id: String) throws -> any RenderableEnvironment {
    let cloth = try loadConfiguration(ClothDefinition(), from: "\(TaskFiles.root)/sim/tasks/cloth/cloth-unfold.yaml")
    let panda = try TaskFiles.panda()
    let entries = try TaskFiles.names.flatMap { try TaskFiles.definition($0).entries(robots: [panda]) }
    let registry = try TaskRegistry(entries + cloth.entries(robots: [panda]))
    return try #require(registry.makeEnvironment(id) as? any RenderableEnvironment)
  }

  private static func reach(_ camera: CameraDefinition) throws -> any RenderableEnvironment {
    var definition = try TaskFiles.definition("reach")
    definition.cameras = [camera]
    return try #require(definition.entries(robots: [TaskFiles.panda()])[0].make() as? any RenderableEnvironment)
  }

  private func play(_ environment: any RenderableEnvironment, steps: Int) throws {
    for action in randomActions(steps, dimension: environment.specification.action.dimension, seed: 3) {
      _ = try environment.step(action)
    }
  }

  @Test(
    "an arm at a table has the cameras front and wrist, which its specification names",
    arguments: [
      "PandaReach-v3", "PandaPush-v3", "PandaPickAndPlace-v3", "PandaClothUnfold-v0",
    ])
  func names(id: String) throws {
    let environment = try Self.environment(id)
    #expect(environment.cameras.map(\.name) == ["front", "wrist"])
    #expect(environment.specification.cameras == ["front", "wrist"])
  }

  @Test("a fixed camera stays; one on a link turns with it; a following one only goes with it")
  func mounts() throws {
    for mount in CameraDefinition.Mount.allCases {
      let environment = try Self.reach(
        CameraDefinition(name: "c", mount: mount, positionMeters: SIMD3(0.5, 0.2, 0.3), targetMeters: .zero))
      try environment.reset(seed: 1)
      let (before, link) = (
        try environment.camera(named: "c").worldFromCamera, try #require(environment.pose(ofLink: ""))
      )
      try play(environment, steps: 4)
      let (after, moved) = (
        try environment.camera(named: "c").worldFromCamera, try #require(environment.pose(ofLink: ""))
      )
      let way = moved.position - link.position
      #expect((way * way).sum() > 1e-4 && link.orientation.angle(to: moved.orientation) > 1e-4)
      switch mount {
      case .world: #expect(after == before)
      case .link:
        let (a, b) = (link.inverse * before, moved.inverse * after)
        let error = a.position - b.position
        #expect((error * error).sum() < 1e-24 && a.orientation.angle(to: b.orientation) < 1e-9)
      case .following:
        let error = after.position - before.position - way
        #expect((error * error).sum() < 1e-24 && after.orientation == before.orientation)
      }
    }
  }

  @Test("a camera may hang on any link of the robot's file; another link is an error that names it")
  func links() throws {
    let environment = try Self.reach(
      CameraDefinition(
        name: "c", mount: .link, link: "panda_link4", positionMeters: SIMD3(0, 0, 1), targetMeters: .zero))
    try environment.reset(seed: 1)
    let link = try #require(environment.pose(ofLink: "panda_link4"))
    let camera = try environment.camera(named: "c")
    let error = camera.worldFromCamera.position - link * SIMD3(0, 0, 1)
    #expect((error * error).sum() < 1e-24)
    let wrong = try Self.reach(
      CameraDefinition(name: "c", mount: .link, link: "elbow", positionMeters: SIMD3(0, 0, 1), targetMeters: .zero))
    try wrong.reset(seed: 1)
    #expect(throws: TaskError.unknownCameraLink(task: "PandaReach-v3", camera: "c", link: "elbow")) {
      _ = try wrong.camera(named: "c")
    }
  }

  @Test("an unknown camera is an error with the nearest name")
  func unknown() throws {
    let environment = try Self.environment("PandaReach-v3")
    #expect(
      throws: TaskError.unknownCamera(
        task: "PandaReach-v3", name: "frnt", closest: "front", known: ["front", "wrist"])
    ) { _ = try environment.camera(named: "frnt") }
  }

  @Test(
    "a wrong camera in a task's file is an error with its place",
    arguments: [
      ("[{name: a, positionMeters: [0, 0, 0], targetMeters: [0, 0, 0]}]", "cameras[0].targetMeters"),
      ("[{name: a}, {name: a}]", "cameras[1].name"), ("[{positionMeters: [1, 0, 0]}]", "cameras[0].name"),
      ("[{name: a, fieldOfViewRadians: 4}]", "cameras[0].fieldOfViewRadians"),
      ("[{name: a, up: [0, 0, 0]}]", "cameras[0].up"),
      ("[{name: a, positonMeters: [1, 0, 0]}]", "did you mean 'positionMeters'?"),
      ("[{name: a, mount: wrist}]", "one of world, link, following"), ("[{name: proprioception}]", "cameras[0].name"),
    ])
  func files(text: String, complaint: String) throws {
    let good = try String(contentsOfFile: TaskFiles.path("reach"), encoding: .utf8)
    do {
      _ = try decodeConfiguration(
        TaskDefinition(), yaml: good + "\ncameras: \(text)\n",
        prototypes: TaskFiles.prototypes
      ).validated()
      Issue.record("accepted")
    } catch { #expect("\(error)".contains(complaint), "\(error)") }
  }

  @Test("pictures are the same for the same state, differ between goals, and follow the arm", .needsRenderer)
  func pictures() throws {
    for id in ["PandaReach-v3", "PandaPickAndPlace-v3", "PandaClothUnfold-v0"] {
      let environment = try Self.environment(id)
      var viewer = try TaskViewer(width: 96, height: 72)
      func look(_ camera: String) throws -> [UInt8] {
        try viewer.look(at: environment, from: camera)
        return viewer.frame.rgb
      }
      for camera in ["front", "wrist"] {
        try environment.reset(seed: 1)
        let start = try look(camera)
        #expect(Set(start).count > 30)
        try play(environment, steps: 3)
        let later = try look(camera)
        #expect(later != start)
        try environment.reset(seed: 1)
        #expect(try look(camera) == start)
        try play(environment, steps: 3)
        #expect(try look(camera) == later)
        if camera == "front" {
          try environment.reset(seed: 2)
          #expect(try look(camera) != start)
        }
      }
    }
  }
}
