import Foundation
import SwiftProtobuf
import Vocabulary

extension Spaces {
  init(_ schema: Reins_V1_Spaces) throws(Rejection) {
    self.init(
      observation: ObservationSpace(
        components: try each(schema.observation) { (part) throws(Rejection) in try ObservationComponent(part) }),
      action: ActionSpace(
        elements: schema.action.map { ActionElement(name: $0.name, scale: $0.scale, unit: $0.unit) }),
      images: schema.images.map { ImageComponent(name: $0.name, height: Int($0.height), width: Int($0.width)) })
  }

  var schema: Reins_V1_Spaces {
    .with {
      $0.observation = observation.components.map(\.schema)
      $0.action = action.elements.map { element in
        .with { ($0.name, $0.scale, $0.unit) = (element.name, element.scale, element.unit) }
      }
      $0.images = images.map { image in
        .with {
          ($0.name, $0.height, $0.width) = (image.name, UInt32(clamping: image.height), UInt32(clamping: image.width))
        }
      }
    }
  }
}

extension ObservationComponent {
  fileprivate init(_ schema: Reins_V1_ObservationComponent) throws(Rejection) {
    let group: ObservationGroup =
      switch schema.group {
      case .observation: .observation
      case .achievedGoal: .achievedGoal
      case .desiredGoal: .desiredGoal
      case .UNRECOGNIZED(let value): throw .unknownValue(field: "spaces.observation.group", value: value)
      }
    self.init(
      name: schema.name, group: group, unit: schema.unit, elements: schema.elements, low: schema.low,
      high: schema.high)
  }

  fileprivate var schema: Reins_V1_ObservationComponent {
    .with {
      $0.name = name
      $0.group =
        switch group {
        case .observation: .observation
        case .achievedGoal: .achievedGoal
        case .desiredGoal: .desiredGoal
        }
      $0.unit = unit
      $0.elements = elements
      $0.low = low
      $0.high = high
    }
  }
}

extension RobotIdentity {
  init(_ schema: Reins_V1_RobotIdentity) throws(Rejection) {
    self.init(
      name: schema.name, digest: try readDigest(schema.sha256, "robot.sha256"),
      joints: schema.joints.map {
        JointIdentity(
          name: $0.name, unit: $0.unit, lower: $0.lower, upper: $0.upper, maximumVelocity: $0.maximumVelocity)
      })
  }

  var schema: Reins_V1_RobotIdentity {
    .with {
      $0.name = name
      $0.sha256 = Data(digest.bytes)
      $0.joints = joints.map { joint in
        .with {
          $0.name = joint.name
          $0.unit = joint.unit
          $0.lower = joint.lower
          $0.upper = joint.upper
          $0.maximumVelocity = joint.maximumVelocity
        }
      }
    }
  }
}
