import CKernelsBase

extension Kernels {
  /// Whether no value is NaN or infinite.
  public func allFinite(_ values: Span<Float>) -> Bool {
    unsafe values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return true }
      return unsafe table.pointee.all_finite(Int64(buffer.count), base) == 1
    }
  }
}
