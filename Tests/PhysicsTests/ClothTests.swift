import Physics
import Testing

@Suite("Cloth")
struct ClothTests {
  private func positions(_ sheet: inout ClothSheet) -> [SIMD3<Double>] {
    var places = [SIMD3<Double>](repeating: .zero, count: sheet.nodeCount)
    sheet.copyPositions(into: &places)
    return places
  }

  private func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }

  @Test("a sheet has a node per crossing and two triangles per cell, facing up, that cover it once")
  func shape() throws {
    var configuration = ClothConfiguration()
    configuration.nodes = SIMD2(5, 4)
    var sheet = try ClothSheet(configuration)
    let places = positions(&sheet)
    #expect(sheet.nodeCount == 20 && sheet.triangles.count == 2 * 4 * 3)
    for (place, flat) in zip(places, sheet.flatPositions) { #expect(length(place - flat) < 1e-12) }
    var area = 0.0
    for triangle in sheet.triangles {
      let (a, b) = (
        places[Int(triangle.y)] - places[Int(triangle.x)], places[Int(triangle.z)] - places[Int(triangle.x)]
      )
      let twice = a.x * b.y - a.y * b.x
      #expect(twice > 0)
      area += twice / 2
    }
    #expect(abs(area - 0.16) < 1e-12)
  }

  @Test("a flat sheet on the table stays where it is")
  func rest() throws {
    var sheet = try ClothSheet()
    sheet.step(250)
    for (place, flat) in zip(positions(&sheet), sheet.flatPositions) { #expect(length(place - flat) < 0.003) }
  }

  @Test("a sheet that falls lands on the table and not below it")
  func falls() throws {
    var sheet = try ClothSheet()
    sheet.reset(sheet.flatPositions.map { $0 + SIMD3(0, 0, 0.2) })
    sheet.step(10)
    // Free fall, but for the damping: g t² / 2 after 0.04 s.
    #expect(abs(positions(&sheet)[112].z - (0.204 - 0.5 * 9.81 * 0.04 * 0.04)) < 0.002)
    sheet.step(240)
    for place in positions(&sheet) { #expect(place.z > 0.001 && place.z < 0.01) }
  }

  @Test("a pinned corner is where it was put; released, it falls")
  func pins() throws {
    var sheet = try ClothSheet()
    let corner = sheet.node(14, 14)
    let start = positions(&sheet)[corner]
    for step in 1...100 {
      sheet.pin(corner, at: start + SIMD3(-0.001, -0.001, 0.002) * Double(step))
      sheet.step()
    }
    let held = start + SIMD3(-0.1, -0.1, 0.2)
    #expect(length(positions(&sheet)[corner] - held) < 1e-9)
    #expect(positions(&sheet)[sheet.node(13, 14)].z > 0.1)
    // The links are stiff: neighbours keep their distance to a few percent.
    let spacing = 0.4 / 14
    #expect(abs(length(positions(&sheet)[sheet.node(13, 14)] - held) - spacing) < 0.15 * spacing)
    sheet.release(corner)
    sheet.step(300)
    #expect(positions(&sheet)[corner].z < 0.05)
  }

  @Test("a folded sheet keeps its lengths: lengths at rest are those of the flat one")
  func fold() throws {
    var sheet = try ClothSheet()
    sheet.reset(
      sheet.flatPositions.map { $0.x > 0.1 ? SIMD3(0.2 - $0.x, $0.y, $0.z + 0.01) : $0 })
    sheet.step(250)
    let places = positions(&sheet)
    let edge = length(places[sheet.node(14, 0)] - places[sheet.node(13, 0)])
    #expect(abs(edge - 0.4 / 14) < 0.1 * 0.4 / 14)
    #expect(places[sheet.node(14, 7)].x < 0.08)
  }

  @Test("same resets, pins and steps give the same bits, in this sheet and in another one")
  func determinism() throws {
    func run(_ sheet: inout ClothSheet) -> [UInt64] {
      sheet.reset(sheet.flatPositions.map { $0.x > 0.1 ? SIMD3(0.2 - $0.x, $0.y, $0.z + 0.01) : $0 })
      return (0..<100).map { step in
        if step < 60 { sheet.pin(14, at: SIMD3(0, -0.2, 0.01 + 0.003 * Double(step))) } else { sheet.release(14) }
        sheet.step()
        return sheet.stateHash
      }
    }
    var one = try ClothSheet()
    var other = try ClothSheet()
    let first = run(&one)
    #expect(run(&one) == first && run(&other) == first)
    #expect(Set(first).count == 100)
  }

  @Test("after a restore comes what came after the snapshot, pins included")
  func snapshots() throws {
    var sheet = try ClothSheet()
    sheet.pin(0, at: SIMD3(-0.1, -0.1, 0.1))
    sheet.step(40)
    let snapshot = sheet.snapshot()
    let hash = sheet.stateHash
    let after = (0..<60).map { _ in
      sheet.step()
      return sheet.stateHash
    }
    sheet.release(0)
    sheet.step(30)
    sheet.restore(snapshot)
    #expect(sheet.stateHash == hash)
    #expect(
      (0..<60).map { _ in
        sheet.step()
        return sheet.stateHash
      } == after)
    var other = try ClothSheet()
    other.restore(snapshot)
    other.step(60)
    #expect(other.stateHash == after[59])
  }

  @Test("values that no cloth has are refused by name", arguments: [0.0, -1, .nan, .infinity])
  func refused(mass: Double) {
    var configuration = ClothConfiguration()
    configuration.massKilograms = mass
    #expect(throws: PhysicsError.self) { _ = try ClothSheet(configuration) }
    var nodes = ClothConfiguration()
    nodes.nodes = SIMD2(1, 15)
    #expect(throws: PhysicsError.outOfRange(parameter: "cloth.nodes[0]", value: "1.0", allowed: "2.0...100.0")) {
      _ = try ClothSheet(nodes)
    }
  }
}
