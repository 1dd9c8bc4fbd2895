import Networks
import Testing

@Suite("Choice of kernels")
struct InstructionSetTests {
  @Test("REINS_ISA forces an instruction set; without it the fastest is taken")
  func forced() throws {
    for instructionSet in Kernels.available {
      #expect(
        try Kernels.selected(environment: ["REINS_ISA": instructionSet.rawValue]).instructionSet == instructionSet)
    }
    #expect(try Kernels.selected(environment: [:]).instructionSet == Kernels.available.last)
    #expect(try Kernels.selected(environment: ["REINS_ISA": ""]).instructionSet == Kernels.available.last)
  }

  @Test("an unknown name is refused with the names that exist")
  func unknown() throws {
    let error = #expect(throws: KernelError.unknown(name: "avx9")) {
      _ = try Kernels.selected(environment: ["REINS_ISA": "avx9"])
    }
    #expect(error?.description.contains("base, v3, v4") == true)
  }

  @Test("a set that this processor lacks is refused with what it has")
  func unavailable() {
    for instructionSet in InstructionSet.allCases where !Kernels.available.contains(instructionSet) {
      #expect(
        throws: KernelError.unavailable(
          name: instructionSet.rawValue, available: Kernels.available.map(\.rawValue))
      ) { _ = try Kernels(instructionSet) }
    }
    #expect(Kernels.available.first == .base)
  }
}
