/// What is wrong with a robot file or with a value given to a world; the remedy is in the text.
public enum PhysicsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where in a file, what stands there, what to do about it.
  public struct Defect: Equatable, Sendable {
    public var file: String
    /// For example `link panda_hand`, `joint panda_joint1`, `line 12`.
    public var element: String
    public var value: String
    public var remedy: String

    public init(file: String, element: String, value: String, remedy: String) {
      self.file = file
      self.element = element
      self.value = value
      self.remedy = remedy
    }
  }

  case missingFile(path: String, reason: String)
  /// Not XML, not a URDF, or an element without something it needs.
  case malformed(Defect)
  /// A number that is not finite, not in range, or impossible for a body.
  case invalidValue(Defect)
  /// Meshes, mimic joints, planar and floating joints.
  case unsupported(Defect)
  /// A joint that names a link which is not there.
  case unknownReference(Defect)
  case duplicateName(Defect)
  /// A loop, a second root, a link with two parents.
  case unreachable(Defect)
  case tooLarge(Defect)
  case unknownName(kind: String, name: String, known: [String])
  case outOfRange(parameter: String, value: String, allowed: String)
  case outOfMemory

  public var description: String {
    switch self {
    case .missingFile(let path, let reason): "'\(path)' cannot be read: \(reason)"
    case .malformed(let defect), .invalidValue(let defect), .unsupported(let defect), .unknownReference(let defect),
      .duplicateName(let defect), .unreachable(let defect), .tooLarge(let defect):
      "\(defect.file): \(defect.element): \(defect.value): \(defect.remedy)"
    case .unknownName(let kind, let name, let known):
      "no \(kind) is called '\(name)'; there are \(known.isEmpty ? "none" : known.joined(separator: ", "))"
    case .outOfRange(let parameter, let value, let allowed):
      "\(parameter) is \(value), allowed is \(allowed)"
    case .outOfMemory: "out of memory: simulate fewer worlds at once"
    }
  }
}
