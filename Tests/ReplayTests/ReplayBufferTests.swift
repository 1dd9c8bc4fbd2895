import Replay
import Testing
import Vocabulary

@Suite("Replay buffer")
struct ReplayBufferTests {
  @Test(
    "every layout of a small ring (capacity, transitions before, segment length) reads as a plain array does",
    arguments: 1...4, 0...13)
  func everyLayout(capacity: Int, appended: Int) {
    for segmentLength in 1...5 {
      var replay = ReplayBuffer(capacity: capacity, observationDimension: 3, actionDimension: 2)
      var oracle = PlainReplay(capacity: capacity)
      var previous: UInt64?
      for place in 0..<appended {
        let (segment, step) = place.quotientAndRemainder(dividingBy: segmentLength)
        let transition = sample(segment: segment, step: step)
        let number = replay.append(transition, continuing: step == 0 ? nil : previous)
        #expect(number == UInt64(place))
        previous = number
        oracle.append(transition)
      }
      #expect(replay.count == min(appended, capacity) && replay.appended == UInt64(appended))
      #expect(contents(replay) == oracle.transitions)
    }
  }

  @Test("segments of several environment copies may interleave, stall and name steps that are gone", arguments: 0..<20)
  func interleavedSegments(seed: Int) {
    var random = RandomStream(seed: UInt64(seed))
    let capacity = 1 + random.index(below: 40)
    var replay = ReplayBuffer(capacity: capacity, observationDimension: 3, actionDimension: 2)
    var oracle = PlainReplay(capacity: capacity)
    var segments = [0, 1, 2]
    var steps = [0, 0, 0]
    var previous = [UInt64?](repeating: nil, count: 3)
    for _ in 0..<400 {
      let copy = random.bernoulli(0.8) ? 0 : random.index(below: 3)
      let transition = sample(segment: segments[copy], step: steps[copy])
      previous[copy] = replay.append(transition, continuing: previous[copy])
      oracle.append(transition)
      steps[copy] += 1
      if random.bernoulli(0.2) { (segments[copy], steps[copy]) = (segments[copy] + 3, 0) }
    }
    #expect(contents(replay) == oracle.transitions)
  }

  @Test("a wrong claim that a step continues another is not believed: o keeps its own bits")
  func wrongClaim() {
    var replay = ReplayBuffer(capacity: 4, observationDimension: 3, actionDimension: 2)
    let (a, b) = (sample(segment: 0, step: 0), sample(segment: 5, step: 3))
    let first = replay.append(a)
    replay.append(b, continuing: first)
    #expect(contents(replay) == [a, b])
  }

  @Test("o' and the next o are one frame: the memory of a long segment is one observation per step")
  func sharedFrames() {
    func bytes(shared: Bool) -> Int {
      var replay = ReplayBuffer(capacity: 1000, observationDimension: 27, actionDimension: 4)
      var previous: UInt64?
      for step in 0..<5000 {
        let transition = sample(segment: step / 50, step: step % 50, observationDimension: 27, actionDimension: 4)
        previous = replay.append(transition, continuing: shared ? previous : nil)
      }
      return replay.residentBytes
    }
    // Per transition: two frame indices, two actions, reward, flags, version; per frame: 27 floats, a reference count
    // and a place in the free list. 1000 steps in episodes of 50 have 20 final observations, and at most one more is
    // alive when the ring cuts an episode.
    let (step, frame) = (4 + 4 + 32 + 4 + 1 + 8, 27 * 4 + 1 + 4)
    #expect(bytes(shared: true) <= 1000 * step + 1021 * frame)
    #expect(bytes(shared: true) >= 1000 * step + 1020 * frame)
    #expect(bytes(shared: false) == 1000 * step + 2000 * frame)
  }

  @Test("a batch row holds the transition that was asked for, mask 0 exactly when it terminated")
  func gather() {
    var replay = ReplayBuffer(capacity: 3, observationDimension: 3, actionDimension: 2)
    for step in 0..<5 { replay.append(sample(segment: 0, step: step), continuing: UInt64(max(step - 1, 0))) }
    var batch = TransitionBatch(capacity: 3, observationDimension: 3, actionDimension: 2)
    replay.gather([2, 0, 1].span, into: &batch)
    for (row, step) in [4, 2, 3].enumerated() {
      let expected = sample(segment: 0, step: step)
      #expect(Array(batch.observations[row * 3..<row * 3 + 3]) == expected.observation)
      #expect(Array(batch.nextObservations[row * 3..<row * 3 + 3]) == expected.nextObservation)
      #expect(Array(batch.actions[row * 2..<row * 2 + 2]) == expected.action)
      #expect(Array(batch.proposals[row * 2..<row * 2 + 2]) == expected.proposal)
      #expect(batch.authorities[row] == expected.label.authority.rawValue)
      #expect(batch.rewards[row] == expected.label.reward)
      #expect(batch.masks[row] == (step == 4 ? 0 : 1))
    }
  }

  @Test("the content hash forgets where the ring stands and sees every single field")
  func contentHash() {
    let steps = (0..<4).map { sample(segment: 0, step: $0) }
    func hash(_ transitions: [Transition], before: Int = 0) -> UInt64 {
      var replay = ReplayBuffer(capacity: 4, observationDimension: 3, actionDimension: 2)
      for step in 0..<before { replay.append(sample(segment: 9, step: step)) }
      var previous: UInt64?
      for transition in transitions { previous = replay.append(transition, continuing: previous) }
      return replay.contentHash
    }
    let reference = hash(steps)
    #expect(hash(steps, before: 7) == reference)
    let changes: [(inout Transition) -> Void] = [
      { $0.observation[1] = 0.5 }, { $0.action[0] = 0.5 }, { $0.proposal[1] = 0.5 }, { $0.nextObservation[2] = 0.5 },
      { $0.label.reward = -0.0 - 7 }, { $0.label.terminated.toggle() }, { $0.label.clipped.toggle() },
      { $0.label.onset.toggle() }, { $0.label.policyVersion += 1 },
      { $0.label.authority = $0.label.authority == .policy ? .expert : .policy },
    ]
    var seen: Set = [reference]
    for change in changes {
      var changed = steps
      change(&changed[2])
      #expect(seen.insert(hash(changed)).inserted)
    }
  }

  @Test("copies of the expert's steps are its steps in order, once each")
  func expertSteps() {
    var online = ReplayBuffer(capacity: 10, observationDimension: 3, actionDimension: 2)
    var takeovers = ReplayBuffer(capacity: 10, observationDimension: 3, actionDimension: 2)
    let steps = (0..<8).map { sample(segment: 0, step: $0) }
    for step in steps[..<4] { online.append(step) }
    #expect(takeovers.append(expertStepsOf: online, from: 0) == 2)
    let mark = online.appended
    for step in steps[4...] { online.append(step) }
    #expect(takeovers.append(expertStepsOf: online, from: mark) == 2)
    #expect(contents(takeovers) == steps.filter { $0.label.authority == .expert })
  }
}
