import Foundation
import Recording
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Figure")
struct FigureTests {
  static func tables() throws -> [MetricsTable] {
    let folder = try TemporaryFolder()
    return try (0..<3).map { seed in
      let path = "\(folder.path)/\(seed).csv"
      let log = try MetricsLog(
        path: path, columns: ["success", "successLow", "successHigh", "return", "interventionRate", "takeovers"])
      for step in 0...20 {
        let x = Double(step) / 20
        let successes = Int(100 * min(1, x * x * 1.5 + 0.02 * Double(seed)))
        let interval = wilsonInterval(successes: successes, trials: 100)
        try log.append(
          step: step * 1000,
          [
            Double(successes) / 100, interval.lowerBound, interval.upperBound, -50 * (1 - x) - Double(seed),
            0.5 - 0.4 * x + 0.02 * Double(seed), (300 * x).rounded(),
          ])
      }
      return try MetricsTable(reading: path)
    }
  }

  @Test("is well-formed XML with a panel for each quantity, whatever the labels hold", arguments: [1, 3])
  func wellFormed(runs: Int) throws {
    let figure = Figure.training(
      title: "a < b & \"c\" \u{1}", subtitle: "]]>", runs: Array(try Self.tables().prefix(runs)),
      success: [.init(label: "<teleoperator>", y: 0.32)])
    let parser = XMLParser(data: Data(figure.svg().utf8))
    #expect(parser.parse())
    for title in ["Success", "Return", "Intervention rate", "Takeovers so far"] {
      #expect(figure.svg().contains(">\(title)</text>"))
    }
    #expect(figure.svg().contains("width=\"900\" height=\"600\""))
  }

  @Test("labels of lines that end close together are moved apart, in their order; a lone one stays")
  func labels() throws {
    func heights(_ ends: [Double]) throws -> [Double] {
      let curves = ends.map { Curve(label: "", points: [CurvePoint(x: 0, y: 0), CurvePoint(x: 10, y: $0)]) }
      let svg = Figure(title: "t", panels: [.init(title: "p", unit: .percent, curves: curves)]).svg()
      return try ends.map { end in
        let label = try Regex("y=\"([0-9.]+)\"[^>]*>\(Int((100 * end).rounded())) %<")
        return try #require(svg.firstMatch(of: label)?.output[1].substring.flatMap { Double($0) })
      }
    }
    let (alone, together) = (try heights([0.13, 0.93]), try heights([0.93, 0.91, 0.92, 0.13]))
    #expect(together[3] == alone[0])
    #expect(together[2] - together[0] > 11.9 && together[1] - together[2] > 11.9)
    // As far up as down.
    #expect(abs((together[0] + together[1]) / 2 - together[2]) < 0.2)
    #expect(abs(together[2] - (alone[1] + (alone[0] - alone[1]) * 0.01 / 0.8)) < 0.2)
  }

  @Test("a line's ends lie where the axes say: 0 % at the bottom left, 100 % at the top right")
  func geometry() throws {
    let curve = Curve(label: "", points: [CurvePoint(x: 0, y: 0), CurvePoint(x: 10, y: 1)])
    let svg = Figure(title: "t", panels: [.init(title: "p", unit: .percent, curves: [curve])]).svg()
    let points = try #require(svg.firstMatch(of: /polyline points="([0-9.]+),([0-9.]+) ([0-9.]+),([0-9.]+)"/))
    let axis = try #require(svg.firstMatch(of: />0 %</).map { svg[..<$0.range.lowerBound] })
    let zero = try #require(axis.matches(of: /y="([0-9.]+)"/).last.flatMap { Double($0.1) })
    #expect(Double(points.2) == zero - 4)
    #expect(try #require(Double(points.4)) < zero - 100 && Double(points.1)! < Double(points.3)!)
  }

  @Test("no data, one point, constant and non-finite values still give a picture with finite numbers")
  func degenerate() {
    for points in [
      [], [CurvePoint(x: 5, y: 3)], [CurvePoint(x: 0, y: 2), CurvePoint(x: 1, y: 2)],
      [CurvePoint(x: 0, y: .nan), CurvePoint(x: 1, y: .infinity), CurvePoint(x: 2, y: 1e300)],
    ] {
      let svg = Figure(title: "t", panels: [.init(title: "p", curves: [Curve(label: "x", points: points)])]).svg()
      #expect(!svg.contains("nan") && !svg.contains("inf\""))
    }
  }

  @Test("the mean of runs is taken at all their steps, on straight lines between points, where all have data")
  func mean() {
    let a = [CurvePoint(x: 0, y: 0), CurvePoint(x: 10, y: 10)]
    let b = [CurvePoint(x: 2, y: 4), CurvePoint(x: 6, y: 4), CurvePoint(x: 12, y: 4)]
    let curve = Curve(label: "", meanOf: [a, b])
    #expect(curve.points == [.init(x: 2, y: 3), .init(x: 6, y: 5), .init(x: 10, y: 7)])
    #expect(curve.band == [.init(x: 2, low: 2, high: 4), .init(x: 6, low: 4, high: 6), .init(x: 10, low: 4, high: 10)])
  }
}
