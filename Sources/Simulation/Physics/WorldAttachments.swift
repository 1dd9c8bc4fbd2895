import CBullet
public import Vocabulary

/// A force and a torque.
public struct Wrench: Equatable, Sendable {
  /// Newtons.
  public var force: SIMD3<Double>
  /// N·m.
  public var torque: SIMD3<Double>

  public static let zero = Wrench(force: .zero, torque: .zero)

  public init(force: SIMD3<Double>, torque: SIMD3<Double>) {
    self.force = force
    self.torque = torque
  }
}

extension World {
  /// Fixes a box to a link of a robot for good: a tool that cannot slip. It is one more link, behind a fixed joint, and
  /// does not collide with the robot. Adding it resets the world.
  ///
  /// - Parameter linkFromBox: pose of the box's centre in the link's frame.
  public mutating func attachBox(
    to link: LinkID, halfExtents: SIMD3<Double>, massKilograms: Double, linkFromBox: Pose, friction: Double = 0.5
  ) throws(PhysicsError) -> LinkID {
    check(link)
    for axis in 0..<3 { try Physics.check("halfExtents[\(axis)]", halfExtents[axis], above: 0, atMost: 1e3) }
    try Physics.check("massKilograms", massKilograms, above: 0, atMost: 1e6)
    try Physics.check("friction", friction, from: 0, atMost: 1000)
    let (p, q) = (linkFromBox.position, linkFromBox.orientation)
    var made: Int32 = -1
    let status = unsafe cb_attach_box(
      handle, link.body.index, Int32(link.index), [halfExtents.x, halfExtents.y, halfExtents.z], massKilograms,
      [p.x, p.y, p.z, q.x, q.y, q.z, q.w], friction, &made)
    guard status == CB_OK else { throw .outOfMemory }
    bodies[Int(link.body.index)].append(unsafe LinkInfo(info(link.body, Int(made))))
    return LinkID(body: link.body, index: Int(made))
  }

  /// What all contacts of the last physics step did to a link and to everything that hangs on it: what a force sensor in
  /// front of the link would feel, without the weight and the inertia behind it.
  ///
  /// - Parameter point: the torque is about it, world.
  /// - Returns: mean over the step, friction included, world axes.
  public func contactWrench(on link: LinkID, about point: SIMD3<Double>) -> Wrench {
    check(link)
    var at = (point.x, point.y, point.z)
    var v = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    unsafe withUnsafeBytes(of: &at) { at in
      unsafe withUnsafeMutableBytes(of: &v) { v in
        unsafe cb_contact_wrench(
          handle, link.body.index, Int32(link.index), at.assumingMemoryBound(to: Double.self).baseAddress,
          v.assumingMemoryBound(to: Double.self).baseAddress)
      }
    }
    return Wrench(force: SIMD3(v.0, v.1, v.2), torque: SIMD3(v.3, v.4, v.5))
  }
}
