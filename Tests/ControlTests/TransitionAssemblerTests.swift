import Control
import Intervention
import Replay
import Testing
import Vocabulary

/// What is stored of one step: "P0" the policy's with reward 0, "E0" the expert's, "P-" with −1, "P+" with 1; `!` mask 0,
/// `^` the onset label, `@` o' = o.
private func words(_ replay: borrowing ReplayBuffer) -> [String] {
  var words: [String] = []
  for index in 0..<replay.count {
    let transition = replay.transition(at: index)
    var word = "\(Int(transition.observation[0]))"
    word += transition.label.authority == .policy ? "P" : "E"
    word +=
      transition.label.reward == -1
      ? "-" : transition.label.reward == 0 ? "0" : transition.label.reward == 1 ? "+" : "?"
    if transition.label.onset { word += "^" }
    if transition.label.terminated { word += "!" }
    if transition.nextObservation == transition.observation { word += "@" }
    words.append(word)
  }
  return words
}

/// Plays one episode with the given authorities (P, E, or - for nobody), whose last step has `last` as its result.
private func play(
  _ authorities: String, last: StepResult = .going, _ change: (inout InterventionConfiguration) -> Void = { _ in },
  interruption: SegmentEnd? = nil, source: RewardSource = .intervention
) -> [String] {
  var configuration = InterventionConfiguration()
  change(&configuration)
  var assembler = TransitionAssembler(
    observationDimension: 1, actionDimension: 1, configuration: configuration, rewardSource: source)
  var replay = ReplayBuffer(capacity: 100, observationDimension: 1, actionDimension: 1)
  var stored = 0
  for (step, letter) in authorities.enumerated() {
    stored += assembler.record(
      observation: [Float(step)].span, action: [0.5].span, proposal: [0.25].span,
      nextObservation: [Float(step + 1)].span, authority: letter == "P" ? .policy : letter == "E" ? .expert : .none,
      result: step == authorities.count - 1 ? last : .going, policyVersion: 3, into: &replay)
  }
  if let interruption { stored += assembler.endSegment(interruption, into: &replay) }
  #expect(stored == replay.count)
  return words(replay)
}

extension StepResult {
  fileprivate static let going = StepResult(outcome: .running, reward: .nan, success: false, progress: 1)
  fileprivate static let success = StepResult(outcome: .terminated, reward: .nan, success: true, progress: 0)
  fileprivate static let failure = StepResult(outcome: .terminated, reward: .nan, success: false, progress: 1)
  fileprivate static let timeLimit = StepResult(outcome: .truncated, reward: .nan, success: false, progress: 1)
}

@Suite("Transition assembler")
struct TransitionAssemblerTests {
  // RLIF, fig. 1: s1 -π-> s2 -π-> s3 -hum-> s4 -hum-> s5 -π-> s6; only the transition that lands in s3 is −1.
  @Test("figure 1 of the paper: one −1, on the policy's step that lands in the takeover")
  func figureOne() {
    #expect(play("PPEEP", last: .timeLimit) == ["0P0", "1P-^", "2E0", "3E0", "4P0"])
  }

  @Test("the released loop's storage keeps the last expert step of each intervention")
  func storeLast() {
    let stored = play("PPEEEEPPPP", last: .timeLimit) { $0.storeExpert = .last }
    #expect(stored == ["0P0", "1P-^", "5E0", "6P0", "7P0", "8P0", "9P0"])
    #expect(play("EEEEPEEEEP", last: .timeLimit) { $0.storeExpert = .last } == ["3E0", "4P-^", "8E0", "9P0"])
    #expect(play("PPEE", last: .timeLimit) { $0.storeExpert = .last } == ["0P0", "1P-^", "3E0"])
  }

  @Test("without the expert's steps the policy's are labelled all the same")
  func storeNone() {
    #expect(play("EPPEEP", last: .timeLimit) { $0.storeExpert = .none } == ["1P0", "2P-^", "5P0"])
    #expect(play("PE", last: .success) { $0.storeExpert = .none } == ["0P-^"])
  }

  @Test("a takeover in the first step blames nobody")
  func takeoverAtStart() {
    #expect(play("EEP", last: .timeLimit) == ["0E0", "1E0", "2P0"])
  }

