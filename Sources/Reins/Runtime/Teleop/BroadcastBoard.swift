import Sessions
import Transport
import Wire

/// The hub's status, as it broadcasts it: the newest only. Where the broadcast cannot be reached, nothing comes.
struct BroadcastBoard: ~Copyable {
  private var reader: BroadcastReader
  private var gate: Gatekeeper
  private var frame: [UInt8] = []

  /// - Parameter welcome: of the hub's session; broadcasts are judged by what it agreed on.
  init(_ endpoint: Endpoint, keys: BridgeKeys?, welcome: Welcome) throws {
    let topic = Topic(kind: .hubStatus)
    reader = try BroadcastReader(endpoint, topic: topic, keys: try keys?.clientKeys(), context: MessagingContext())
    gate = Gatekeeper(.subscriber(Agreement(welcome), topic))
  }

  var rejected: UInt64 { gate.rejected.total }

  /// The newest status that was not seen yet; nil when there is none. One that is refused is counted.
  mutating func next(at now: UInt64) throws -> MessageBody? {
    while try reader.receive(into: &frame) {
      do throws(Rejection) {
        return try gate.admit(frame, at: now).body
      } catch {
        continue
      }
    }
    return nil
  }
}
