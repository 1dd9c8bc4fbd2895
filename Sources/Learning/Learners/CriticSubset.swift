public import Vocabulary

/// Draws M of N critics without replacement, every subset equally likely.
///
/// REDQ, arXiv:2101.05982, alg. 1, line 6; one draw serves a whole critic update.
///
/// - Parameters:
///   - ensembleSize: N.
///   - subset: places `range` of it, M ≤ N of them, are overwritten with distinct numbers below N.
public func drawCriticSubset(
  ensembleSize: Int, into subset: inout MutableSpan<Int>, at range: Range<Int>, random: inout RandomStream
) {
  precondition(range.count <= ensembleSize, "a subset is no larger than its ensemble")
  // Floyd's algorithm (Bentley and Floyd, CACM 1987): no list of all critics is needed.
  for place in range {
    let last = ensembleSize - (range.upperBound - place)
    let drawn = random.index(below: last + 1)
    var isTaken = false
    for earlier in range.lowerBound..<place where subset[earlier] == drawn { isTaken = true }
    subset[place] = isTaken ? last : drawn
  }
}
