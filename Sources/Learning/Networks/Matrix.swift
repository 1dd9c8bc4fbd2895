/// A matrix of Float32, row-major, without padding; it has one owner.
@safe
public struct Matrix: ~Copyable {
  public let rows: Int
  public let columns: Int
  public var elements: FloatBuffer

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative extent")
    self.rows = rows
    self.columns = columns
    elements = FloatBuffer(count: rows * columns)
  }

  /// A matrix of the given rows, all of one length.
  public init(_ values: [[Float]]) {
    self.init(rows: values.count, columns: values.first?.count ?? 0)
    for row in values.indices {
      let line = values[row]
      precondition(line.count == columns, "the rows of a matrix are of one length")
      elements.replace(from: row * columns, with: line.span)
    }
  }

  public subscript(row: Int, column: Int) -> Float {
    get {
      precondition(column >= 0 && column < columns, "column \(column) is outside \(columns)")
      return elements[row * columns + column]
    }
    set {
      precondition(column >= 0 && column < columns, "column \(column) is outside \(columns)")
      elements[row * columns + column] = newValue
    }
  }

  func pointer(row: Int) -> UnsafeMutablePointer<Float> { unsafe elements.base + row * columns }
}
