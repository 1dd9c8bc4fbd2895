import Foundation
public import Vocabulary

/// What a policy's tensors mean: everything that somebody needs who has the file and nothing else.
public struct PolicyDescription: Codable, Equatable, Sendable {
  /// One element of the flat observation, for example `toolPosition.x` in `m`.
  public struct ObservationElement: Codable, Equatable, Sendable {
    public var name: String
    public var unit: String

    public init(name: String, unit: String) {
      self.name = name
      self.unit = unit
    }
  }

  /// The task that the policy was trained on.
  public var task: String
  /// `rlif`, `sac`, ...: how it was trained.
  public var algorithm: String
  public var seed: UInt64
  /// Environment steps of training.
  public var step: Int
  /// Critic updates behind the weights: `Policy.version`.
  public var version: UInt64
  /// What stands between an observation in SI units and the network.
  public var policyInput: PolicyInput
  public var observation: [ObservationElement]
  public var action: [ActionElement]
  /// Widths of the hidden layers, of the actor and of every critic.
  public var hiddenUnits: [Int]
  /// Hard bounds of log σ.
  public var logStandardDeviationLow: Float
  public var logStandardDeviationHigh: Float
  public var criticLayerNorm: Bool
  /// Critics in the file; 0 where they were left out.
  public var ensembleSize: Int

  public init(
    specification: TaskSpecification, algorithm: String, seed: UInt64, step: Int, version: UInt64, hiddenUnits: [Int],
    logStandardDeviations: ClosedRange<Float>, criticLayerNorm: Bool, ensembleSize: Int
  ) {
    task = specification.id
    policyInput = specification.policyInput
    observation = specification.observation.components.flatMap { component in
      component.elements.map {
        // A component of one element may leave the element's name empty.
        ObservationElement(name: $0.isEmpty ? component.name : "\(component.name).\($0)", unit: component.unit)
      }
    }
    action = specification.action.elements
    self.algorithm = algorithm
    self.seed = seed
    self.step = step
    self.version = version
    self.hiddenUnits = hiddenUnits
    logStandardDeviationLow = logStandardDeviations.lowerBound
    logStandardDeviationHigh = logStandardDeviations.upperBound
    self.criticLayerNorm = criticLayerNorm
    self.ensembleSize = ensembleSize
  }
}

extension PolicyDescription {
  /// Of the metadata's keys and their meaning; a reader refuses a newer one.
  public static let currentFormat = 1
  static let formatName = "reins-policy"

  /// As a safetensors file holds it: text to text. What is no text is JSON.
  public var metadata: [String: String] {
    [
      "format": Self.formatName, "formatVersion": "\(Self.currentFormat)", "task": task, "algorithm": algorithm,
      "seed": "\(seed)", "step": "\(step)", "policyVersion": "\(version)", "policyInput": json(policyInput),
      "observation": json(observation), "observationDimension": "\(observation.count)", "action": json(action),
      "actionDimension": "\(action.count)", "hiddenUnits": json(hiddenUnits),
      "logStandardDeviationLow": "\(logStandardDeviationLow)",
      "logStandardDeviationHigh": "\(logStandardDeviationHigh)", "criticLayerNorm": "\(criticLayerNorm)",
      "ensembleSize": "\(ensembleSize)",
    ]
  }

  /// Reads and checks what a file says about itself.
  init(metadata: [String: String], path: String) throws(PolicyFileError) {
    guard metadata["format"] == Self.formatName else { throw .foreign(path: path) }
    let values = MetadataReader(metadata: metadata, path: path)
    let format = try values.number("formatVersion", in: 0...Int.max)
    guard format <= Self.currentFormat else { throw .newer(path: path, format: format) }
    task = try values.text("task")
    algorithm = try values.text("algorithm")
    seed = try values.word("seed")
    step = try values.number("step", in: 0...Int.max)
    version = try values.word("policyVersion")
    policyInput = try values.json("policyInput", PolicyInput.self)
    observation = try values.json("observation", [ObservationElement].self)
    action = try values.json("action", [ActionElement].self)
    hiddenUnits = try values.json("hiddenUnits", [Int].self)
    logStandardDeviationLow = try values.float("logStandardDeviationLow")
    logStandardDeviationHigh = try values.float("logStandardDeviationHigh")
    criticLayerNorm = try values.json("criticLayerNorm", Bool.self)
    ensembleSize = try values.number("ensembleSize", in: 0...100)
    for (key, count) in [("observationDimension", observation.count), ("actionDimension", action.count)] {
      guard count > 0, try values.number(key, in: 1...Int.max) == count else {
        throw .metadata(path: path, key: key, value: metadata[key], expected: "\(count), as many as are named")
      }
    }
    let known = Set(self.metadata.keys).union([PolicyFile.checksumKey])
    if let key = metadata.keys.sorted().first(where: { !known.contains($0) }) {
      throw .metadata(
        path: path, key: key, value: metadata[key],
        expected: closestName(to: key, among: known.sorted()).map { "no such key, but '\($0)'" } ?? "no such key")
    }
    guard logStandardDeviationLow < logStandardDeviationHigh else {
      throw .metadata(
        path: path, key: "logStandardDeviationLow", value: "\(logStandardDeviationLow)",
        expected: "a number below \(logStandardDeviationHigh), logStandardDeviationHigh")
    }
  }
}

/// Typed values out of untrusted text.
private struct MetadataReader {
  var metadata: [String: String]
  var path: String

  func text(_ key: String) throws(PolicyFileError) -> String {
    guard let text = metadata[key] else { throw .metadata(path: path, key: key, value: nil, expected: "a text") }
    return text
  }

  func number(_ key: String, in range: ClosedRange<Int>) throws(PolicyFileError) -> Int {
    guard let number = Int(try text(key)), range.contains(number) else {
      throw .metadata(
        path: path, key: key, value: metadata[key], expected: "a whole number from \(range.lowerBound) on")
    }
    return number
  }

  func word(_ key: String) throws(PolicyFileError) -> UInt64 {
    guard let word = UInt64(try text(key)) else {
      throw .metadata(path: path, key: key, value: metadata[key], expected: "a whole number from 0 on")
    }
    return word
  }

  func float(_ key: String) throws(PolicyFileError) -> Float {
    guard let number = Float(try text(key)), number.isFinite else {
      throw .metadata(path: path, key: key, value: metadata[key], expected: "a finite number")
    }
    return number
  }

  func json<T: Decodable>(_ key: String, _ type: T.Type) throws(PolicyFileError) -> T {
    do {
      return try JSONDecoder().decode(type, from: Data(try text(key).utf8))
    } catch let error as PolicyFileError {
      throw error
    } catch {
      throw .metadata(path: path, key: key, value: metadata[key], expected: "JSON as `reins export` writes it")
    }
  }
}

/// Compact, keys sorted.
func json(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value) else {
    preconditionFailure("a description holds text and finite numbers")
  }
  return String(decoding: data, as: UTF8.self)
}
