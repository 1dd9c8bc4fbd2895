public import Vocabulary

/// Which key, stick or button does what: the file `launch/teleop/keys.yaml`.
public struct KeyMap: Codable, Equatable, Sendable {
  /// Keys that move an element of the action.
  public struct Motion: Codable, Equatable, Sendable {
    public var keys: [String]
    /// Of the action space; `joint1` is also the first element that is not the gripper, whatever a robot calls it.
    public var element: String
    /// Of full scale, with its sign: -1...1.
    public var share: Double
    /// The value stays when the key is let go, until another key of the element or the handback; full whatever the speed.
    public var keeps: Bool

    public init(keys: [String], element: String, share: Double, keeps: Bool = false) {
      (self.keys, self.element, self.share, self.keeps) = (keys, element, share, keeps)
    }
  }

  /// How fast the keys of motion are, as shares of full scale.
  public struct Speed: Codable, Equatable, Sendable {
    public var shares: [Double]
    /// Place in `shares` at the start, from 0.
    public var first: Int
    public var slower: [String]
    public var faster: [String]

    public init(shares: [Double], first: Int, slower: [String], faster: [String]) {
      (self.shares, self.first, self.slower, self.faster) = (shares, first, slower, faster)
    }
  }

  /// Keys that do something once.
  public struct Deeds: Codable, Equatable, Sendable {
    public var success: [String]
    public var failure: [String]
    public var reset: [String]
    public var ready: [String]
    public var stop: [String]
    public var arm: [String]
    public var disarm: [String]
    public var clear: [String]
    public var help: [String]
    public var quit: [String]

    public init(
      success: [String], failure: [String], reset: [String], ready: [String], stop: [String], arm: [String],
      disarm: [String], clear: [String], help: [String], quit: [String]
    ) {
      self.success = success
      self.failure = failure
      self.reset = reset
      self.ready = ready
      self.stop = stop
      self.arm = arm
      self.disarm = disarm
      self.clear = clear
      self.help = help
      self.quit = quit
    }
  }

  /// A gamepad's sticks and buttons.
  public struct Pad: Codable, Equatable, Sendable {
    public struct Axis: Codable, Equatable, Sendable {
      public var axis: GamepadAxis
      public var element: String
      public var share: Double

      public init(
        axis: GamepadAxis, element: String, share: Double
      ) {
        self.axis = axis
        self.element = element
        self.share = share
      }
    }

    public struct Button: Codable, Equatable, Sendable {
      public var button: GamepadButton
      public var element: String
      public var share: Double
      public var keeps: Bool

      public init(button: GamepadButton, element: String, share: Double, keeps: Bool) {
        (self.button, self.element, self.share, self.keeps) = (button, element, share, keeps)
      }
    }

    /// A stick nearer to its middle than that, of its way, stands still: 0...0.9.
    public var deadZone: Double
    /// Held down: the sticks command.
    public var takeover: GamepadButton
    public var axes: [Axis]
    public var buttons: [Button]
    public var success: GamepadButton
    public var failure: GamepadButton
    public var reset: GamepadButton
    public var stop: GamepadButton

    public init(
      deadZone: Double, takeover: GamepadButton, axes: [Axis], buttons: [Button], success: GamepadButton,
      failure: GamepadButton, reset: GamepadButton, stop: GamepadButton
    ) {
      self.deadZone = deadZone
      self.takeover = takeover
      self.axes = axes
      self.buttons = buttons
      self.success = success
      self.failure = failure
      self.reset = reset
      self.stop = stop
    }
  }

  /// Where an action moves the tool.
  public var tool: [Motion]
  /// Where it moves joints.
  public var joints: [Motion]
  public var speed: Speed
  /// Held down: control without motion. With `--latch`: pressed, control; pressed again, back.
  public var takeover: [String]
  public var deeds: Deeds
  public var gamepad: Pad

  public init(tool: [Motion], joints: [Motion], speed: Speed, takeover: [String], deeds: Deeds, gamepad: Pad) {
    self.tool = tool
    self.joints = joints
    self.speed = speed
    self.takeover = takeover
    self.deeds = deeds
    self.gamepad = gamepad
  }

  /// Checks every value; called once, after loading.
  public func validated() throws(ConfigError) -> Self {
    for (name, motions) in [("tool", tool), ("joints", joints)] {
      var seen: [String: String] = [:]
      for (place, motion) in motions.enumerated() {
        let key = "\(name)[\(place)]"
        try checkShare("\(key).share", motion.share)
        try add(motion.keys, "\(key).keys", &seen)
      }
      for (deed, keys) in singleKeys { try add(keys, deed, &seen) }
    }
    if takeover.isEmpty { throw .outOfRange(key: "takeover", value: "[]", allowed: "at least one key") }
    if deeds.stop.isEmpty { throw .outOfRange(key: "deeds.stop", value: "[]", allowed: "at least one key") }
    for (place, share) in speed.shares.enumerated() where !(share > 0 && share <= 1) {
      throw .outOfRange(key: "speed.shares[\(place)]", value: "\(share)", allowed: "above 0, at most 1")
    }
    guard speed.shares.indices.contains(speed.first) else {
      throw .outOfRange(
        key: "speed.first", value: "\(speed.first)", allowed: "a place in speed.shares, 0...\(speed.shares.count - 1)")
    }
    guard (0...0.9).contains(gamepad.deadZone) else {
      throw .outOfRange(key: "gamepad.deadZone", value: "\(gamepad.deadZone)", allowed: "0...0.9")
    }
    for (place, axis) in gamepad.axes.enumerated() { try checkShare("gamepad.axes[\(place)].share", axis.share) }
    for (place, button) in gamepad.buttons.enumerated() {
      try checkShare("gamepad.buttons[\(place)].share", button.share)
    }
    return self
  }

  /// Keys that are not of motion, with what they do.
  var singleKeys: [(name: String, keys: [String])] {
    [
      ("takeover", takeover), ("deeds.success", deeds.success), ("deeds.failure", deeds.failure),
      ("deeds.reset", deeds.reset), ("deeds.ready", deeds.ready), ("deeds.stop", deeds.stop),
      ("deeds.arm", deeds.arm), ("deeds.disarm", deeds.disarm), ("deeds.clear", deeds.clear),
      ("speed.slower", speed.slower), ("speed.faster", speed.faster), ("deeds.help", deeds.help),
      ("deeds.quit", deeds.quit),
    ]
  }

  private func checkShare(_ key: String, _ share: Double) throws(ConfigError) {
    guard share != 0, (-1...1).contains(share) else {
      throw .outOfRange(key: key, value: "\(share)", allowed: "-1...1, not 0")
    }
  }

  private func add(_ keys: [String], _ place: String, _ seen: inout [String: String]) throws(ConfigError) {
    for key in keys {
      guard Key(key).isKnown else {
        throw .outOfRange(
          key: place, value: key,
          allowed: "a character, ctrl+ and a small letter, or \(Key.words.joined(separator: ", "))")
      }
      if let other = seen.updateValue(place, forKey: key) {
        throw .outOfRange(key: place, value: key, allowed: "a key that does not do something else (\(other))")
      }
    }
  }
}
