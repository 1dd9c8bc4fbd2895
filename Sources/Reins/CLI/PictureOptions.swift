import ArgumentParser
import Runtime

/// The options by which a command leaves pictures.
struct PictureOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write a picture of the first episode's start.", valueName: "F.png"))
  var image: String?

  @Option(help: ArgumentHelp("Write a film at the task's own rate; needs ffmpeg.", valueName: "F.mp4"))
  var video: String?

  @Option(help: ArgumentHelp("One of the task's cameras, such as front or wrist.", valueName: "NAME"))
  var camera: String?

  func validate() throws {
    if camera != nil && image == nil && video == nil {
      throw ValidationError("--camera chooses the view of --image and --video: give one of them")
    }
    if let image, !image.hasSuffix(".png") { throw ValidationError("--image writes PNG: end its name in .png") }
  }

  var request: PictureRequest { PictureRequest(image: image, video: video, camera: camera) }
}
