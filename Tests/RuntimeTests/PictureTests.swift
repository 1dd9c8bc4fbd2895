import Environments
import Foundation
import Rendering
import Runtime
import Testing
import Vocabulary

@Suite("Pictures of the program")
struct PictureTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  private func size(ofPNG path: String) throws -> [Int] {
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]))
    // Width and height, 4 bytes each, big-endian, in the first chunk.
    return [16, 20].map { start in (0..<4).reduce(0) { $0 << 8 | Int(bytes[start + $1]) } }
  }

  @Test(
    "--image writes a PNG from the wanted camera and changes nothing else",
    .enabled(if: Renderer.isAvailable, "no EGL driver gives an OpenGL 4.5 context here"))
  func image() throws {
    let arguments = ["sim", "run", "PandaPush-v3", "--seed", "4", "--json"]
    let plain = try Program.start(arguments, folder: folder).wait()
    var files: [Data] = []
    for camera in ["front", "wrist"] {
      let path = folder.path("\(camera).png")
      let seen = try Program.start(arguments + ["--image", path, "--camera", camera], folder: folder).wait()
      #expect(seen.code == 0 && seen.output == plain.output, "\(seen.errors)")
      #expect(try size(ofPNG: path) == [640, 480])
      files.append(try Data(contentsOf: URL(filePath: path)))
    }
    #expect(files[0] != files[1])
  }

  @Test(
    "--video writes a film where ffmpeg is, and says what to install where it is not",
    .enabled(if: Renderer.isAvailable, "no EGL driver gives an OpenGL 4.5 context here"))
  func video() throws {
    let path = folder.path("film.mp4")
    let arguments = ["sim", "run", "PandaReach-v3", "--expert", "--video", path]
    let none = try Program.start(arguments, folder: folder, environment: ["PATH": folder.path("empty")]).wait()
    #expect(none.code == 1 && none.errors.contains("ffmpeg") && none.errors.contains("install"), "\(none.errors)")
    #expect(!FileManager.default.fileExists(atPath: path))
    let program = try Program.start(arguments, folder: folder).wait()
    if program.errors.contains("ffmpeg is not on the PATH") { return }
    #expect(program.code == 0 && FileManager.default.fileExists(atPath: path), "\(program.errors)")
  }

  @Test("every task can be looked at, from the cameras that its specification names")
  func everyTask() throws {
    let catalog = try TaskCatalog.load()
    for id in catalog.ids {
      let environment = try #require(try catalog.environment(id: id) as? any RenderableEnvironment, "\(id)")
      #expect(!environment.cameras.isEmpty && environment.cameras.map(\.name) == environment.specification.cameras)
      try environment.reset(seed: 1)
      for camera in environment.cameras { _ = try environment.camera(named: camera.name) }
    }
  }

  @Test("no driver that draws is an error that says what to install, before any episode runs")
  func noDriver() throws {
    let program = try Program.run(
      "sim", "run", "PandaReach-v3", "--image", folder.path("p.png"), folder: folder,
      environment: ["__EGL_VENDOR_LIBRARY_FILENAMES": "/nonexistent/vendor.json"])
    #expect(program.code == 1 && program.output.isEmpty)
    #expect(program.errors.contains("launch/setup") && program.errors.contains("OpenGL 4.5"), "\(program.errors)")
  }

  @Test(
    "a wrong camera or option is a usage error with its remedy",
    arguments: [
      (["sim", "run", "PandaReach-v3", "--image", "p.png", "--camera", "frnt"], "did you mean 'front'"),
      (["sim", "run", "PandaReach-v3", "--camera", "front"], "--image"),
      (["sim", "run", "PandaReach-v3", "--image", "p.jpg"], ".png"),
      (["tasks", "PandaReach-v3", "--pictures", "x"], "alone"),
      (["train", "launch/reach.yaml", "--set", "observation=[proprioception, wirst]"], "did you mean 'wrist'"),
      (["train", "launch/reach.yaml", "--set", "observation=[wrist]"], "proprioception"),
    ])
  func usage(arguments: [String], names: String) throws {
    let program = try Program.start(arguments, folder: folder).wait()
    #expect(program.code == 2 && program.errors.contains(names), "\(program.errors)")
  }
}
