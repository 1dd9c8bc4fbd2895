import Teleoperation
import Testing
import Vocabulary
import Wire

@Suite("What a person sees")
struct StatusTests {
  @Test("what the robot senses: names, values and units, whole components to a line")
  func sensed() {
    let text = SensedText(
      ObservationSpace(components: [
        ObservationComponent(
          name: "toolPosition", group: .observation, unit: "m", elements: ["x", "y", "z"]),
        ObservationComponent(name: "grip", group: .observation, unit: "1", elements: [""]),
        ObservationComponent(name: "force", group: .observation, unit: "N", elements: [""]),
      ]))
    #expect(
      text.lines([0.0384, -0.0004, -1.5, .nan, 12], width: 80) == [
        "toolPosition 0.038 0.000 -1.500 m  grip -  force 12.000 N"
      ])
    #expect(text.lines([0, 0, 0, 1, 2], width: 36).count == 2)
    #expect(text.lines([0, 0, 0, 1, 2], width: 10, most: 2).count == 2)
    #expect(text.lines([1], width: 80) == [], "an observation of another length")
  }

  private func own(_ stage: TeleopPilot.Stage = .watching) -> OwnSide {
    OwnSide(
      stage: stage, isLatched: false, speedShare: 0.5, action: [0.5, 0, -1], elements: ["x", "y", "z"],
      device: "terminal", takeovers: 0, commands: 0)
  }

  @Test("who commands, by the newest of grants, revocations and the hub's status")
  func control() {
    var status = TeleopStatus()
    #expect(status.controlWord.text == "NO HUB")
    status.begin(welcome(), session: 7)
    #expect(status.controlWord.text == "UNKNOWN")
    status.hear(grant(3, to: 0))
    #expect(status.controlWord.text == "POLICY")
    status.hear(grant(4, to: 7))
    #expect(status.controlWord.text == "YOU" && status.isOurs)
    status.hear(.hubStatus(HubStatus(task: "t", mode: .policy, authority: .policy, epoch: 3, takeovers: 2)))
    #expect(status.isOurs && status.counts?.takeovers == 2)
    status.hear(grant(5, to: 9))
    #expect(status.controlWord.text == "EXPERT anna")
    status.hear(.leaseRevocation(LeaseRevocation(epoch: 5, reason: .stopped, text: "stop")))
    #expect(status.controlWord.text == "HOLD")
    status.end("the hub says farewell")
    #expect(status.controlWord.text == "NO HUB" && status.line(own()).contains("farewell"))
  }

  @Test("eight lines, none wider than the screen; colours take no place", arguments: [1, 20, 60, 200])
  func width(width: Int) {
    var status = TeleopStatus()
    status.begin(welcome(), session: 7)
    status.hear(grant(4, to: 7))
    status.hear(.hubStatus(HubStatus(task: "t", mode: .expert, authority: .expert, epoch: 4, holder: 7)))
    let lines = status.screen(own(.holding), width: width, hasColour: false)
    #expect(lines.count == 8 && lines.allSatisfy { $0.count <= width })
    let coloured = status.screen(own(.holding), width: width, hasColour: true)
    for line in coloured { #expect(line.replacing(/\u{1b}\[[0-9;]*m/, with: "").count <= max(width, 5)) }
  }

  @Test("numbers as people read them")
  func numbers() {
    var status = TeleopStatus()
    status.begin(welcome(), session: 7)
    status.hear(observation(9, episode: 2, step: 17))
    status.hear(
      .hubStatus(
        HubStatus(
          task: "t", mode: .hold, authority: .none, epoch: 1, successes: 4, takeovers: 6, interventionRate: 0.125,
          updates: 900, policyVersion: 3)))
    status.hear(
      .robotStatus(RobotStatus(mode: .latched, reason: "too fast", wayOut: "press C", epoch: 1, ticks: 1)))
    status.roundTrip = Percentiles(median: 1_250_000, p99: 12_000_000)
    let text = status.screen(own(), width: 200, hasColour: false).joined(separator: "\n")
    for part in [
      "LATCHED", "episode 2  step 17", "successes 4  takeovers 6  interventions 13 %  updates 900  policy 3",
      "p50 1.3 p99 12.0 ms", "speed 50 %", "x +0.50 z -1.00", "too fast; press C", "PandaReach-v3",
    ] { #expect(text.contains(part), "\(part) in \(text)") }
  }
}
