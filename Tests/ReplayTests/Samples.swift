import Replay
import Vocabulary

/// A deterministic transition; `t` names its segment's step, so that step t's o' is step t + 1's o.
func sample(segment: Int, step: Int, observationDimension: Int = 3, actionDimension: Int = 2) -> Transition {
  func observation(_ step: Int) -> [Float] {
    (0..<observationDimension).map { Float(segment * 1000 + step * 10 + $0) }
  }
  let number = segment * 100 + step
  return Transition(
    observation: observation(step), action: (0..<actionDimension).map { Float(number) / 1000 + Float($0) },
    proposal: (0..<actionDimension).map { -Float(number) / 1000 - Float($0) }, nextObservation: observation(step + 1),
    label: TransitionLabel(
      authority: number % 2 == 0 ? .policy : .expert, reward: -Float(number % 3), terminated: number % 5 == 4,
      clipped: number % 7 == 1, onset: number % 3 == 1, policyVersion: UInt64(number * 11)))
}

func contents(_ replay: borrowing ReplayBuffer) -> [Transition] {
  var all: [Transition] = []
  for index in 0..<replay.count { all.append(replay.transition(at: index)) }
  return all
}

/// The obvious replay buffer: an array that forgets its first elements.
struct PlainReplay {
  var capacity: Int
  var transitions: [Transition] = []

  mutating func append(_ transition: Transition) {
    transitions.append(transition)
    if transitions.count > capacity { transitions.removeFirst() }
  }
}
