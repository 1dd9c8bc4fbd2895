import Replay
import Wire

/// What the assembler does not know of a step: its place in the episode, its times, its events. Kept until the step's label is
/// known and its transition comes out, or until a later one has.
struct StepLedger {
  struct Entry {
    var observation: [Float]
    var episode: UInt64
    var step: UInt32
    var epoch: UInt64
    var sensedNanoseconds: UInt64
    var executedNanoseconds: UInt64
    var events: [Event]
  }

  private var entries: [Entry] = []

  mutating func note(_ entry: Entry) { entries.append(entry) }

  /// The entry of a transition that has come out. Transitions come out in the order of their steps; steps that are not
  /// stored are passed over.
  mutating func take(_ transition: Transition) -> Entry? {
    guard let place = entries.firstIndex(where: { $0.observation == transition.observation }) else { return nil }
    let entry = entries[place]
    entries.removeFirst(place + 1)
    return entry
  }

  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }
}
