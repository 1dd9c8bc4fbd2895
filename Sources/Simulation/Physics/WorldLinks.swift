import CBullet

extension World {
  /// Every link of a robot without its base, in the order of `links(of:)`.
  public func linkIDs(of body: BodyID) -> [LinkID] {
    links(of: body).indices.map { LinkID(body: body, index: $0) }
  }

  /// Whether a link has a contact point with another body after the last step, those within the breaking distance
  /// included: pybullet's `getContactPoints` is not empty.
  public func touches(_ link: LinkID, _ other: BodyID) -> Bool {
    check(link)
    check(other)
    return unsafe cb_link_touches(handle, link.body.index, Int32(link.index), other.index) != 0
  }

  /// Centre of mass of a link, metres, world.
  public func comPosition(of link: LinkID) -> SIMD3<Double> {
    check(link)
    var values = (0.0, 0.0, 0.0)
    unsafe withUnsafeMutableBytes(of: &values) {
      unsafe cb_get_com_position(
        handle, link.body.index, Int32(link.index), $0.assumingMemoryBound(to: Double.self).baseAddress)
    }
    return SIMD3(values.0, values.1, values.2)
  }

  /// Principal moments of inertia of a link about its centre of mass, kg·m².
  public func inertia(of link: LinkID) -> SIMD3<Double> {
    check(link)
    var values = (0.0, 0.0, 0.0)
    unsafe withUnsafeMutableBytes(of: &values) {
      unsafe cb_get_inertia(
        handle, link.body.index, Int32(link.index), $0.assumingMemoryBound(to: Double.self).baseAddress)
    }
    return SIMD3(values.0, values.1, values.2)
  }
}
