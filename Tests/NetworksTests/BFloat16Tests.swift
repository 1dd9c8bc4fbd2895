import Networks
import Testing
import Vocabulary

/// The kernels with products rounded to bfloat16, where this processor has them.
private let rounded = try? Kernels(.v4).rounding(to: .bfloat16)

/// To the nearest, ties to even: what the processor does.
private func bfloat16(_ value: Float) -> Float {
  let bits = value.bitPattern
  return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
}

@Suite("Products of bfloat16", .enabled(if: rounded != nil, "this processor has no AVX-512 BF16"))
struct BFloat16Tests {
  /// Remainders of tiles, blocks and pairs on both sides.
  static let sizes: [[Int]] = [
    [32, 32, 32], [33, 47, 35], [256, 256, 256], [257, 65, 257], [40, 33, 600], [300, 48, 64], [39, 100, 33],
    [512, 32, 511],
  ]

  @Test(
    "equals loops in double precision over the rounded factors, to the rounding of the sum",
    arguments: Transposition.allCases)
  func againstLoops(transposing: Transposition) throws {
    let kernels = try #require(rounded)
    var random = RandomStream(seed: 5)
    for size in Self.sizes {
      let (rows, columns, inner) = (size[0], size[1], size[2])
      let left = randomMatrix(rows: rows, columns: inner, random: &random)
      let right = randomMatrix(rows: inner, columns: columns, random: &random)
      let a = Matrix(transposing == .left ? transposed(left) : left)
      let b = Matrix(transposing == .right ? transposed(right) : right)
      var c = Matrix(rows: rows, columns: columns)
      kernels.multiply(a, b, transposing: transposing, into: &c)
      let (l, r) = (left.map { $0.map(bfloat16) }, transposed(right).map { $0.map(bfloat16) })
      // Products are exact; the sum's error as in `MatrixProductTests`.
      let bound = Double(inner * inner) * 0x1p-24 + 1e-7
      var worst = 0.0
      for row in 0..<rows {
        for column in 0..<columns {
          var exact = 0.0
          for k in 0..<inner { exact += Double(l[row][k]) * Double(r[column][k]) }
          worst = max(worst, abs(Double(c[row, column]) - exact))
        }
      }
      #expect(worst <= bound, "\(size)")
    }
  }

  @Test("the error against the factors as they are is what rounding them explains, and no less")
  func rounds() throws {
    let kernels = try #require(rounded)
    var random = RandomStream(seed: 6)
    let left = randomMatrix(rows: 64, columns: 64, random: &random)
    let right = randomMatrix(rows: 64, columns: 64, random: &random)
    var exact = Matrix(rows: 64, columns: 64)
    var c = Matrix(rows: 64, columns: 64)
    try Kernels(.v4).multiply(Matrix(left), Matrix(right), into: &exact)
    kernels.multiply(Matrix(left), Matrix(right), into: &c)
    let errors = (0..<4096).map { abs(c.elements[$0] - exact.elements[$0]) }
    // Each factor by at most 2⁻⁹ of itself, and |a b| < 1.
    #expect(errors.max()! <= 64 * 2 * 0x1p-9 && errors.max()! > 0x1p-9)
  }

  @Test("a product of fewer than 32 in any extent has float32's bits")
  func small() throws {
    let kernels = try #require(rounded)
    var random = RandomStream(seed: 7)
    for (rows, columns, inner) in [(31, 64, 64), (64, 31, 64), (64, 64, 31), (1, 256, 256), (256, 1, 256)] {
      let a = Matrix(randomMatrix(rows: rows, columns: inner, random: &random))
      let b = Matrix(randomMatrix(rows: inner, columns: columns, random: &random))
      var one = Matrix(rows: rows, columns: columns)
      var other = Matrix(rows: rows, columns: columns)
      try Kernels(.v4).multiply(a, b, into: &one)
      kernels.multiply(a, b, into: &other)
      #expect(one.elements.values(0..<rows * columns) == other.elements.values(0..<rows * columns))
    }
  }

  @Test("NaN and infinity go through")
  func notFinite() throws {
    let kernels = try #require(rounded)
    for value in [Float.nan, .infinity] {
      var a = Matrix(rows: 32, columns: 32)
      var b = Matrix(rows: 32, columns: 32)
      for index in 0..<1024 { (a.elements[index], b.elements[index]) = (1, 1) }
      a[3, 5] = value
      var c = Matrix(rows: 32, columns: 32)
      kernels.multiply(a, b, into: &c)
      #expect((0..<32).allSatisfy { !c[3, $0].isFinite } && c[2, 0] == 32)
    }
  }

  @Test("kernels without the instruction refuse by name")
  func refused() throws {
    #expect(throws: KernelError.noBFloat16) { try Kernels(.base).rounding(to: .bfloat16) }
    #expect(try Kernels(.base).rounding(to: .float32).precision == .float32)
  }

  private func transposed(_ values: [[Float]]) -> [[Float]] {
    values[0].indices.map { column in values.map { $0[column] } }
  }
}
