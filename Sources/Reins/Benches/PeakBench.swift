public import Networks
import Vocabulary

/// What the machine's floating-point units give to a matrix product: the yardstick of the learner's rows.
public enum PeakBench {
  /// n × n times n × n, one product per thread at the same time, GFLOP/s of all threads together.
  public static func product(size: Int, threads: Int, kernels: Kernels, count: Int) -> BenchRow {
    let pool = WorkerPool(threads: threads)
    var random = RandomStream(seed: 1)
    let factors = (0..<threads).map { _ in Factors(size: size, random: &random) }
    let seconds = measureSeconds(count: count, warmups: max(1, count / 10)) {
      // Every task has matrices of its own.
      pool.run(tasks: threads) { task, _ in factors[task].multiply(kernels) }
    }
    let work = 2e-9 * Double(size * size * size * threads)
    return BenchRow(
      name: "matrix product, \(size) x \(size) x \(size)", unit: "GFLOP/s", samples: seconds.map { work / $0 },
      threads: threads, isa: kernels.instructionSet.rawValue)
  }

  private final class Factors {
    let a: Matrix
    let b: Matrix
    var c: Matrix

    init(size: Int, random: inout RandomStream) {
      var left = Matrix(rows: size, columns: size)
      var right = Matrix(rows: size, columns: size)
      for row in 0..<size {
        for column in 0..<size {
          left[row, column] = Float(random.uniform(-1, 1))
          right[row, column] = Float(random.uniform(-1, 1))
        }
      }
      a = left
      b = right
      c = Matrix(rows: size, columns: size)
    }

    func multiply(_ kernels: Kernels) { kernels.multiply(a, b, into: &c) }
  }
}
