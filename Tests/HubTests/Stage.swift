import Control
import Hub
import Intervention
import Sessions
import Vocabulary
import Wire

/// A policy that always wants the same, with a version that tests raise.
final class FixedPolicy: Policy {
  let observationDimension = 2
  let actionDimension = 1
  var version: UInt64 = 5
  var wish: Float = 0.25

  func act(observation: Span<Float>, selection: ActionSelection, action: inout MutableSpan<Float>) {
    action[0] = wish
  }
}

/// A pilot with a robot that tests play: one step is what happens between two observations.
struct Stage {
  static let anna: UInt64 = 70
  let pilot: HubPilot
  let policy = FixedPolicy()
  var time: UInt64 = 1_000_000_000
  var number: UInt64 = 0
  var episode: UInt64 = 1
  var step: UInt32 = 0

  static let task = TaskSpecification(
    id: "Line-v0", robot: "point",
    observation: ObservationSpace(components: [
      ObservationComponent(name: "place", group: .observation, unit: "m", elements: ["x", "v"])
    ]),
    action: ActionSpace(elements: [ActionElement(name: "x", scale: 0.1, unit: "m")]), maximumSteps: 10,
    stepSeconds: 0.1, substeps: 1, rewardText: "", successText: "", progressText: "", source: "test",
    policyInput: .identity(dimension: 2))

  init(
    window: Int = 1, onSilence: HubConfiguration.OnSilence = .hold, guardTrips: Bool = false,
    storeExpert: ExpertStorage = .all, epoch: UInt64 = 0
  ) {
    var intervention = InterventionConfiguration()
    intervention.window = window
    intervention.storeExpert = storeExpert
    intervention.guardTrips = guardTrips
    var hub = HubConfiguration()
    hub.onSilence = onSilence
    pilot = HubPilot(
      specification: Self.task, configuration: intervention, rewardSource: .intervention, hub: hub, session: 1,
      spool: 9, epoch: epoch)
    pilot.robotJoined(highestEpoch: 0, at: time)
    mode(.policy)
  }

  func mode(_ mode: RobotMode, clippedTicks: UInt64 = 0) {
    pilot.robot(RobotStatus(mode: mode, epoch: 0, ticks: 1, clippedTicks: clippedTicks), at: time)
  }

  /// The robot senses, 100 ms after the last time.
  mutating func see() {
    number += 1
    time += 100_000_000
    pilot.observed(
      ObservationMessage(
        number: number, episode: episode, step: step, sensedNanoseconds: time, values: [Float(number), 0]),
      policy: policy, at: time)
    step += 1
  }

  /// The robot has gone to the start, and an episode begins.
  mutating func begin() {
    episode += 1
    step = 0
  }

  func take(priority: UInt32 = 0) {
    pilot.request(LeaseRequest(priority: priority), session: Self.anna, name: "anna", at: time)
  }

  func drive(_ action: Float) {
    pilot.commanded(
      Command(epoch: pilot.book.epoch, authority: .expert, observation: number, action: [action]),
      session: Self.anna, at: time)
  }

  func letGo() { pilot.release(session: Self.anna, epoch: pilot.book.epoch) }

  func say(_ kind: Event.Kind, by role: Role = .teleop) {
    pilot.happened(
      Event(kind: kind, atNanoseconds: time, origin: Self.anna, originRole: role, episode: episode, step: step),
      at: time)
  }

  /// Authority and action of every command to the robot so far; forgets them.
  func commands() -> [String] {
    defer { pilot.acts.removeAll() }
    return pilot.acts.compactMap {
      if case .toRobot(let command) = $0 {
        "\(command.authority) \(command.action[0]) @\(command.observation) #\(command.epoch)"
      } else {
        nil
      }
    }
  }

  func events() -> [Event.Kind] {
    pilot.acts.compactMap { if case .eventToRobot(let event) = $0 { event.kind } else { nil } }
  }

  /// Authority, reward, and how each transition ended, in order.
  var labels: [String] {
    pilot.steps.finished.map {
      let end =
        switch $0.outcome {
        case .running: ""
        case .terminated: " terminated"
        case .truncated: " truncated"
        }
      return "\(Int($0.observation[0])) \($0.authority) \(Int($0.reward))\(end)"
    }
  }
}
