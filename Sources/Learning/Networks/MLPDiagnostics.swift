extension MLPWorkspace {
  /// ‖dL/d(parameters)‖₂ of the last backward pass.
  public var gradientNorm: Double {
    var sum = 0.0
    for index in 0..<gradient.count { sum += Double(gradient[index]) * Double(gradient[index]) }
    return sum.squareRoot()
  }

  /// Marks the hidden units that the last forward pass of `rows` rows left above zero, first layer first; a unit that no
  /// row ever lifts is dead: it gives nothing and gets no gradient.
  ///
  /// - Parameter active: one element per hidden unit; marks are only added.
  public func markActiveUnits(rows count: Int, in active: inout [Bool]) {
    precondition(count <= rows && active.count == shape.hiddenUnits.reduce(0, +), "one mark per hidden unit")
    var first = 0
    for (layer, units) in shape.hiddenUnits.enumerated() {
      for row in 0..<count {
        for unit in 0..<units where memory[hidden[layer] + row * units + unit] > 0 { active[first + unit] = true }
      }
      first += units
    }
  }
}
