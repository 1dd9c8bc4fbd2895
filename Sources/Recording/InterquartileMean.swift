public import Vocabulary

/// The mean of the middle half: a quarter of the values, rounded down, is left out at either end.
///
/// Recommended for few runs by Agarwal et al., "Deep RL at the Edge of the Statistical Precipice" (NeurIPS 2021,
/// arXiv:2108.13264, section 4.3): as robust as the median against one lucky run, with less noise. Of three values
/// nothing is left out. NaN for none.
public func interquartileMean(_ values: [Double]) -> Double {
  let cut = values.count / 4
  let middle = values.sorted()[cut..<values.count - cut]
  return middle.reduce(0, +) / Double(middle.count)
}

/// The 95 % interval of the interquartile mean over all runs of several tasks, by the stratified bootstrap: every
/// resample draws as many runs of each task as there are, with replacement (the same article, section 4.2), and the
/// interval lies between the 2.5 % and the 97.5 % quantile of the resamples.
///
/// - Parameters:
///   - strata: scores, one array per task; empty ones are left out.
///   - resamples: at least 1; the article takes 50,000, where 2,000 settle the first two digits.
///   - random: decides the resamples; the same stream gives the same interval.
/// - Returns: NaN to NaN where there is no score.
public func bootstrapInterval(
  _ strata: [[Double]], resamples: Int = 2000, random: RandomStream
) -> (low: Double, high: Double) {
  precondition(resamples >= 1, "a bootstrap has at least one resample")
  let strata = strata.filter { !$0.isEmpty }
  if strata.isEmpty { return (.nan, .nan) }
  var random = random
  var means: [Double] = []
  for _ in 0..<resamples {
    var drawn: [Double] = []
    for runs in strata { for _ in runs { drawn.append(runs[random.index(below: runs.count)]) } }
    means.append(interquartileMean(drawn))
  }
  means.sort()
  return (quantile(means, 0.025), quantile(means, 0.975))
}

/// The quantile of sorted values, linear between neighbours (Hyndman and Fan 1996, definition 7; numpy's default).
private func quantile(_ sorted: [Double], _ share: Double) -> Double {
  let place = share * Double(sorted.count - 1)
  let below = Int(place)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
}
