import Sessions
import Testing
import Vocabulary
import Wire

@Suite("Lease")
struct LeaseBookTests {
  static let second: UInt64 = 1_000_000_000

  private func book(_ onSilence: SilencePolicy = .hold) -> LeaseBook {
    var book = LeaseBook(deadmanMilliseconds: 300, onSilence: onSilence)
    _ = book.resume()
    return book
  }

  private func kinds(_ notices: [LeaseBook.Notice]) -> [String] {
    notices.map {
      switch $0 {
      case .granted(let grant): "granted \(grant.holderName) \(grant.epoch)"
      case .revoked(let revocation): "revoked \(revocation.epoch) \(revocation.reason)"
      case .denied(let denial): "denied for \(denial.holderName)"
      case .episodeEnds: "episode ends"
      }
    }
  }

  @Test("at first nobody commands; the policy does when the hub says so, under epoch 1")
  func start() {
    var book = LeaseBook(deadmanMilliseconds: 300, onSilence: .hold)
    #expect(book.authority == .none && book.epoch == 0)
    #expect(kinds(book.resume()) == ["granted policy 1"] && book.authority == .policy)
    #expect(book.resume().isEmpty)
  }

  @Test("request, release: the epoch rises with each grant, and the policy goes on at once")
  func roundTrip() {
    var book = book()
    #expect(kinds(book.request(LeaseRequest(), session: 7, name: "anna", at: 0)) == ["granted anna 2"])
    #expect(book.authority == .expert && book.holder?.session == 7)
    #expect(book.release(session: 7, epoch: 1).isEmpty && book.release(session: 8, epoch: 2).isEmpty)
    #expect(kinds(book.release(session: 7, epoch: 2)) == ["revoked 2 released", "granted policy 3"])
    #expect(book.authority == .policy && book.holder == nil)
  }

  @Test(
    "one holder: who asks with a higher priority takes the lease, everybody else is denied",
    arguments: [(0, 0, false), (5, 5, false), (5, 4, false), (5, 6, true), (0, 100, true)])
  func priority(held: UInt32, asked: UInt32, isGranted: Bool) {
    var book = book()
    _ = book.request(LeaseRequest(priority: held), session: 7, name: "anna", at: 0)
    let notices = kinds(book.request(LeaseRequest(priority: asked), session: 8, name: "ben", at: 1))
    #expect(notices == (isGranted ? ["revoked 2 outranked", "granted ben 3"] : ["denied for anna"]))
    #expect(book.holder?.name == (isGranted ? "ben" : "anna"))
  }

  @Test("the holder that asks again gets a new epoch, and its old one is over")
  func again() {
    var book = book()
    _ = book.request(LeaseRequest(), session: 7, name: "anna", at: 0)
    #expect(kinds(book.request(LeaseRequest(), session: 7, name: "anna", at: 1)) == ["granted anna 3"])
    book.renew(session: 7, epoch: 2, at: 200_000_000)
    #expect(!book.poll(at: 300_000_001).isEmpty)
  }

  @Test(
    "a holder that is silent for its deadman time loses the lease, to the millisecond; what follows is configured",
    arguments: [
      (SilencePolicy.hold, ["revoked 2 silent"], Authority.none),
      (.policy, ["revoked 2 silent", "granted policy 3"], .policy),
      (.stop, ["revoked 2 silent", "episode ends"], .none),
    ])
  func silence(policy: SilencePolicy, expected: [String], authority: Authority) {
    var book = book(policy)
    _ = book.request(LeaseRequest(), session: 7, name: "anna", at: Self.second)
    book.renew(session: 7, epoch: 2, at: Self.second + 200_000_000)
    #expect(book.poll(at: Self.second + 499_999_999).isEmpty)
    #expect(kinds(book.poll(at: Self.second + 500_000_000)) == expected)
    #expect(book.authority == authority && book.poll(at: 9 * Self.second).isEmpty)
  }

  @Test("a shorter deadman time is granted, a longer one is not", arguments: [(0, 300), (100, 100), (5_000, 300)])
  func deadman(asked: UInt32, granted: UInt32) {
    var book = book()
    _ = book.request(LeaseRequest(deadmanMilliseconds: asked), session: 7, name: "anna", at: 0)
    #expect(book.holder?.deadmanMilliseconds == granted)
  }

  @Test("a holder whose connection is lost is treated as silent; others may come and go")
  func disconnect() {
    var book = book(.policy)
    _ = book.request(LeaseRequest(), session: 7, name: "anna", at: 0)
    #expect(book.disconnect(session: 8).isEmpty)
    #expect(kinds(book.disconnect(session: 7)) == ["revoked 2 disconnected", "granted policy 3"])
  }

  @Test("a stop ends whatever commands, and nothing goes on by itself")
  func stop() {
    var book = book(.policy)
    #expect(kinds(book.stop("operator")) == ["revoked 1 stopped"] && book.authority == .none)
    #expect(book.poll(at: 9 * Self.second).isEmpty && book.stop("again").isEmpty)
    #expect(kinds(book.resume()) == ["granted policy 2"])
  }

  @Test("a robot that has obeyed a higher epoch is given a higher one; nobody loses the reins by that")
  func rise() {
    var book = book()
    #expect(kinds(book.rise(above: 40, at: 0)) == ["granted policy 41"])
    #expect(book.rise(above: 7, at: 0).isEmpty)
    _ = book.request(LeaseRequest(), session: 7, name: "anna", at: 0)
    #expect(kinds(book.rise(above: 99, at: 0)) == ["granted anna 100"] && book.holder?.name == "anna")
  }

  @Test("epochs never fall, whatever happens")
  func monotonic() {
    var book = LeaseBook(deadmanMilliseconds: 50, onSilence: .policy)
    var random = RandomStream(seed: 3)
    var (time, last) = (UInt64(0), UInt64(0))
    for _ in 0..<20_000 {
      time += UInt64(random.index(below: 30_000_000))
      let session = UInt64(random.index(below: 3) + 1)
      let notices: [LeaseBook.Notice]
      switch random.index(below: 7) {
      case 0:
        notices = book.request(
          LeaseRequest(priority: UInt32(random.index(below: 3))), session: session, name: "\(session)", at: time)
      case 1: notices = book.release(session: session, epoch: book.epoch)
      case 2: notices = book.disconnect(session: session)
      case 3: notices = book.stop("")
      case 4: notices = book.resume()
      case 5: notices = book.rise(above: book.epoch + UInt64(random.index(below: 3)), at: time)
      default: notices = book.poll(at: time)
      }
      for case .granted(let grant) in notices {
        #expect(grant.epoch > last)
        last = grant.epoch
      }
      #expect((book.holder != nil) == (book.authority == .expert))
    }
    #expect(last > 1_000)
  }
}
