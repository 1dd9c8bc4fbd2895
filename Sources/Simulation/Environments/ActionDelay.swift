/// Hands out each action a fixed number of steps after it was given; zeros come before the first one.
struct ActionDelay {
  /// The last `capacity` actions, row by row; a ring.
  private var ring: [Double]
  private let dimension: Int
  private let capacity: Int
  private var next = 0

  /// - Parameter mostSteps: longest delay that will be asked for.
  init(dimension: Int, mostSteps: Int) {
    self.dimension = dimension
    capacity = mostSteps + 1
    ring = Array(repeating: 0, count: capacity * dimension)
  }

  mutating func reset() {
    next = 0
    for place in ring.indices { ring[place] = 0 }
  }

  /// Takes the newest action and replaces it by the one that was given `steps` steps before.
  mutating func exchange(_ action: inout [Double], steps: Int) {
    let oldest = (next + capacity - steps) % capacity
    for element in 0..<dimension { ring[next * dimension + element] = action[element] }
    for element in 0..<dimension { action[element] = ring[oldest * dimension + element] }
    next = (next + 1) % capacity
  }

  /// What waits, and where: part of an episode's state.
  func forEachWord(_ visit: (UInt64) -> Void) {
    visit(UInt64(next))
    for value in ring { visit(value.bitPattern) }
  }
}
