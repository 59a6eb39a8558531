// How fast cash application alone applies claims, with every batch durable, and whether that depends on how many
// receivables are open.

import AdapterKit
import CashApplication
import CashRules
import Foundation
import Ledger
import Logging
import Messaging
import PayerEDIAdapter
import PaymentEvents
import Storage

/// Feeds charges, advices and deposits to cash application's own handler, without a broker, as its receiver does.
struct CashBenchmark {
  /// Receivables that are open before anything is measured.
  let open: Int
  /// Claims that are paid.
  let claims: Int
  /// Whether the books are worked out again from the inputs, after people's actions and under other rules for half.
  var replays = false
  /// Whether the receivables that stay open are put into the database without their events.
  var fillsDirectly = false

  private static let claimsOfPage = 100
  private static let pagesOfAdvice = 10
  private static let batch = 200

  /// Returns the processor time of a claim, in seconds.
  @discardableResult
  func run() async throws -> Double {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    // An empty PostgreSQL database to measure in the place of a file.
    if let address = ProcessInfo.processInfo.environment["TRIBUTARY_STORE_URL"] {
      try DataFolder.setAddress(address, in: folder)
    }
    let database = try DataFolder.store(of: CashWorker.name, in: folder).open(CashTables.migrations)
    try await handler(configuration()).review(database)
    let receiver = try self.receiver(database, configuration())
    if fillsDirectly { try await fill(database) }
    let count = fillsDirectly ? claims : open + claims
    let charges = try await seconds { try await apply(count, receiver, database) { try charge($0) } }
    print("charges applied: \(count), \(rate(count, charges)) a second")
    let advices = claims / (Self.claimsOfPage * Self.pagesOfAdvice)
    let events = try (0..<advices).flatMap { try advice($0) }
    let (wall, cpu) = (ContinuousClock.now, processSeconds())
    let half = replays ? events.count / 2 : events.count
    try await apply(half, receiver, database) { events[$0] }
    if replays { try await changeRules(Array(events[half...]), database) }
    let paid = advices * Self.claimsOfPage * Self.pagesOfAdvice
    let (elapsed, used) = ((ContinuousClock.now - wall).seconds, processSeconds() - cpu)
    print(
      "claims applied, \(open) further receivables open: \(paid), \(rate(paid, elapsed)) a second; "
        + "processor \(rate(paid, used)) a second of one core")
    let reader = try CashReader(data: folder, configuration: configuration())
    let states = try await reader.claimStates()
    let settled = states["posted", default: 0] + states["held unposted", default: 0]
    guard settled == paid, try await reader.tieOut().holds else {
      throw BenchmarkFault("the claims were not all posted, or do not tie out: \(states)")
    }
    try await database.close()
    if replays { try await replay(folder, paid) }
    return used / Double(max(paid, 1))
  }

  // MARK: - Replay

  /// Other rules come into force, the rest is applied, and people take some postings back.
  private func changeRules(_ events: [EncodedEvent], _ database: any Database) async throws {
    var changed = try configuration()
    changed.digest = "changed"
    changed.rules.chart = Chart([.contractualAllowance: try Account("income:contractual-reserve")])
    try await handler(changed).review(database)
    let receiver = try self.receiver(database, changed)
    try await apply(events.count, receiver, database) { events[$0] }
    let actions = try (1...Self.claimsOfPage).map { number in
      var request = PostingActionRequested(
        action: .unpost, requestedBy: "ann", role: "finance", reasonCode: "X", reason: "wrong")
      (request.amount, request.remittance) = (try Money(cents: 150_00), "advice-0")
      request.claimSequence = number
      return try event("unpost-\(number)", request)
    }
    try await apply(actions.count, receiver, database) { actions[$0] }
  }

  private func replay(_ folder: URL, _ paid: Int) async throws {
    let scratch = folder.appendingPathComponent("replayed")
    let files = ["standing", "again"].map { folder.appendingPathComponent("\($0).txt") }
    let start = ContinuousClock.now
    let summary = try await CashReplay(data: folder, configuration: configuration(), underKept: true)
      .run(into: scratch)
    let elapsed = (ContinuousClock.now - start).seconds
    try await BooksExport(data: folder).write(to: files[0])
    try await BooksExport(data: scratch).write(to: files[1])
    let digests = try files.map { try FileDigest.sha256(of: $0) }
    guard digests[0] == digests[1], summary.refused == 0, summary.otherConfiguration == 0 else {
      throw BenchmarkFault("the books worked out again are not those that stand: \(summary)")
    }
    print(
      "worked out again from \(summary.inputs) inputs under \(summary.configurations) configurations: "
        + "\(rate(paid, elapsed)) claims a second, byte for byte the same")
  }

  private func configuration() throws -> CashConfiguration {
    let payers = try PayerDirectory([.init(key: "p1", identifiers: ["1111"])])
    return CashConfiguration(tenant: "bench", payers: payers, bookingFormats: ["001": "nacha"])
  }

  private func handler(_ configuration: CashConfiguration) throws -> CashHandler {
    guard let time = BusinessTime(zone: "UTC") else { throw BenchmarkFault("there is no UTC") }
    return CashHandler(
      configuration: configuration, clock: SystemClock(), businessTime: time, committed: Signal())
  }

  private func receiver(_ database: any Database, _ configuration: CashConfiguration) throws -> EventReceiver {
    var logger = Logger(label: "bench")
    logger.logLevel = .critical
    return EventReceiver(
      worker: CashWorker.name, queue: CashWorker.name, database: database,
      handler: try handler(configuration), clock: SystemClock(), batchLimit: Self.batch, logger: logger)
  }

