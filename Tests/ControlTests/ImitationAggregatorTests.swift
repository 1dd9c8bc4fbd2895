import Control
import Replay
import Testing
import Vocabulary

/// Plays an episode with the given authorities (P, E) and gives its pairs: "0E" is step 0 with what the expert said,
/// "1P" step 1 with the policy's own action, "2L" step 2, which the policy drove and the expert labelled.
private func pairs(
  _ authorities: String, _ aggregation: Aggregation, relabelShare: Double? = nil, seed: UInt64 = 1
) -> (pairs: [String], labels: Int) {
  var aggregator = ImitationAggregator(
    observationDimension: 1, actionDimension: 1, aggregation: aggregation, relabelShare: relabelShare)
  var replay = ReplayBuffer(capacity: 1000, observationDimension: 1, actionDimension: 1)
  for (step, letter) in authorities.enumerated() {
    // The policy wants 0.25, the expert 0.75; in its own steps it is clipped from 3 to 1.
    aggregator.record(
      observation: [Float(step)].span, executed: [letter == "E" ? 1 : 0.25].span, proposal: [0.25].span,
      expertAction: [letter == "E" ? 3 : 0.75].span, nextObservation: [Float(step + 1)].span,
      authority: letter == "E" ? .expert : .policy)
  }
  var random = RandomStream(seed: seed)
  let labels = aggregator.endEpisode(policyVersion: 7, random: &random, into: &replay)
  var words: [String] = []
  for index in 0..<replay.count {
    let pair = replay.transition(at: index)
    let word =
      switch (pair.label.authority, pair.action[0]) {
      case (.expert, 1): "E"
      case (.expert, 0.75): "L"
      case (.policy, 0.25): "P"
      default: "?"
      }
    #expect(pair.label.reward == 0 && pair.label.policyVersion == 7 && pair.proposal == [0.25])
    #expect(pair.nextObservation[0] == pair.observation[0] + 1)
    words.append("\(Int(pair.observation[0]))\(word)")
  }
  // The episode is forgotten.
  #expect(aggregator.endEpisode(policyVersion: 0, random: &random, into: &replay) == 0 && replay.count == words.count)
  return (words, labels)
}

@Suite("What is imitated")
struct ImitationAggregatorTests {
  @Test("HG-DAgger by the textbook: the expert's steps and no others")
  func hgDaggerTextbook() {
    #expect(pairs("PPEEP", .interventionsOnly) == (["2E", "3E"], 0))
    #expect(pairs("PPPPP", .interventionsOnly) == ([], 0))
    #expect(pairs("EEE", .interventionsOnly) == (["0E", "1E", "2E"], 0))
  }

  @Test("HG-DAgger as released: every step, the policy's own with its own action")
  func hgDaggerRelease() {
    #expect(pairs("PPEEP", .all) == (["0P", "1P", "2E", "3E", "4P"], 0))
    #expect(pairs("PPPPP", .all) == (["0P", "1P", "2P", "3P", "4P"], 0))
  }

  @Test("DAgger by the textbook: every visited state with what the expert would have done")
  func daggerTextbook() {
    #expect(pairs("PPPP", .interventionsOnly, relabelShare: 1) == (["0L", "1L", "2L", "3L"], 4))
    #expect(pairs("PPPP", .all, relabelShare: 1) == (["0L", "1L", "2L", "3L"], 4))
  }

  @Test("DAgger as released: ⌊share · T⌋ draws with replacement, the rest keeps the policy's action")
  func daggerRelease() {
    for seed in 1...20 as ClosedRange<UInt64> {
      let (all, labels) = pairs("PPPPPPPPPP", .all, relabelShare: 0.5, seed: seed)
      #expect(all.count == 10 && (1...5).contains(labels))
      #expect(all.count { $0.hasSuffix("L") } == labels)
      let (only, same) = pairs("PPPPPPPPPP", .interventionsOnly, relabelShare: 0.5, seed: seed)
      #expect(same == labels && only == all.filter { $0.hasSuffix("L") })
    }
    #expect(pairs("PPP", .all, relabelShare: 0) == (["0P", "1P", "2P"], 0))
    #expect(pairs("PPP", .interventionsOnly, relabelShare: 0) == ([], 0))
  }

  // T draws of T steps leave (1 − 1/T)^(share · T) of them out: 1 − e^(−share) are labelled.
  @Test(
    "with replacement the release's shares label fewer steps", arguments: [(0.3, 0.259), (0.5, 0.393), (0.875, 0.583)])
  func share(share: Double, expected: Double) {
    let episode = String(repeating: "P", count: 500)
    let labels = (1...40).map { pairs(episode, .all, relabelShare: share, seed: $0).labels }
    let mean = Double(labels.reduce(0, +)) / (40 * 500)
    // The deviation of one episode's share is below 0.02.
    #expect(abs(mean - expected) < 0.01)
  }

  @Test("what was begun and not ended can be forgotten")
  func forget() {
    var aggregator = ImitationAggregator(
      observationDimension: 1, actionDimension: 1, aggregation: .all, relabelShare: nil)
    aggregator.record(
      observation: [0].span, executed: [0].span, proposal: [0].span, expertAction: [0].span, nextObservation: [1].span,
      authority: .policy)
    aggregator.removeAll()
    var replay = ReplayBuffer(capacity: 10, observationDimension: 1, actionDimension: 1)
    var random = RandomStream(seed: 1)
    #expect(aggregator.endEpisode(policyVersion: 0, random: &random, into: &replay) == 0 && replay.isEmpty)
  }
}
