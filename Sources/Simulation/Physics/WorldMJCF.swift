import CBullet

extension World {
  /// The robot of a MJCF file (MuJoCo's XML), placed as the file says.
  ///
  /// The subset is one tree of bodies with capsules, spheres, hinges and slides, read as pybullet's importer reads it:
  /// masses are the shapes' volume at 1000 kg/m³ unless `<inertial mass>` says otherwise, inertias those of bounding
  /// boxes, numbers in lists are rounded to single precision, and a joint's axis keeps its length, so that an axis of
  /// length l turns the link at l times the joint's velocity. `density`, `armature`, `damping`, `stiffness`, `ref`
  /// and actuators are ignored, as there. What changes a robot and is not read is an error.
  ///
  /// Each joint is a link without mass in front of its body. The base is fixed where the root body has joints, and
  /// floats where it has none or a free joint. Bodies of the robot collide with each other where `contype` and
  /// `conaffinity` say so, but for those of which one carries the other. Motors are off.
  public mutating func addRobot(mjcf path: String) throws(PhysicsError) -> BodyID {
    var body: Int32 = -1
    let status = unsafe cb_add_mjcf(handle, path, &body)
    if status != CB_OK { throw fileError(status, path) }
    return try added(status, body)
  }

  /// What the last failing file was refused for.
  func fileError(_ status: cb_status, _ path: String) -> PhysicsError {
    let defect = unsafe PhysicsError.Defect(
      file: path, element: String(cString: cb_error_element(handle)), value: String(cString: cb_error_value(handle)),
      remedy: String(cString: cb_error_remedy(handle)))
    return switch Int(status) {
    // A mesh that the file names.
    case CB_MISSING_FILE where defect.element != "file":
      .missingFile(path: defect.value, reason: "\(path), \(defect.element): \(defect.remedy)")
    case CB_MISSING_FILE: .missingFile(path: path, reason: "\(defect.value): \(defect.remedy)")
    case CB_INVALID_VALUE: .invalidValue(defect)
    case CB_UNSUPPORTED: .unsupported(defect)
    case CB_UNKNOWN_REFERENCE: .unknownReference(defect)
    case CB_DUPLICATE_NAME: .duplicateName(defect)
    case CB_UNREACHABLE: .unreachable(defect)
    case CB_TOO_LARGE: .tooLarge(defect)
    case CB_OUT_OF_MEMORY: .outOfMemory
    default: .malformed(defect)
    }
  }
}