  @Test("a window reaches back to the last handback and no further")
  func window() {
    #expect(
      play("PPPPPPE", last: .timeLimit) { $0.window = 4 } == [
        "0P0", "1P0", "2P-", "3P-", "4P-", "5P-^", "6E0",
      ])
    #expect(
      play("PPEPPE", last: .timeLimit) { $0.window = 4 } == ["0P-", "1P-^", "2E0", "3P-", "4P-^", "5E0"])
    #expect(play("PPPPPP", last: .timeLimit) { $0.window = 4 } == ["0P0", "1P0", "2P0", "3P0", "4P0", "5P0"])
  }

  @Test("every step of an episode is stored once, the last one included, for every pattern of six steps and window")
  func everyPattern() {
    for pattern in 0..<64 {
      let authorities = String((0..<6).map { pattern >> $0 & 1 == 0 ? "P" : "E" })
      for window in 1...7 {
        let stored = play(authorities, last: .timeLimit) { $0.window = window }
        // The oracle looks ahead over the whole episode, which a loop cannot.
        let letters = Array(authorities)
        let expected = letters.indices.map { step -> String in
          if letters[step] == "E" { return "\(step)E0" }
          guard let takeover = letters[step...].firstIndex(of: "E"), takeover - step <= window else {
            return "\(step)P0"
          }
          return "\(step)P-" + (takeover == step + 1 ? "^" : "")
        }
        #expect(stored == expected)
      }
    }
  }

  @Test("success is worth what onSuccess says, whoever drives")
  func success() {
    for driver in ["P", "E"] {
      #expect(play("P" + driver, last: .success).last == "1\(driver)0!")
      #expect(play("P" + driver, last: .success) { $0.onSuccess = .truncated }.last == "1\(driver)0")
      #expect(play("P" + driver, last: .success) { $0.onSuccess = .continue }.last == "1\(driver)0")
    }
    // A success at which the task goes on: the button ends it unless success means nothing.
    var going = StepResult.success
    going.outcome = .running
    #expect(play("PP", last: going) == ["0P0", "1P0!"])
    #expect(play("PP", last: going) { $0.onSuccess = .continue } == ["0P0"])
  }

  @Test("a failure while the policy drives is a takeover of length 0 that leads back to where it was: never mask 0")
  func failure() {
    #expect(play("PPP", last: .failure) == ["0P0", "1P0", "2P-^@"])
    #expect(play("PPP", last: .failure) { $0.window = 2 } == ["0P0", "1P-", "2P-^@"])
    #expect(play("EP", last: .failure) { $0.window = 2 } == ["0E0", "1P-^@"])
  }

  @Test("a failure while the expert drives is dropped")
  func expertFailure() {
    for storage in ExpertStorage.allCases where storage != .none {
      #expect(play("PEE", last: .failure) { $0.storeExpert = storage }.contains { $0.hasPrefix("2") } == false)
    }
    #expect(play("PEE", last: .failure) == ["0P-^", "1E0"])
  }

  @Test("nobody in command stores nothing and ends the segment: the steps before keep mask 1 and reward 0")
  func hold() {
    #expect(play("PP-E", last: .timeLimit) == ["0P0", "1P0", "3E0"])
    #expect(play("PE-P", last: .timeLimit) { $0.window = 3 } == ["0P-^", "1E0", "3P0"])
  }

  @Test("a stop from outside ends the segment as its kind says")
  func stops() {
    #expect(play("PPP", { $0.window = 2 }, interruption: .truncated) == ["0P0", "1P0", "2P0"])
    #expect(play("PPP", { $0.window = 2 }, interruption: .stopped) == ["0P0", "1P-", "2P-^"])
    #expect(play("PPP", interruption: .failed) == ["0P0", "1P0", "2P-^@"])
    #expect(play("PPP", interruption: .terminated) == ["0P0", "1P0", "2P0!"])
    #expect(play("PPE", interruption: .stopped) == ["0P0", "1P-^", "2E0"])
    #expect(play("PPE", interruption: .terminated) == ["0P0", "1P-^", "2E0!"])
  }

  @Test("one assembler serves episode after episode")
  func episodes() {
    var assembler = TransitionAssembler(
      observationDimension: 1, actionDimension: 1, configuration: .init(), rewardSource: .intervention)
    var replay = ReplayBuffer(capacity: 100, observationDimension: 1, actionDimension: 1)
    for _ in 0..<3 {
      for (step, authority) in [Authority.policy, .policy, .expert].enumerated() {
        _ = assembler.record(
          observation: [Float(step)].span, action: [0].span, proposal: [0].span,
          nextObservation: [Float(step + 1)].span,
          authority: authority, result: step == 2 ? .timeLimit : .going, policyVersion: 0, into: &replay)
      }
    }
    #expect(words(replay) == ["0P0", "1P-^", "2E0", "0P0", "1P-^", "2E0", "0P0", "1P-^", "2E0"])
  }

  // HIL-SERL, arXiv:2410.21845: the classifier's reward and mask 1 − done; takeovers are no reward.
  @Test("under the reward of success that step alone is 1, whoever drives, and ends everything; takeovers cost nothing")
  func successReward() {
    #expect(play("PPEE", last: .success, source: .success) == ["0P0", "1P0", "2E0", "3E+!"])
    #expect(play("PEP", last: .success, source: .success) == ["0P0", "1E0", "2P+!"])
    #expect(play("PEP", last: .timeLimit, source: .success) == ["0P0", "1E0", "2P0"])
    #expect(play("PEP", last: .failure, source: .success) == ["0P0", "1E0", "2P0!"])
    let untold = StepResult(outcome: .running, reward: .nan, success: true, progress: 0)
    #expect(play("PEP", last: untold, source: .success) == ["0P0", "1E0", "2P+!"])
  }

  @Test("under the task's reward every step is stored at once with its reward and the task's own end")
  func taskReward() {
    var assembler = TransitionAssembler(
      observationDimension: 1, actionDimension: 1, configuration: .init(), rewardSource: .task)
    var replay = ReplayBuffer(capacity: 100, observationDimension: 1, actionDimension: 1)
    for (step, outcome) in [StepOutcome.running, .truncated, .terminated].enumerated() {
      let stored = assembler.record(
        observation: [0].span, action: [0].span, proposal: [0].span, nextObservation: [1].span, authority: .policy,
        result: StepResult(outcome: outcome, reward: Double(step) + 0.5, success: false, progress: 0),
        policyVersion: 0, into: &replay)
      #expect(stored == 1)
      #expect(replay.label(at: step).reward == Float(step) + 0.5)
      #expect(replay.label(at: step).terminated == (outcome == .terminated))
    }
  }
}
