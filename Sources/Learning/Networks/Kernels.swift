import CKernelsBase
public import Foundation

/// Instruction sets that the numerical kernels are compiled for.
public enum InstructionSet: String, Codable, CaseIterable, Sendable {
  /// What every processor of the architecture has.
  case base
  /// x86-64-v3: AVX2 and FMA.
  case v3
  /// x86-64-v4: AVX-512.
  case v4

  var level: Int32 {
    switch self {
    case .base: 0
    case .v3: 3
    case .v4: 4
    }
  }
}

/// What the factors of a network's large products are rounded to; sums are float32 in either.
public enum ProductPrecision: String, Codable, CaseIterable, Sendable {
  case float32
  /// 8 bits of significance. First layers, products of fewer than 32 in any extent and all state stay float32.
  case bfloat16
}

/// Why kernels cannot be had.
public enum KernelError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknown(name: String)
  case unavailable(name: String, available: [String])
  case noBFloat16

  public var description: String {
    switch self {
    case .unknown(let name):
      "REINS_ISA is '\(name)', allowed are \(InstructionSet.allCases.map(\.rawValue).joined(separator: ", "))"
    case .unavailable(let name, let available):
      """
      this processor or this build has no '\(name)' kernels: unset REINS_ISA or set it to \
      \(available.joined(separator: " or "))
      """
    case .noBFloat16:
      "learner.products is bfloat16, for which the chosen kernels have no instruction (AVX-512 BF16; with REINS_ISA only v4): set it to float32"
    }
  }
}

/// The numerical kernels of one instruction set; chosen once and handed to whatever computes.
///
/// Results differ in the last bits between instruction sets and are reproducible within one.
@safe
public struct Kernels: @unchecked Sendable {  // The table is immutable and lives as long as the program.
  let table: UnsafePointer<reins_kernels>
  public let instructionSet: InstructionSet
  public private(set) var precision = ProductPrecision.float32
  /// The product of hidden layers, to this precision.
  private(set) var product: reins_multiply

  /// The kernels of one instruction set.
  public init(_ instructionSet: InstructionSet) throws(KernelError) {
    guard let table = unsafe reins_kernels_at(instructionSet.level) else {
      throw .unavailable(name: instructionSet.rawValue, available: Self.available.map(\.rawValue))
    }
    unsafe self.table = table
    unsafe product = table.pointee.multiply
    self.instructionSet = instructionSet
  }

  /// The same kernels with the products of hidden layers to a precision.
  public func rounding(to precision: ProductPrecision) throws(KernelError) -> Kernels {
    guard precision == .bfloat16 else { return unrounded }
    guard instructionSet == .v4, let rounded = unsafe reins_rounded_multiply() else { throw .noBFloat16 }
    var kernels = self
    unsafe (kernels.precision, kernels.product) = (precision, rounded)
    return kernels
  }

  /// The same kernels with every product in float32.
  public var unrounded: Kernels {
    var kernels = self
    unsafe (kernels.precision, kernels.product) = (.float32, table.pointee.multiply)
    return kernels
  }

  /// What this processor and this build can run, the slowest first.
  public static var available: [InstructionSet] {
    InstructionSet.allCases.filter { unsafe reins_kernels_at($0.level) != nil }
  }

  /// The fastest kernels, or those that `REINS_ISA` names.
  public static func selected(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(KernelError) -> Kernels {
    guard let name = environment["REINS_ISA"], !name.isEmpty else { return try Kernels(available.last ?? .base) }
    guard let instructionSet = InstructionSet(rawValue: name) else { throw .unknown(name: name) }
    return try Kernels(instructionSet)
  }
}
