import Foundation
import SwiftProtobuf

extension ObservationMessage {
  init(_ schema: Reins_V1_Observation) throws(Rejection) {
    self.init(
      number: schema.number, episode: schema.episode, step: schema.step, sensedNanoseconds: schema.sensedNs,
      values: schema.values, images: schema.images.map { [UInt8]($0) })
  }

  var schema: Reins_V1_Observation {
    .with {
      $0.number = number
      $0.episode = episode
      $0.step = step
      $0.sensedNs = sensedNanoseconds
      $0.values = values
      $0.images = images.map { Data($0) }
    }
  }
}

extension PictureMessage {
  init(_ schema: Reins_V1_Picture) throws(Rejection) {
    self.init(
      camera: schema.camera, height: schema.height, width: schema.width,
      format: try known(schema.format, "picture.format"), data: [UInt8](schema.data), takenNanoseconds: schema.takenNs)
  }

  var schema: Reins_V1_Picture {
    .with {
      $0.camera = camera
      $0.height = height
      $0.width = width
      $0.format = wire(format)
      $0.data = Data(data)
      $0.takenNs = takenNanoseconds
    }
  }
}
