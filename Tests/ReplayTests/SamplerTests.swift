import Replay
import Testing
import Vocabulary

@Suite("Samplers")
struct SamplerTests {
  /// A buffer whose rewards name the transitions: `first`, `first` + 1, ...
  private func buffer(count: Int, first: Float) -> ReplayBuffer {
    var replay = ReplayBuffer(capacity: max(count, 1), observationDimension: 1, actionDimension: 1)
    for place in 0..<count {
      replay.append(
        Transition(
          observation: [0], action: [0], proposal: [0], nextObservation: [1],
          label: TransitionLabel(authority: .policy, reward: first + Float(place))))
    }
    return replay
  }

  @Test("uniform sampling draws every transition alike: chi-square of 8 stays under the 0.1 % critical value 24.3")
  func uniform() {
    let replay = buffer(count: 8, first: 0)
    var sampler = UniformSampler(random: RandomStream(seed: 5))
    var batch = TransitionBatch(capacity: 256, observationDimension: 1, actionDimension: 1)
    var counts = [Int](repeating: 0, count: 8)
    for _ in 0..<100 {
      sampler.fill(&batch, from: replay)
      for reward in batch.rewards { counts[Int(reward)] += 1 }
    }
    let expected = 256.0 * 100 / 8
    #expect(counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected } < 24.3)
  }

  @Test("each slice of a high UTD ratio has the same mix", arguments: [0, 0.25, 0.5, 0.9, 1], [8, 10, 256])
  func sameMixInEverySlice(share: Double, sliceRows: Int) {
    let online = buffer(count: 5, first: 0)
    let prior = buffer(count: 3, first: 100)
    var sampler = SymmetricSampler(priorShare: share, sliceRows: sliceRows, random: RandomStream(seed: 1))
    var batch = TransitionBatch(capacity: sliceRows * 20, observationDimension: 1, actionDimension: 1)
    sampler.fill(&batch, online: online, prior: prior)
    for slice in 0..<20 {
      let rows = batch.rewards[slice * sliceRows..<(slice + 1) * sliceRows]
      #expect(rows.count { $0 >= 100 } == Int((share * Double(sliceRows)).rounded()))
    }
  }

  @Test("an even share alternates row by row, as RLPD does")
  func alternates() {
    let online = buffer(count: 5, first: 0)
    let prior = buffer(count: 3, first: 100)
    var sampler = SymmetricSampler(priorShare: 0.5, sliceRows: 8, random: RandomStream(seed: 1))
    var batch = TransitionBatch(capacity: 16, observationDimension: 1, actionDimension: 1)
    sampler.fill(&batch, online: online, prior: prior)
    for row in 1..<16 { #expect((batch.rewards[row] >= 100) != (batch.rewards[row - 1] >= 100)) }
  }

  @Test("an empty side is replaced by the other one")
  func emptySide() {
    let empty = buffer(count: 0, first: 0)
    let full = buffer(count: 3, first: 100)
    var sampler = SymmetricSampler(priorShare: 0.5, sliceRows: 4, random: RandomStream(seed: 1))
    var batch = TransitionBatch(capacity: 8, observationDimension: 1, actionDimension: 1)
    sampler.fill(&batch, online: full, prior: empty)
    #expect(batch.rewards.allSatisfy { $0 >= 100 })
    sampler.fill(&batch, online: empty, prior: full)
    #expect(batch.rewards.allSatisfy { $0 >= 100 })
  }

  @Test("the same seed draws the same rows, also when it continues from a saved stream")
  func seeded() {
    let online = buffer(count: 50, first: 0)
    let prior = buffer(count: 30, first: 100)
    var a = SymmetricSampler(priorShare: 0.5, sliceRows: 16, random: RandomStream(seed: 4))
    var first = TransitionBatch(capacity: 16, observationDimension: 1, actionDimension: 1)
    var second = TransitionBatch(capacity: 16, observationDimension: 1, actionDimension: 1)
    a.fill(&first, online: online, prior: prior)
    var b = SymmetricSampler(priorShare: 0.5, sliceRows: 16, random: RandomStream(state: a.random.state))
    a.fill(&first, online: online, prior: prior)
    b.fill(&second, online: online, prior: prior)
    #expect(first.rewards == second.rewards)
    a.fill(&first, online: online, prior: prior)
    #expect(first.rewards != second.rewards)
  }
}
