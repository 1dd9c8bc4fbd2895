/// The 95 % interval of a success probability after `trials` independent episodes.
///
/// Wilson's score interval without continuity correction: E. B. Wilson, JASA 22 (1927); recommended for proportions
/// near 0 and 1 by R. G. Newcombe, Statistics in Medicine 17 (1998), method 3.
///
/// - Parameters:
///   - successes: 0...trials.
///   - trials: at least 1.
public func wilsonInterval(successes: Int, trials: Int) -> ClosedRange<Double> {
  precondition(trials >= 1 && (0...trials).contains(successes), "\(successes) successes of \(trials) trials")
  // The 97.5 % quantile of the standard normal.
  let z = 1.959963984540054
  let n = Double(trials)
  let p = Double(successes) / n
  let center = p + z * z / (2 * n)
  let margin = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  let scale = 1 + z * z / n
  // At the ends the formula is exactly 0 or 1; rounding must not step over.
  let low = successes == 0 ? 0 : (center - margin) / scale
  let high = successes == trials ? 1 : (center + margin) / scale
  return low...high
}
