/// Heights for labels that want to be at `wanted`, moved as little as possible so that any two are at least `gap` apart.
///
/// Less i·gap for the i-th from the top, the heights may not fall: the nearest such row, by squared distance, is isotonic
/// regression, whose pools take the mean of what they hold (Barlow et al. 1972).
func spreadLabels(_ wanted: [Double], gap: Double) -> [Double] {
  let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
  var pools: [(sum: Double, count: Int)] = []
  for (place, index) in order.enumerated() {
    var pool = (sum: wanted[index] - gap * Double(place), count: 1)
    while let last = pools.last, last.sum / Double(last.count) > pool.sum / Double(pool.count) {
      pool = (pool.sum + last.sum, pool.count + last.count)
      pools.removeLast()
    }
    pools.append(pool)
  }
  var heights = wanted
  var place = 0
  for pool in pools {
    for _ in 0..<pool.count {
      heights[order[place]] = pool.sum / Double(pool.count) + gap * Double(place)
      place += 1
    }
  }
  return heights
}
