import Physics
import Vocabulary

/// Furniture in a world: its body, the joint that opens and the link that is its handle.
struct SceneFixture {
  let body: BodyID
  let joint: JointID
  let handle: LinkID

  /// Adds the furniture; nil where the task has none.
  init?(_ definition: FixtureDefinition, assets: String, world: inout World) throws(PhysicsError) {
    guard definition.isPresent else { return nil }
    body = try world.addRobot(urdf: "\(assets)/\(definition.file)", pose: .identity, fixedBase: true)
    joint = try world.joint(named: definition.joint, of: body)
    handle = try world.link(named: definition.handleLink, of: body)
    let movable = world.degreesOfFreedom(of: body)
    guard movable == 1 else {
      throw .outOfRange(parameter: "movable joints of \(definition.file)", value: "\(movable)", allowed: "1")
    }
  }

  /// Where the handle goes while the joint opens: the horizontal part of its Jacobian, length 1.
  func direction(in world: borrowing World) -> SIMD3<Double> {
    var columns: [6 of Double] = .init(repeating: 0)
    var span = columns.mutableSpan
    world.jacobian(of: handle, into: &span)
    let way = SIMD3(span[0], span[1], 0)
    let size = length(way)
    return size > 0 ? way / size : .zero
  }
}
