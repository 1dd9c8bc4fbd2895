import Networks

/// Everything that an update writes beside the weights, allocated once.
///
/// Tasks of one phase write disjoint parts; what they write is read in later phases only.
final class SACMemory {
  /// Rows per task where a phase is split by rows. Fixed: a split that depended on the number of threads would let the
  /// last bits of sums depend on it.
  static let blockRows = 128

  /// (s, a) of the batch in network terms, [rows, inputs + A].
  var current: Matrix
  /// (s′, a′), same shape; a′ is sampled once per call, as the actor does not move in between.
  var next: Matrix
  /// (s, a ~ π) of the last slice, [batchSize, inputs + A].
  var imagined: Matrix
  /// a′ and log π(a′ | s′), [rows, A] and [rows].
  var nextActions: FloatBuffer
  var nextLogProbabilities: FloatBuffer
  /// Q̄ⱼ(s′, a′) of the subset, [M, batchSize].
  var targetValues: FloatBuffer
  /// y, [batchSize].
  var targets: FloatBuffer
  /// a ~ π(· | s) and log π(a | s) of the last slice, [batchSize, A] and [batchSize].
  var actions: FloatBuffer
  var logProbabilities: FloatBuffer
  /// Qᵢ(s, a) and dQᵢ/da, [N, batchSize] and [N, batchSize, A].
  var values: FloatBuffer
  var valueGradients: FloatBuffer
  /// Where the actor reads the minimum: a workspace per critic, which keeps its activations; the rows sorted by their least
  /// critic, in runs of one critic each; and dQ/da of them in that order, [batchSize, A]. Empty otherwise.
  let imaginedCritics: [MLPWorkspace]
  var leastRows: [Int]
  var leastParts: [(member: Int, range: Range<Int>)]
  var leastGradients: FloatBuffer
  /// dL/da, [batchSize, A].
  var actionGradient: FloatBuffer
  /// The imitation term of each of the actor's blocks.
  var imitation: FloatBuffer
  /// Per critic: (Q − y)² and Q averaged over the batch, and 1 where all weights are finite; [N] each.
  var losses: FloatBuffer
  var means: FloatBuffer
  var finite: FloatBuffer

  /// The executed actions, [rows, A]; 1 where an expert drove, 0 elsewhere, [rows].
  var executed: FloatBuffer
  var driven: FloatBuffer
  /// The expert-driven rows of the batch with the policy's proposals for actions, each slice's from its first row on,
  /// [rows, inputs + A], and where they lie in their slice; one row where nobody asks for them.
  var proposed: Matrix
  var proposedRows: [Int]
  /// Expert-driven rows of each slice.
  var proposedCounts: [Int]

  /// One per thread: sampling a′.
  let samplers: [MLPWorkspace]
  /// One per thread: critics.
  let critics: [MLPWorkspace]
  /// One per thread: critics of the policy's proposals; empty where nobody asks for them.
  let proposals: [MLPWorkspace]
  /// One per block of the last slice: the actor's own gradient, summed over blocks in order.
  let actors: [MLPWorkspace]

  init(
    configuration: SACConfiguration, actorShape: MLPShape, criticShape: MLPShape, actionDimension: Int, workers: Int
  ) {
    let batch = configuration.batchSize
    let rows = batch * configuration.utdRatio
    let members = configuration.ensembleSize
    current = Matrix(rows: rows, columns: criticShape.inputDimension)
    next = Matrix(rows: rows, columns: criticShape.inputDimension)
    imagined = Matrix(rows: batch, columns: criticShape.inputDimension)
    nextActions = FloatBuffer(count: rows * actionDimension)
    nextLogProbabilities = FloatBuffer(count: rows)
    targetValues = FloatBuffer(count: configuration.ensembleSubset * batch)
    targets = FloatBuffer(count: batch)
    actions = FloatBuffer(count: batch * actionDimension)
    logProbabilities = FloatBuffer(count: batch)
    values = FloatBuffer(count: members * batch)
    valueGradients = FloatBuffer(count: members * batch * actionDimension)
    let least = configuration.actorCriticReduction == .minimum
    imaginedCritics = (0..<(least ? members : 0)).map { _ in
      MLPWorkspace(shape: criticShape, rows: batch, gradients: false)
    }
    leastRows = Array(repeating: 0, count: least ? batch : 0)
    leastParts = Array(repeating: (0, 0..<0), count: least ? members + Self.blockCount(0..<batch) : 0)
    leastGradients = FloatBuffer(count: least ? batch * actionDimension : 0)
    actionGradient = FloatBuffer(count: batch * actionDimension)
    imitation = FloatBuffer(count: Self.blockCount(0..<batch))
    losses = FloatBuffer(count: members)
    means = FloatBuffer(count: members)
    finite = FloatBuffer(count: members)
    executed = FloatBuffer(count: rows * actionDimension)
    driven = FloatBuffer(count: rows)
    let margin = configuration.takeoverMargin > 0
    proposed = Matrix(rows: margin ? rows : 1, columns: criticShape.inputDimension)
    proposedRows = Array(repeating: 0, count: margin ? rows : 0)
    proposedCounts = Array(repeating: 0, count: margin ? configuration.utdRatio : 0)
    let block = Self.blockRows
    samplers = (0..<workers).map { _ in MLPWorkspace(shape: actorShape, rows: block, gradients: false) }
    critics = (0..<workers).map { _ in MLPWorkspace(shape: criticShape, rows: max(batch, block)) }
    proposals = margin ? (0..<workers).map { _ in MLPWorkspace(shape: criticShape, rows: batch) } : []
    actors = (0..<Self.blockCount(0..<batch)).map {
      MLPWorkspace(shape: actorShape, rows: Self.block($0, of: 0..<batch).count)
    }
  }

  /// Block `index` of `rows` cut into blocks of `blockRows`, the last one shorter.
  static func block(_ index: Int, of rows: Range<Int>) -> Range<Int> {
    let start = rows.lowerBound + index * blockRows
    return start..<min(start + blockRows, rows.upperBound)
  }

  static func blockCount(_ rows: Range<Int>) -> Int { (rows.count + blockRows - 1) / blockRows }
}
