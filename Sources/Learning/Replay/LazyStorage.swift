/// A fixed run of plain values whose memory is reserved at once and becomes resident only where it is written.
///
/// `Array(repeating:count:)` touches every page at the start; a ring of a million transitions would cost its full size
/// before the first step. An element must be written before it is read.
@safe
struct LazyStorage<Element: BitwiseCopyable>: ~Copyable {
  let count: Int
  private let base: UnsafeMutablePointer<Element>

  init(count: Int) {
    precondition(count >= 0, "a storage cannot have a negative size")
    self.count = count
    unsafe base = .allocate(capacity: max(count, 1))
  }

  deinit { unsafe base.deallocate() }

  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "index outside the storage")
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < count, "index outside the storage")
      unsafe base[index] = newValue
    }
  }

  /// Copies `source` to the elements from `start` on.
  mutating func write(_ source: Span<Element>, at start: Int) {
    precondition(start >= 0 && start + source.count <= count, "range outside the storage")
    unsafe source.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      unsafe (base + start).update(from: first, count: buffer.count)
    }
  }

  /// Copies `length` elements from `start` on to `destination`, from `place` on.
  func read(_ length: Int, from start: Int, into destination: inout [Element], at place: Int) {
    precondition(length >= 0 && start >= 0 && start + length <= count, "range outside the storage")
    precondition(place >= 0 && place + length <= destination.count, "range outside the destination")
    unsafe destination.withUnsafeMutableBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      unsafe (first + place).update(from: base + start, count: length)
    }
  }
}

// The one owner holds the only pointer to the memory.
extension LazyStorage: @unchecked Sendable where Element: Sendable {}
