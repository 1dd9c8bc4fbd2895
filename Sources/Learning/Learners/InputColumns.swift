import Foundation
import Networks
import Vocabulary

/// Applies a policy input to a whole batch, one element of the input at a time; the same numbers as
/// `PolicyInput.apply` row by row, with the choice of element out of the inner loop.
func applyInput(
  _ policyInput: PolicyInput, observations: Span<Float>, observationDimension: Int, rows: Int,
  into matrix: borrowing Matrix
) {
  let columns = matrix.columns
  precondition(
    observations.count >= rows * observationDimension && matrix.rows >= rows && columns >= policyInput.dimension,
    "applyInput: shapes do not fit")
  // The learner fills its matrices before it shares them with its threads.
  unsafe matrix.elements.withMutableSpan(0..<rows * columns) { input in
    for (place, element) in policyInput.elements.enumerated() {
      switch element {
      case .scaled(let index, let scale):
        for row in 0..<rows {
          input[row * columns + place] = scale * observations[row * observationDimension + index]
        }
      case .difference(let index, let minus, let scale):
        for row in 0..<rows {
          let start = row * observationDimension
          input[row * columns + place] = scale * (observations[start + index] - observations[start + minus])
        }
      case .sine(let index, let multiple):
        for row in 0..<rows {
          input[row * columns + place] = sinf(multiple * observations[row * observationDimension + index])
        }
      case .cosine(let index, let multiple):
        for row in 0..<rows {
          input[row * columns + place] = cosf(multiple * observations[row * observationDimension + index])
        }
      }
    }
  }
}

/// Copies rows `rows` of `actions`, [rows, A], into the columns of `matrix` from `column` on.
func placeActions(_ actions: Span<Float>, rows: Range<Int>, column: Int, into matrix: borrowing Matrix) {
  let dimension = actions.count / max(rows.count, 1)
  precondition(
    column + dimension <= matrix.columns && rows.upperBound <= matrix.rows, "placeActions: shapes do not fit")
  // Tasks place disjoint rows.
  unsafe matrix.elements.withMutableSpan(rows.lowerBound * matrix.columns..<rows.upperBound * matrix.columns) {
    for row in 0..<rows.count {
      for element in 0..<dimension {
        $0[row * matrix.columns + column + element] = actions[row * dimension + element]
      }
    }
  }
}
