/// One measured figure, as `reins bench NAME --json` prints it, one line each.
public struct BenchRow: Codable, Equatable, Sendable {
  /// The work and its size.
  public var name: String
  public var unit: String
  public var median: Double
  public var p10: Double
  public var p90: Double
  public var threads: Int
  /// Instruction set of the numerical kernels: `base`, `v3` or `v4`; empty where they take no part.
  public var isa: String

  /// - Parameter samples: one value per repetition, in `unit`; at least one.
  public init(name: String, unit: String, samples: [Double], threads: Int, isa: String) {
    precondition(!samples.isEmpty, "a figure needs at least one sample")
    let sorted = samples.sorted()
    func quantile(_ share: Double) -> Double { sorted[Int((share * Double(sorted.count - 1)).rounded())] }
    self.name = name
    self.unit = unit
    median = quantile(0.5)
    p10 = quantile(0.1)
    p90 = quantile(0.9)
    self.threads = threads
    self.isa = isa
  }

  /// The same figure in another unit: every value times `factor`.
  public func scaled(by factor: Double, name: String, unit: String) -> BenchRow {
    var row = self
    row.name = name
    row.unit = unit
    (row.median, row.p10, row.p90) = (median * factor, p10 * factor, p90 * factor)
    return row
  }
}

/// Seconds of each of `count` calls, after `warmups` that are not counted.
func measureSeconds(count: Int, warmups: Int, _ body: () throws -> Void) rethrows -> [Double] {
  for _ in 0..<warmups { try body() }
  var samples: [Double] = []
  samples.reserveCapacity(count)
  for _ in 0..<count {
    let start = ContinuousClock.now
    try body()
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    samples.append(Double(seconds) + Double(attoseconds) * 1e-18)
  }
  return samples
}
