public import Vocabulary
import Wire

/// A keyboard as hands: held keys move elements of the action, others do something once.
public struct KeyHands: Sendable {
  /// What each key moves, resolved for the hub's action space.
  private struct Mover: Sendable {
    var place: Int
    var share: Float
    var keeps: Bool
  }

  public private(set) var held = HeldKeys()
  /// Of full scale.
  public var speedShare: Double { map.speed.shares[speed] }
  /// Elements that the key map moves and the hub's actions do not have.
  public let ignored: [String]

  private let map: KeyMap
  private let dimension: Int
  private var movers: [Key: Mover] = [:]
  private let takeovers: [Key]
  private let deeds: [Key: Deed]
  private var speed: Int
  /// Values that stay when their key is let go, by element.
  private var kept: [Int: Float] = [:]

  public init(_ map: KeyMap, actions: ActionSpace) {
    self.map = map
    dimension = actions.dimension
    speed = map.speed.first
    takeovers = map.takeover.map { Key($0) }
    var ignored: [String] = []
    for motion in map.motions(for: actions) {
      guard let place = actions.place(of: motion.element) else {
        if !ignored.contains(motion.element) { ignored.append(motion.element) }
        continue
      }
      for key in motion.keys {
        movers[Key(key)] = Mover(place: place, share: Float(motion.share), keeps: motion.keeps)
      }
    }
    self.ignored = ignored
    deeds = map.deedKeys
  }

  /// - Parameter deeds: receives what the key does once.
  public mutating func take(_ input: TerminalInput, at now: UInt64, deeds found: inout [Deed]) {
    if input == .knowsReleases { return held.trustReleases() }
    guard held.take(input, at: now), case .press(let key) = input else { return }
    if let deed = deeds[key] { found.append(deed) }
    if map.speed.slower.contains(key.name) { speed = max(0, speed - 1) }
    if map.speed.faster.contains(key.name) { speed = min(map.speed.shares.count - 1, speed + 1) }
    if let mover = movers[key], mover.keeps { kept[mover.place] = mover.share }
  }

  /// - Parameter isInControl: what was kept is forgotten with the handback.
  public mutating func hands(at now: UInt64, isInControl: Bool) -> Hands {
    var hands = Hands.empty(dimension)
    for key in takeovers where held.hold(key, at: now) != .up { hands.takesOver = true }
    for (key, mover) in movers {
      let hold = held.hold(key, at: now)
      if hold == .up { continue }
      hands.moves = true
      if hold == .down && !mover.keeps { hands.action[mover.place] += mover.share * Float(speedShare) }
    }
    if isInControl || hands.moves || hands.takesOver {
      for (place, share) in kept { hands.action[place] += share }
    } else {
      kept.removeAll()
    }
    for place in hands.action.indices { hands.action[place] = max(-1, min(1, hands.action[place])) }
    return hands
  }

  public mutating func forget() { held.forget() }
}

extension KeyMap {
  /// The keys for what the actions move.
  func motions(for actions: ActionSpace) -> [Motion] {
    actions.elements.contains { $0.name == "x" } ? tool : joints
  }

  var deedKeys: [Key: Deed] {
    let all: [(keys: [String], deed: Deed)] = [
      (takeover, .takeover), (deeds.success, .event(.success)), (deeds.failure, .event(.failure)),
      (deeds.reset, .event(.reset)), (deeds.ready, .event(.ready)), (deeds.stop, .event(.stop)),
      (deeds.arm, .event(.arm)), (deeds.disarm, .event(.disarm)), (deeds.clear, .event(.clear)),
      (deeds.help, .help), (deeds.quit, .quit),
    ]
    var found: [Key: Deed] = [:]
    for (keys, deed) in all {
      for key in keys { found[Key(key)] = deed }
    }
    return found
  }
}

extension ActionSpace {
  /// Where an element of this name is; `joint3` is also the third that is not the gripper.
  func place(of name: String) -> Int? {
    if let place = elements.firstIndex(where: { $0.name == name }) { return place }
    guard name.hasPrefix("joint"), let number = Int(name.dropFirst("joint".count)), number >= 1 else { return nil }
    let joints = elements.indices.filter {
      !["gripper", "x", "y", "z", "roll", "pitch", "yaw"].contains(elements[$0].name)
    }
    return number <= joints.count ? joints[number - 1] : nil
  }
}
