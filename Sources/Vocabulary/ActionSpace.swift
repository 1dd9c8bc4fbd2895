/// One element of an action. Every action element is in [-1, 1]; `scale` says what 1 means.
public struct ActionElement: Codable, Equatable, Sendable {
  /// For example `x`, `gripper`, `joint1`.
  public var name: String
  /// What an action of 1 asks for in one step, in `unit`.
  public var scale: Double
  /// For example `m`, `rad`.
  public var unit: String

  public init(name: String, scale: Double, unit: String) {
    self.name = name
    self.scale = scale
    self.unit = unit
  }
}

/// What the policy may do: a box [-1, 1] per element. Values outside are clipped to it.
public struct ActionSpace: Codable, Equatable, Sendable {
  public var elements: [ActionElement]
  public init(elements: [ActionElement]) { self.elements = elements }
  public var dimension: Int { elements.count }
}
