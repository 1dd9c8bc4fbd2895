import CBullet

extension World {
  /// Makes a box, cylinder or sphere `size` times as large and `mass` times as heavy as it was when it was added, about
  /// its centre; kept by `reset`, and until it is scaled again. Resets the world.
  public mutating func scale(_ body: BodyID, size: Double, mass: Double) throws(PhysicsError) {
    check(body)
    try Physics.check("size", size, above: 0, atMost: 1000)
    try Physics.check("mass", mass, above: 0, atMost: 1e6)
    switch Int(unsafe cb_scale_rigid(handle, body.index, size, mass)) {
    case CB_OK: return
    case CB_UNSUPPORTED:
      throw .outOfRange(parameter: "body", value: baseName(of: body), allowed: "a box, a cylinder or a sphere")
    default: throw .outOfMemory
    }
  }

  /// Drag on every link as `WorldConfiguration` has it, 1/s, from the next `reset` on.
  public mutating func setDamping(linear: Double, angular: Double) throws(PhysicsError) {
    var changed = configuration
    changed.linearDamping = linear
    changed.angularDamping = angular
    configuration = try changed.validated()
    unsafe cb_set_damping(handle, linear, angular)
  }
}
