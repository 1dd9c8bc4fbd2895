import CBullet
public import Vocabulary

extension World {
  /// Pose of a rigid body's centre or of a robot's root link frame, world.
  public func pose(of body: BodyID) -> Pose { pose(of: .base(of: body)) }

  /// Velocity of a rigid body's centre or of a robot's root link frame, world.
  public func velocity(of body: BodyID) -> Velocity { velocity(of: .base(of: body)) }

  /// Pose of a link's frame, as the URDF places it, world.
  public func pose(of link: LinkID) -> Pose {
    check(link)
    return unsafe readPose { unsafe cb_get_link_pose(handle, link.body.index, Int32(link.index), $0) }
  }

  /// Pose of a link's centre of mass with its principal axes, world: pybullet's `getLinkState` elements 0 and 1.
  public func comPose(of link: LinkID) -> Pose {
    check(link)
    return unsafe readPose { unsafe cb_get_com_pose(handle, link.body.index, Int32(link.index), $0) }
  }

  /// Velocity of the point `localPoint` of a link (link frame, metres) and of the link, world.
  public func velocity(of link: LinkID, at localPoint: SIMD3<Double> = .zero) -> Velocity {
    check(link)
    var point = (localPoint.x, localPoint.y, localPoint.z)
    return unsafe withUnsafeBytes(of: &point) { point in
      unsafe readTwist {
        unsafe cb_get_velocity(
          handle, link.body.index, Int32(link.index), point.assumingMemoryBound(to: Double.self).baseAddress, $0)
      }
    }
  }

  /// Velocity of a link's centre of mass, world: pybullet's `getLinkState` elements 6 and 7.
  public func comVelocity(of link: LinkID) -> Velocity {
    check(link)
    return unsafe readTwist { unsafe cb_get_com_velocity(handle, link.body.index, Int32(link.index), $0) }
  }

  /// Puts a rigid body's centre or a robot's root link frame somewhere at once; velocities stay.
  public func setPose(of body: BodyID, _ pose: Pose) {
    check(body)
    var values = pose.components
    unsafe withUnsafeBytes(of: &values) {
      unsafe cb_set_base_pose(handle, body.index, $0.assumingMemoryBound(to: Double.self).baseAddress)
    }
  }

  /// Velocity of a rigid body's centre or of a floating robot's root link frame; nothing happens to what cannot move.
  public func setVelocity(of body: BodyID, _ velocity: Velocity) {
    check(body)
    let (v, w) = (velocity.linear, velocity.angular)
    var values = (v.x, v.y, v.z, w.x, w.y, w.z)
    unsafe withUnsafeBytes(of: &values) {
      unsafe cb_set_base_velocity(handle, body.index, $0.assumingMemoryBound(to: Double.self).baseAddress)
    }
  }

  // MARK: Contacts

  /// How many contact points two bodies have after the last step; a body touches itself never.
  public func contactCount(between a: BodyID, _ b: BodyID) -> Int {
    check(a)
    check(b)
    return unsafe Int(cb_contacts(handle, a.index, b.index, nil, 0))
  }

  /// Contact points between two bodies after the last step, those within the breaking distance included.
  public func contacts(between a: BodyID, _ b: BodyID) -> [Contact] {
    let count = contactCount(between: a, b)
    let points = unsafe [cb_contact](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = unsafe min(count, Int(cb_contacts(handle, a.index, b.index, buffer.baseAddress, Int32(count))))
    }
    return points.map { point in
      Contact(
        linkA: Int(point.link_a), linkB: Int(point.link_b),
        position: SIMD3(point.position.0, point.position.1, point.position.2),
        normal: SIMD3(point.normal.0, point.normal.1, point.normal.2), distance: point.distance,
        normalForce: point.normal_force)
    }
  }

  private func readPose(_ read: (UnsafeMutablePointer<Double>) -> Void) -> Pose {
    var v = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    unsafe withUnsafeMutableBytes(of: &v) {
      // The tuple has seven doubles, so its address is never nil.
      unsafe read($0.assumingMemoryBound(to: Double.self).baseAddress.unsafelyUnwrapped)
    }
    return Pose(position: SIMD3(v.0, v.1, v.2), orientation: Quaternion(x: v.3, y: v.4, z: v.5, w: v.6))
  }

  private func readTwist(_ read: (UnsafeMutablePointer<Double>) -> Void) -> Velocity {
    var v = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    unsafe withUnsafeMutableBytes(of: &v) {
      unsafe read($0.assumingMemoryBound(to: Double.self).baseAddress.unsafelyUnwrapped)
    }
    return Velocity(linear: SIMD3(v.0, v.1, v.2), angular: SIMD3(v.3, v.4, v.5))
  }
}

extension Pose {
  /// Seven doubles, as the C side wants them.
  var components: (Double, Double, Double, Double, Double, Double, Double) {
    let q = orientation
    return (position.x, position.y, position.z, q.x, q.y, q.z, q.w)
  }
}
