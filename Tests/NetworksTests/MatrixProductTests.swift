import Networks
import Testing
import Vocabulary

@Suite("Matrix product")
struct MatrixProductTests {
  struct Size: Sendable { var rows, columns, inner: Int }

  /// Every tile remainder of every instruction set (tiles have 4 to 8 rows and 8 to 32 columns), single rows and
  /// columns, and inner extents on both sides of a panel's 256.
  static let sizes: [Size] =
    (1...17).map { Size(rows: $0, columns: 33 - $0, inner: $0 + 3) } + [
      Size(rows: 1, columns: 256, inner: 27), Size(rows: 256, columns: 1, inner: 256),
      Size(rows: 31, columns: 40, inner: 256), Size(rows: 9, columns: 65, inner: 257),
      Size(rows: 5, columns: 3, inner: 600), Size(rows: 64, columns: 8, inner: 1),
      Size(rows: 4, columns: 200, inner: 70),
      Size(rows: 3, columns: 4, inner: 300), Size(rows: 70, columns: 2, inner: 129),
    ]

  @Test(
    "equals plain loops in double precision, to the rounding of the sum",
    arguments: Kernels.available, Transposition.allCases)
  func againstLoops(instructionSet: InstructionSet, transposing: Transposition) throws {
    let kernels = try Kernels(instructionSet)
    var random = RandomStream(seed: 3)
    for size in Self.sizes {
      let left = randomMatrix(rows: size.rows, columns: size.inner, random: &random)
      let right = randomMatrix(rows: size.inner, columns: size.columns, random: &random)
      let a = Matrix(transposing == .left ? transposed(left) : left)
      let b = Matrix(transposing == .right ? transposed(right) : right)
      var c = Matrix(rows: size.rows, columns: size.columns)
      kernels.multiply(a, b, transposing: transposing, into: &c)
      // |error| ≤ inner · 2⁻²⁴ · Σ |a b| (Higham, Accuracy and Stability, eq. 3.5), and |a b| < 1.
      let bound = Double(size.inner * size.inner) * 0x1p-24 + 1e-7
      for row in 0..<size.rows {
        for column in 0..<size.columns {
          let exact = (0..<size.inner).reduce(0.0) { $0 + Double(left[row][$1]) * Double(right[$1][column]) }
          let error = abs(Double(c[row, column]) - exact)
          #expect(error <= bound, "\(size), element \(row), \(column)")
        }
      }
    }
  }

  @Test("a row has the same bits whatever rows it is computed with", arguments: Kernels.available)
  func rowByRow(instructionSet: InstructionSet) throws {
    let kernels = try Kernels(instructionSet)
    var random = RandomStream(seed: 4)
    for columns in [1, 3, 4, 20, 37, 200] {
      for inner in [2, 50, 300] {
        let left = randomMatrix(rows: 23, columns: inner, random: &random)
        let b = Matrix(randomMatrix(rows: inner, columns: columns, random: &random))
        var all = Matrix(rows: 23, columns: columns)
        kernels.multiply(Matrix(left), b, into: &all)
        for count in [1, 2, 5, 9] {
          var some = Matrix(rows: count, columns: columns)
          kernels.multiply(Matrix(Array(left[..<count])), b, into: &some)
          let same = some.elements.values(0..<count * columns) == all.elements.values(0..<count * columns)
          #expect(same, "\(count) of 23 rows, \(columns) columns, inner \(inner)")
        }
      }
    }
  }

  private func transposed(_ values: [[Float]]) -> [[Float]] {
    values[0].indices.map { column in values.map { $0[column] } }
  }
}
