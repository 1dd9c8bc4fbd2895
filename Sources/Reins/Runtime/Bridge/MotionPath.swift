/// Joint positions between the last command and the next, straight in joint space. What it asks for goes through the guard.
struct MotionPath {
  private let start: [Double]
  let end: [Double]
  private let begin: UInt64
  private let seconds: Double

  init(at pose: [Double]) { self.init(from: pose, to: pose, begin: 0, seconds: 1) }

  init(from start: [Double], to end: [Double], begin: UInt64, seconds: Double) {
    (self.start, self.end, self.begin, self.seconds) = (start, end, begin, seconds)
  }

  /// Stays at the end when its time is over.
  func position(at time: UInt64, into positions: inout [Double]) {
    let share = min(1, Double(time - min(time, begin)) * 1e-9 / seconds)
    for joint in start.indices { positions[joint] = start[joint] + share * (end[joint] - start[joint]) }
  }
}
