/// The candidate that a misspelled name most likely meant, or nil when none is near.
///
/// Optimal string alignment distance (Damerau-Levenshtein without overlapping edits), ignoring case. Near means at most a
/// third of the longer name is wrong, or one name begins with the other.
public func closestName(to name: String, among candidates: [String]) -> String? {
  let wanted = Array(name.lowercased())
  var best: (name: String, distance: Int)?
  for candidate in candidates.sorted() {
    let given = Array(candidate.lowercased())
    let distance = alignmentDistance(wanted, given)
    let shorter = min(wanted.count, given.count)
    let near =
      distance <= max(2, max(wanted.count, given.count) / 3)
      || (shorter >= 3 && wanted.prefix(shorter) == given.prefix(shorter))
    if near && distance < best?.distance ?? .max && distance < max(wanted.count, given.count) {
      best = (candidate, distance)
    }
  }
  return best?.name
}

private func alignmentDistance(_ a: [Character], _ b: [Character]) -> Int {
  var rows = [Array(0...b.count)]
  for i in 1..<(a.count + 1) {
    var row = [i]
    for j in 1..<(b.count + 1) {
      let substitution = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      var least = min(rows[i - 1][j] + 1, row[j - 1] + 1, substitution)
      if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] { least = min(least, rows[i - 2][j - 2] + 1) }
      row.append(least)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
