import Testing
import Transport
import Wire

@Suite("Looking again before sleeping")
struct BusyWaitTests {
  @Test("whose messages come seldom is left to sleep; a message that came in time makes looking pay again")
  func pays() {
    var busy = BusyWait(longest: 200)
    #expect(busy.now == 0)
    busy.waited(200, heard: true)
    #expect(busy.now == 200)
    for _ in 0..<3 { busy.waited(201, heard: true) }
    #expect(busy.now == 200)
    busy.waited(201, heard: true)
    #expect(busy.now == 0)
    // A wait whose time was over is one that took too long.
    busy.waited(5, heard: true)
    for _ in 0..<4 { busy.waited(5, heard: false) }
    #expect(busy.now == 0)
  }

  @Test("a hub that is told not to never does")
  func never() {
    var busy = BusyWait(longest: 0)
    busy.waited(0, heard: true)
    #expect(busy.now == 0)
  }

  @Test("messages close to each other, then none, then one: all are heard, and a wait still ends at its time")
  func hears() throws {
    let context = MessagingContext()
    var hub = try openHub(context)
    var client = try ClientSocket(hub.sessionEndpoint, keys: nil, context: context)
    try client.sendWhenConnected([0])
    #expect(try hub.next().frame == [0])
    for number in 1...200 {
      // A client that only sends learns of its queue's room every millisecond.
      try client.sendWhenConnected([UInt8(number)])
      #expect(try hub.next().frame == [UInt8(number)])
    }
    let start = ContinuousClock.now
    #expect(try !hub.wait(milliseconds: 20))
    #expect(ContinuousClock.now - start >= .milliseconds(19))
    #expect(try client.send([9]) == .sent)
    #expect(try hub.next().frame == [9])
  }
}
