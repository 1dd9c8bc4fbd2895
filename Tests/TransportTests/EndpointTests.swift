import Foundation
import Testing
import Transport

@Suite("Endpoints")
struct EndpointTests {
  @Test(
    "are an IPv4 address and a port, or a path; what is local follows from the text alone",
    arguments: [
      ("tcp://127.0.0.1:5555", true), ("tcp://127.9.8.7:0", true), ("tcp://localhost:5555", true),
      ("ipc:///run/reins/hub", true), ("tcp://192.168.1.20:5555", false), ("tcp://0.0.0.0:5555", false),
      ("tcp://128.0.0.1:65535", false),
    ])
  func accepted(text: String, isLocal: Bool) throws {
    let endpoint = try Endpoint(text)
    #expect(endpoint.isLocal == isLocal)
    #expect(try Endpoint("\(endpoint)") == endpoint)
  }

  @Test(
    "that libzmq would read in another way, or look up, are none",
    arguments: [
      "", "127.0.0.1:5555", "tcp://*:5555", "tcp://eth0:5555", "tcp://robot.local:5555", "tcp://127.0.0.1",
      "tcp://127.0.0.1:65536", "tcp://127.0.0.1:*", "tcp://127.1:5555", "tcp://0177.0.0.1:5555",
      "tcp://127.0.0.1;10.0.0.1:5555", "tcp://[::1]:5555", "tcp://127.0.0.1:+1", "tcp://256.0.0.1:1", "ipc://here",
      "ipc:///", "ipc:///" + String(repeating: "x", count: 107), "inproc://zeromq.zap.01", "udp://127.0.0.1:1",
    ])
  func refused(text: String) {
    #expect(throws: TransportError.self) { try Endpoint(text) }
  }
}

@Suite("Without keys")
struct ClearTests {
  @Test(
    "a hub binds on this machine only, and says what helps",
    arguments: ["tcp://0.0.0.0:0", "tcp://192.168.1.20:0", "tcp://10.1.2.3:5555"])
  func binding(text: String) throws {
    let (local, far) = (anywhere, try Endpoint(text))
    for (session, broadcast) in [(far, local), (local, far)] {
      let error = #expect(throws: TransportError.self) {
        _ = try HubSockets(session: session, broadcast: broadcast, security: nil, context: MessagingContext())
      }
      #expect(error == .keysNeeded(endpoint: text))
    }
    #expect(TransportError.keysNeeded(endpoint: text).description.contains("make keys"))
  }

  @Test("a client connects on this machine only: a network could answer it with anything")
  func connecting() throws {
    let far = try Endpoint("tcp://192.168.1.20:5555")
    let error = #expect(throws: TransportError.self) {
      _ = try ClientSocket(far, keys: nil, context: MessagingContext())
    }
    #expect(error == .keysNeeded(endpoint: "tcp://192.168.1.20:5555"))
  }

  @Test("a port that is taken is named")
  func taken() throws {
    let context = MessagingContext()
    let hub = try openHub(context)
    let place = hub.sessionEndpoint
    let error = #expect(throws: TransportError.self) {
      _ = try HubSockets(session: place, broadcast: anywhere, security: nil, context: context)
    }
    #expect(error == .inUse(endpoint: "\(place)"))
    _ = hub.dropped
  }

  @Test("ipc:// needs a folder that is one's own")
  func folder() throws {
    let folder = try TemporaryFolder()
    let endpoints = try (Endpoint("ipc://\(folder.path)/s"), Endpoint("ipc://\(folder.path)/b"))
    let context = MessagingContext()
    do {
      var hub = try HubSockets(session: endpoints.0, broadcast: endpoints.1, security: nil, context: context)
      var client = try ClientSocket(endpoints.0, keys: nil, context: context)
      try client.sendWhenConnected([1, 2, 3])
      #expect(try hub.next().frame == [1, 2, 3])
    }
    try folder.setPermissions(0o755)
    let error = #expect(throws: TransportError.self) {
      _ = try HubSockets(session: endpoints.0, broadcast: endpoints.1, security: nil, context: context)
    }
    #expect(
      error
        == .folder(
          endpoint: "\(endpoints.0)", .exposed(path: folder.path, permissions: "0755", allowed: "0700")))
  }
}
