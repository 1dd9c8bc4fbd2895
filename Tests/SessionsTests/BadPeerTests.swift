import Sessions
import Testing
import Vocabulary
import Wire

@Suite("Peers that are wrong")
struct BadPeerTests {
  @Test("an observer that commands is refused and told; nothing of it reaches the hub's owner")
  func observerCommands() throws {
    var village = Village()
    village.settle(1, Village.hello(.observer))
    village.talk()
    village.say(1, .command(Command(epoch: 1, authority: .expert, action: [0, 0, 0])))
    #expect(village.rejections == [.role(.observer, kind: .command)])
    #expect(village.messages(.command).isEmpty)
    guard case .message(let envelope) = village.clients[1]?.heard.last, case .rejection(let notice) = envelope.body
    else {
      Issue.record("the observer was not told")
      return
    }
    #expect(notice.reason == .role && notice.text.contains("may not send command"))
  }

  @Test("a replayed frame has no effect and is counted")
  func replay() throws {
    var village = Village()
    village.settle(1, Village.hello(.teleop))
    village.talk()
    let now = village.now(1)
    let made = village.clients[1]?.session.frame(.leaseRequest(LeaseRequest()), at: now)
    let frame = try #require(made)
    for _ in 0..<5 { village.carry(frame, from: 1) }
    #expect(village.messages(.leaseRequest).count == 1 && village.rejections.count == 4)
    #expect(village.rejections.allSatisfy { $0.reason == .replayed })
  }

  @Test("a peer that floods is cut to its rate, and is told at most ten times a second")
  func flood() throws {
    var village = Village()
    village.settle(1, Village.hello(.teleop))
    village.settle(2, Village.hello(.observer))
    village.talk()
    for number in 0..<10_000 { village.say(1, .ping(Ping(number: UInt64(number)))) }
    #expect(village.hub.members[1]?.status.received ?? 0 <= 1_002)
    #expect(village.rejections.count >= 8_999 && village.rejections.allSatisfy { $0.reason == .rate })
    let told = village.clients[1]?.heard.count { if case .message = $0 { true } else { false } }
    #expect(told == 10)
    village.say(2, .ping(Ping(number: 1)))
    #expect(village.rejections.count { $0.reason != .rate } == 0)
  }

  @Test("a stranger that never says hello costs five answers a second at most")
  func stranger() {
    var village = Village()
    var writer = FrameWriter(session: 5)
    for _ in 0..<1_000 {
      time(&village, 1)
      village.hub.receive(
        writer.frame(.ping(Ping(number: 1)), at: village.hubTime), from: 1, key: nil, at: village.hubTime,
        inputs: &village.heard)
    }
    #expect(village.hub.outgoing.count == 5 && village.rejections.count == 5)
  }

  private func time(_ village: inout Village, _ milliseconds: UInt64) { village.time += milliseconds * 1_000_000 }

  @Test("many strangers do not fill memory: no more than eight times the capacity is looked at")
  func crowd() {
    var village = Village(capacity: 4)
    for peer in 0..<10_000 {
      var writer = FrameWriter(session: 5)
      village.hub.receive(
        writer.frame(.ping(Ping(number: 1)), at: village.hubTime), from: peer, key: nil, at: village.hubTime,
        inputs: &village.heard)
    }
    #expect(village.hub.outgoing.count == 32)
  }

  @Test("damaged frames neither end a session nor change it")
  func damage() throws {
    var village = Village()
    village.settle(1, Village.hello(.teleop))
    village.talk()
    var random = RandomStream(seed: 4)
    let now = village.now(1)
    let made = village.clients[1]?.session.frame(.ping(Ping(number: 1)), at: now)
    let good = try #require(made)
    for _ in 0..<900 {
      var frame = good
      for _ in 0...random.index(below: 4) {
        frame[random.index(below: frame.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      // The body's kind may have become anything; a session number is 64 bits, so a farewell of this session is not.
      if (try? FrameHeader(reading: frame))?.kind == .farewell { continue }
      village.carry(frame, from: 1)
    }
    #expect(village.hub.members[1] != nil && village.departures.isEmpty)
    // A damaged sequence may have run ahead of the real one; a new session never depends on that.
    village.time += 2_000_000_000
    village.clients[1]?.session = ClientSession(hello: Village.hello(.teleop), random: RandomStream(seed: 9))
    village.talk()
    village.say(1, .leaseRequest(LeaseRequest()))
    #expect(village.messages(.leaseRequest).count == 1)
  }

  @Test("a welcome to an older hello opens nothing")
  func lateWelcome() throws {
    var hub = HubSessions<Int>(offer: Village.offer, session: 77)
    var client = ClientSession(hello: Village.hello(.observer), random: RandomStream(seed: 1))
    var sent: [[UInt8]] = []
    func at(_ seconds: UInt64) -> SendTime {
      SendTime(monotonicNanoseconds: seconds * 1_000_000_000, wallNanoseconds: 0)
    }
    for second in [UInt64(1), 4] {
      _ = client.poll(
        at: at(second),
        send: {
          sent.append($0)
          return true
        })
    }
    #expect(sent.count == 2)
    var inputs: [HubSessions<Int>.Input] = []
    for (second, frame) in zip([UInt64(5), 6], sent) {
      hub.receive(frame, from: 1, key: nil, at: at(second), inputs: &inputs)
    }
    let welcomes = hub.outgoing.map(\.frame)
    #expect(client.receive(welcomes[0], at: at(7), send: { _ in true }) == .nothing && !client.isOpen)
    _ = client.receive(welcomes[1], at: at(7), send: { _ in true })
    #expect(client.isOpen && hub.members[1]?.session == client.session)
  }
}
