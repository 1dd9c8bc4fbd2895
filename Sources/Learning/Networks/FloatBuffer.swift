import CKernelsBase

/// A run of Float32 on the heap, aligned to a cache line, zero at first; it has one owner.
@safe
public struct FloatBuffer: ~Copyable {
  let base: UnsafeMutablePointer<Float>
  public let count: Int

  /// Elements per cache line: buffers and the parts of a buffer start on one.
  static let alignment = 16

  public init(count: Int) {
    precondition(count >= 0, "a buffer holds at least no element")
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: Self.alignment * MemoryLayout<Float>.stride)
    unsafe base = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    unsafe base.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

  public subscript(index: Int) -> Float {
    get {
      precondition(index >= 0 && index < count, "index \(index) is outside a buffer of \(count)")
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < count, "index \(index) is outside a buffer of \(count)")
      unsafe base[index] = newValue
    }
  }

  /// Lends elements `range` for reading.
  public func withSpan<Result: ~Copyable, Failure: Error>(
    _ range: Range<Int>, _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    check(range)
    return try unsafe body(Span(_unsafeStart: base + range.lowerBound, count: range.count))
  }

  /// Lends elements `range` for writing.
  ///
  /// Unsafe because the buffer is only borrowed: tasks of a `WorkerPool` write disjoint parts of one buffer, and that
  /// their ranges are disjoint is the caller's promise.
  @unsafe
  public func withMutableSpan<Result: ~Copyable, Failure: Error>(
    _ range: Range<Int>, _ body: (inout MutableSpan<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    check(range)
    var span = unsafe MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
    return try body(&span)
  }

  /// A copy of elements `range`.
  public func values(_ range: Range<Int>) -> [Float] {
    check(range)
    return unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// Copies `values` to the elements from `start` on.
  public mutating func replace(from start: Int, with values: Span<Float>) {
    check(start..<start + values.count)
    for index in values.indices { unsafe base[start + index] = values[index] }
  }

  /// Copies everything from a buffer of the same size.
  public mutating func copy(_ source: borrowing FloatBuffer) {
    precondition(source.count == count, "a buffer of \(count) cannot copy one of \(source.count)")
    unsafe base.update(from: source.base, count: count)
  }

  func check(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) is outside a buffer of \(count)")
  }

  static func rounded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}
