// How long an operator waits with many dead letters in the store: lists, groups and searches, straight from the store,
// over HTTP and by command; and a retry of all.

import AdapterKit
import Foundation
import FoundationNetworking
import LocalStack
import Logging
import Messaging
import Operations
import SchemaValidation
import Storage

/// Fills a store with invented letters and looks at it in every way that the command line does.
struct DeadLetterBenchmark {
  let count: Int

  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = try DataFolder.store(of: OperationsWorker.name, in: folder).open(OperationsTables.migrations)
    try await fill(database)
    let reader = try OperationsReader(data: folder)
    for (name, filter) in Self.views {
      try await measure("page of 100, \(name)") { _ = try await reader.page(filter, limit: 100) }
    }
    try await measure("page of 100, the last one") {
      _ = try await reader.page(LetterFilter(), limit: 100, before: 150)
    }
    for (name, filter) in Self.views {
      try await measure("groups, \(name)") { _ = try await reader.groups(filter) }
    }
    try await overHTTP(database)
    try await byCommand(folder)
    try await retryAll(database)
    try await database.close()
  }

  private static func filter(_ change: (inout LetterFilter) -> Void) -> LetterFilter {
    var filter = LetterFilter()
    change(&filter)
    return filter
  }

  private static let views: [(String, LetterFilter)] = [
    ("open", LetterFilter()), ("one type", filter { $0.type = "charge.posted.v1" }),
    ("one class", filter { $0.failureClass = "transient" }), ("one code", filter { $0.code = "code-7" }),
    ("one worker", filter { $0.queue = "erp-posting" }), ("one payer", filter { $0.payer = "PAYER-7" }),
    ("a text that one letter has", filter { $0.text = "document 77777 " }),
    ("a text that all have", filter { $0.text = "was refused" }),
    ("a text that none has", filter { $0.text = "no such words" }),
    ("a text of two letters", filter { $0.text = "zq" }),
    ("since a time", filter { $0.since = "2026-03-01T00:00:00Z" }),
  ]

  private func fill(_ database: any Database) async throws {
    let store = DeadLetterStore(
      tenant: "bench", database: database, cipher: PlainBodies(), clock: SystemClock(), committed: Signal(),
      logger: Self.quiet, batchLimit: 200)
    let start = ContinuousClock.now
    try await store.run(InMemoryDeliveries((0..<count).map(Self.delivery)))
    let seconds = Self.seconds(since: start)
    say("stored \(count) letters of 1 KiB in \(Int(seconds)) s, \(Int(Double(count) / seconds)) a second")
    try await database.write { _ = try $0.execute("DELETE FROM outbox") }
  }

  private static func delivery(_ number: Int) -> Delivery {
    let types = ["charge.posted.v1", "deposit.received.v1", "remittance.received.v1", "journal.requested.v1"]
    let queues = ["router.ingress", "cash-application", "erp-posting"]
    let type = types[number % types.count]
    let filler = String(repeating: "x", count: 900)
    let body = #"{"data":{"payer":"PAYER-\#(number % 50)","filler":"\#(filler)"}}"#
    let message = Message(
      id: "message-\(number)", type: "tributary.\(type)", routingKey: type, body: Array(body.utf8),
      headers: [HeaderName.firstPublisher: .string("billing")])
    let failure = Failure(
      number % 3 == 0 ? .transient : .invalid, code: "code-\(number % 20)",
      reason: "document \(number) was refused: the value at this place is not what the schema of its type allows")
    let failed = message.failed(
      failure, queue: queues[number % queues.count], worker: "bench", version: "1", at: "2026-03-01T00:00:00Z")
    return Delivery(
      message: failed, queue: "dead-letters", exchange: "pay.dead", redelivered: false, deliveryCount: 0
    ) { _ in }
  }

  /// The same over the API of operations, read to the end of the answer.
  private func overHTTP(_ database: any Database) async throws {
    let port = Int(try FreePort.next())
    let clock = SystemClock()
    let issuer = TokenIssuer(tenant: "bench")
    let identity = Identity(
      operators: Operators(try Configuration(file: nil, keys: OperationsWorker.keys), owner: LoopbackPeer.ownUser()),
      tokens: TokenVerifier(tenant: "bench", issuers: [], clock: clock),
      users: UserDesk(database: database, issuer: issuer, clock: clock),
      userOfPort: { LoopbackPeer.user(clientPort: $0, serverPort: port) })
    let server = APIServer(
      at: Listening(port: port), endpoints: try desk(database, wake: Signal()).endpoints,
      desk: FrontDesk(identity: identity, hosts: HostNames(), logger: Self.quiet), logger: Self.quiet)
    let serving = Task { try await server.run() }
    defer { serving.cancel() }
    for (name, path) in [
      ("page of 100, open", "?limit=100"), ("page of 100, a common text", "?text=was%20refused"),
      ("groups, open", "groups"), ("groups, one payer", "groups?payer=PAYER-7"),
    ] {
      try await measure("HTTP: \(name)") { try await Self.get("http://127.0.0.1:\(port)/api/v1/dead-letters/\(path)") }
    }
  }

  private static func get(_ address: String) async throws {
    guard let url = URL(string: address) else { throw BenchmarkError(description: "'\(address)' is no address") }
    var request = URLRequest(url: url)
    request.setValue("bench", forHTTPHeaderField: APIServer.clientHeader)
    for _ in 0..<100 {
      if let (_, response) = try? await URLSession.shared.data(for: request) {
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
          throw BenchmarkError(description: "\(address) was not answered")
        }
        return
      }
      try await ContinuousClock().sleep(for: .milliseconds(20))  // the server has just been started
    }
    throw BenchmarkError(description: "\(address) was not answered")
  }

  /// The command line, from the start of its process to the end.
  private func byCommand(_ folder: URL) async throws {
    for view in [["list"], ["groups"], ["groups", "--payer", "PAYER-7"]] {
      try await measure("command: dead-letters \(view.joined(separator: " "))") {
        try tributary(["dead-letters"] + view + ["--data", folder.path])
      }
    }
  }

  private static let quiet = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

  private func desk(_ database: any Database, wake: Signal) throws -> LetterDesk {
    let schemas = try SchemaRegistry(directory: try Home.find().appendingPathComponent("schemas"))
    return LetterDesk(
      tenant: "bench", database: database, cipher: PlainBodies(), schemas: schemas, clock: SystemClock(), wake: wake,
      committed: Signal())
  }

  private func retryAll(_ database: any Database) async throws {
    let wake = Signal()
    let desk = try desk(database, wake: wake)
    let runner = LetterJobRunner(
      database: database, cipher: PlainBodies(), clock: SystemClock(), wake: wake, committed: Signal(),
      logger: Self.quiet)
    let person = Operator(name: "bench", roles: [.administrator])
    let request = LetterRequest(request: UUID().uuidString, action: .retry, filter: LetterFilter(), reason: "")
    try await measure("request to retry all, choosing them", times: 1) {
      _ = try await desk.take(request, from: person)
    }
    try await measure("retrying all into the outbox", times: 1) { while try await runner.step() {} }
  }

  private func measure(_ what: String, times: Int = 11, _ work: () async throws -> Void) async throws {
    var milliseconds: [Double] = []
    for _ in 0..<times {
      let start = ContinuousClock.now
      try await work()
      milliseconds.append(Self.seconds(since: start) * 1000)
    }
    milliseconds.sort()
    let (median, worst) = (milliseconds[times / 2], milliseconds[times - 1])
    let name = what.padding(toLength: 44, withPad: " ", startingAt: 0)
    say(name + String(format: "median %9.1f ms, worst %9.1f ms", median, worst))
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
