import CKernelsBase

/// Which operand of a product is transposed.
public enum Transposition: Sendable, CaseIterable {
  case neither, left, right
}

extension Kernels {
  /// C = op(A) op(B), op being the transpose of the operand that `transposing` names, to the kernels' precision.
  public func multiply(
    _ a: borrowing Matrix, _ b: borrowing Matrix, transposing: Transposition = .neither, into c: inout Matrix
  ) {
    let (rows, inner) = transposing == .left ? (a.columns, a.rows) : (a.rows, a.columns)
    let (other, columns) = transposing == .right ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(inner == other && c.rows == rows && c.columns == columns, "the factors of a product must fit")
    unsafe product(
      Int64(rows), Int64(columns), Int64(inner), a.pointer(row: 0), Int64(a.columns), transposing == .left ? 1 : 0,
      b.pointer(row: 0), Int64(b.columns), transposing == .right ? 1 : 0, nil, 0, nil, c.pointer(row: 0),
      Int64(c.columns))
  }
}
