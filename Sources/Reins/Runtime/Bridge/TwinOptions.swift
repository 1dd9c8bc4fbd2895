import Environments
public import Transport
import Vocabulary
import Wire

extension TwinRun {
  /// What moves the robot's clock.
  public enum Clock: String, Sendable, CaseIterable {
    /// The machine's: the control rate is kept as a robot keeps it.
    case real
    /// The hub's answers: a policy step passes when the command that answers its observation has come, or after a second of
    /// waiting in vain. For learning as fast as the machines allow.
    case answered
  }

  /// Of a robot that runs the policy itself.
  public struct Edge: Sendable {
    /// Where the hub's weights come from.
    public var broadcast: Endpoint
    /// File in which transitions wait for the hub.
    public var spool: String

    public init(broadcast: Endpoint, spool: String) { (self.broadcast, self.spool) = (broadcast, spool) }
  }

  public struct Options: Sendable {
    public var task: String
    /// Folder name below `robots/`.
    public var robot: String
    public var name = "twin"
    public var policyHertz = 0.0
    public var clock = Clock.real
    /// Arms, clears and goes on by itself; without it an operator does.
    public var isUnattended = false
    /// Nothing moves; what the guard would have done is reported.
    public var isDry = false
    public var maximumSpeedShare = 1.0
    public var seed: UInt64 = 0
    /// Where weights come from and transitions wait, where it runs the policy itself; nil: the hub runs it.
    public var edge: Edge?
    /// Where the ticks before a fault are written.
    public var faultFolder = "faults"

    public init(task: String, robot: String) { (self.task, self.robot) = (task, robot) }
  }

  static func hello(
    _ options: Options, _ specification: TaskSpecification, tickSeconds: Double, spool: UInt64 = 0,
    _ catalog: TaskCatalog
  ) throws -> Hello {
    Hello(
      role: .robot, name: options.name, software: "reins \(reinsVersion)", task: specification.id,
      robot: try catalog.identity(ofRobot: options.robot), spaces: Spaces(of: specification),
      controlHertz: 1 / tickSeconds,
      policyHertz: options.policyHertz > 0 ? options.policyHertz : 1 / specification.stepSeconds,
      spool: spool)
  }

  /// What such a robot says of itself, as Protocol Buffers text.
  public static func description(_ options: Options, catalog: TaskCatalog) throws -> String {
    let specification = try catalog.specification(of: options.task)
    let tick = specification.stepSeconds / Double(specification.substeps)
    return try hello(options, specification, tickSeconds: tick, catalog).protobufText
  }
}
