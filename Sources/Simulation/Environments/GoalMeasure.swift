/// How far an achieved goal is from a desired one. Both are flat vectors of Float32, as an observation has them.
public enum GoalMeasure: String, Codable, Sendable, CaseIterable {
  /// Euclid's distance over all elements, rounded to 1e-6 m (`goalDistance`).
  case distance
  /// 1 − ⟨q, g⟩² of two unit quaternions, sin² of half the angle between them; q and −q are one rotation. panda-gym 3.0.7,
  /// `angle_distance`, which for batches returns the distances of all pairs; here a batch is compared row by row.
  case rotation
  /// Desired minus achieved; negative once there is more than was asked for. One element.
  case shortfall

  /// - Parameters:
  ///   - achieved: `count` elements from `first` on.
  ///   - desired: `count` elements from `second` on.
  func distance(
    _ achieved: Span<Float>, from first: Int, _ desired: Span<Float>, from second: Int, count: Int
  ) -> Double {
    func pair(_ place: Int) -> (achieved: Double, desired: Double) {
      (Double(achieved[first + place]), Double(desired[second + place]))
    }
    var sum = 0.0
    switch self {
    case .distance:
      for place in 0..<count {
        let offset = pair(place).achieved - pair(place).desired
        sum += offset * offset
      }
      return roundedToMicrometre(sum.squareRoot())
    case .rotation:
      for place in 0..<count { sum += pair(place).achieved * pair(place).desired }
      return 1 - sum * sum
    case .shortfall:
      for place in 0..<count { sum += pair(place).desired - pair(place).achieved }
      return sum
    }
  }
}

func roundedToMicrometre(_ metres: Double) -> Double { (metres * 1e6).rounded(.toNearestOrEven) / 1e6 }
