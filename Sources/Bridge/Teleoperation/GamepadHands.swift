public import Vocabulary
import Wire

/// A gamepad as hands: one button held takes over, and only then do the sticks count.
public struct GamepadHands: Sendable {
  private let pad: KeyMap.Pad
  private let actions: ActionSpace
  private let ranges: [UInt16: AxisRange]
  private var values: [UInt16: Int32] = [:]
  private var pressed: Set<UInt16> = []
  private var kept: [Int: Float] = [:]

  /// - Parameter ranges: of the device's axes, by code.
  public init(_ map: KeyMap, actions: ActionSpace, ranges: [UInt16: AxisRange]) {
    pad = map.gamepad
    self.actions = actions
    self.ranges = ranges
  }

  /// - Parameter deeds: receives what the button does once.
  public mutating func take(_ event: InputEvent, deeds: inout [Deed]) {
    switch event.type {
    case 1 where event.value == 0: pressed.remove(event.code)
    case 1 where event.value == 1:
      guard pressed.insert(event.code).inserted else { return }
      switch event.code {
      case pad.takeover.code: deeds.append(.takeover)
      case pad.success.code: deeds.append(.event(.success))
      case pad.failure.code: deeds.append(.event(.failure))
      case pad.reset.code: deeds.append(.event(.reset))
      case pad.stop.code: deeds.append(.event(.stop))
      default: break
      }
      for button in pad.buttons where button.keeps && button.button.code == event.code {
        if let place = actions.place(of: button.element) { kept[place] = Float(button.share) }
      }
    case 3: values[event.code] = event.value
    default: break
    }
  }

  /// - Parameter isInControl: what was kept is forgotten with the handback.
  public mutating func hands(isInControl: Bool) -> Hands {
    var hands = Hands.empty(actions.dimension)
    hands.takesOver = pressed.contains(pad.takeover.code)
    guard hands.takesOver || isInControl else {
      kept.removeAll()
      return hands
    }
    for axis in pad.axes {
      guard let place = actions.place(of: axis.element), let range = ranges[axis.axis.code],
        let value = values[axis.axis.code]
      else { continue }
      hands.action[place] += Float(axis.share * range.scaled(value, deadZone: pad.deadZone))
    }
    for button in pad.buttons where !button.keeps && pressed.contains(button.button.code) {
      if let place = actions.place(of: button.element) { hands.action[place] += Float(button.share) }
    }
    for (place, share) in kept { hands.action[place] += share }
    for place in hands.action.indices { hands.action[place] = max(-1, min(1, hands.action[place])) }
    return hands
  }

  /// The device is gone: nothing is held any more.
  public mutating func forget() {
    pressed.removeAll()
    values.removeAll()
    kept.removeAll()
  }
}