  /// Applies so many events in batches; making them is not counted apart, it is small beside applying them.
  private func apply(
    _ count: Int, _ receiver: EventReceiver, _ database: any Database, _ event: (Int) throws -> EncodedEvent
  ) async throws {
    for start in stride(from: 0, to: count, by: Self.batch) {
      let batch = try (start..<min(start + Self.batch, count)).map { CashBenchmark.delivery(try event($0)) }
      try await settle(batch, receiver, database)
    }
  }

  private func settle(_ batch: [Delivery], _ receiver: EventReceiver, _ database: any Database) async throws {
    let failed = try await database.write { connection in
      let failed = try receiver.apply(batch, in: connection)
      try connection.execute("DELETE FROM outbox")  // the relay's work, done by nobody here
      return failed
    }
    guard failed == 0 else { throw BenchmarkFault("\(failed) events were refused") }
  }

  private static func delivery(_ event: EncodedEvent) -> Delivery {
    var message = event.message()
    message.headers = [
      HeaderName.contentDigest: .string("digest of \(event.id)"), HeaderName.source: .string("/bench"),
    ]
    return Delivery(
      message: message, queue: CashWorker.name, exchange: Exchange.events, redelivered: false, deliveryCount: 0
    ) { _ in }
  }

  // MARK: - Documents

  private static let day = LocalDate(daysSinceEpoch: 20_514)

  private func event<Body: EventBody>(_ id: String, _ data: Body) throws -> EncodedEvent {
    let context = EventContext(
      id: EventID(id), source: "/bench", subject: id, time: Instant(startOf: Self.day), tenant: "bench",
      correlationID: id)
    return try Event(context, data: data).encoded()
  }

  private func charge(_ number: Int) throws -> EncodedEvent {
    try event(
      "charge-\(number)",
      ChargePosted(
        patientControlNumber: "PCN-\(number)", patient: .init(reference: "r"), amount: Money(cents: 200_00),
        currency: "USD", chargeDate: Self.day, payers: ["1111"]))
  }

  /// A claim of two lines and four adjustments.
  private func claim(_ number: Int, sequence: Int) throws -> Claim {
    let adjustments = [
      Adjustment(group: "CO", reason: "45", amount: try Money(cents: 15_00)),
      Adjustment(group: "PR", reason: "1", amount: try Money(cents: 10_00)),
    ]
    let line = ServiceLine(
      procedure: "HC:99213", charge: try Money(cents: 100_00), paid: try Money(cents: 75_00), units: "1",
      adjustments: adjustments)
    return Claim(
      sequence: sequence, patientControlNumber: "PCN-\(number)", payerClaimNumber: "PC-\(number)", status: "1",
      charge: try Money(cents: 200_00), paid: try Money(cents: 150_00), patientResponsibility: try Money(cents: 20_00),
      adjustments: [], services: [line, line], segmentRange: [sequence * 10, sequence * 10 + 9])
  }

  /// Header, pages and deposit.
  private func advice(_ number: Int) throws -> [EncodedEvent] {
    let count = Self.claimsOfPage * Self.pagesOfAdvice
    let paid = try Money(cents: Int64(count) * 150_00)
    let header = try event(
      "advice-\(number)",
      RemittanceReceived(
        traceNumber: "T\(number)", traceOriginator: nil, currency: "USD",
        payment: .init(amount: paid, direction: .credit, method: "ACH", date: Self.day),
        payer: .init(name: nil, identifier: "1111"), payee: .init(name: nil, identifier: "NPI", taxIdentifier: "99"),
        claimCount: count, pages: Self.pagesOfAdvice,
        totals: .init(
          charge: Money(cents: Int64(count) * 200_00), paid: paid, patientResponsibility: .zero, adjustments: [:]),
        providerAdjustments: [], balance: .init(balanced: true, findings: [], findingCount: 0),
        source: .init(digest: "d", interchange: "1", group: "1", transaction: "1", segmentRange: [1, 9])))
    let pages = try (0..<Self.pagesOfAdvice).map { page in
      let first = page * Self.claimsOfPage
      return try event(
        "advice-\(number)-\(page)",
        RemittanceClaimsReceived(
          remittance: EventID("advice-\(number)"), traceNumber: "T\(number)", currency: "USD", page: page + 1,
          pages: Self.pagesOfAdvice,
          claims: (0..<Self.claimsOfPage).map {
            try claim(number * count + first + $0, sequence: first + $0 + 1)
          }))
    }
    let deposit = try event(
      "deposit-\(number)",
      DepositReceived(
        amount: paid, currency: "USD", valueDate: Self.day, account: "001", kind: .ach, format: "nacha",
        traceNumber: "T\(number)", payer: .init(name: nil, identifier: "1111"),
        source: .init(digest: "b\(number)", recordRange: [1, 2])))
    return [deposit, header] + pages
  }

  // MARK: - Time

  private func seconds(_ body: () async throws -> Void) async throws -> Double {
    let start = ContinuousClock.now
    try await body()
    return (ContinuousClock.now - start).seconds
  }

  private func rate(_ count: Int, _ seconds: Double) -> Int { Int(Double(count) / max(seconds, 0.001)) }

  /// Processor time of this process, user and system.
  private func processSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let parts = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1_000_000 }
    return parts.reduce(0, +)
  }
}

/// A benchmark that did not do what it measures.
struct BenchmarkFault: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1_000_000_000_000_000_000
  }
}
