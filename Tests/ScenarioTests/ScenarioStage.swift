// Cash application on a real database, fed with the cases' files as the adapters translate them: no broker.

import AdapterKit
import CashApplication
import CashRules
import Foundation
import LockboxAdapter
import Messaging
import PayerEDIAdapter
import PaymentEvents
import Storage
import TestSupport

/// The stage of one case.
final class ScenarioStage {
  private let database: any Database
  private let reader: CashReader
  private let receiver: EventReceiver
  private let queue = FakeQueue(Queue.cashApplication)
  private let names: [String: String]

  /// Evening of 4 March 2026 in New York.
  private static let clock = FixedClock(Instant(milliseconds: 1_772_668_800_000))

  /// - Parameter names: what the book calls each document, by event id.
  init(_ scenario: Scenario, names: [String: String], in folder: URL) throws {
    let configuration = try ScenarioSettings.configuration(scenario)
    self.names = names
    database = try testStore(of: CashWorker.name, in: folder).open(CashTables.migrations)
    reader = try CashReader(data: folder, configuration: configuration)
    guard let time = BusinessTime(zone: "America/New_York") else { throw BookError("there is no such time zone") }
    let handler = CashHandler(
      configuration: configuration, clock: Self.clock, businessTime: time, committed: Signal())
    receiver = EventReceiver(
      worker: Queue.cashApplication, queue: Queue.cashApplication, database: database, handler: handler,
      clock: Self.clock, batchLimit: 1_000, logger: quietLogger)
  }

  /// Applies a batch in one transaction. - Throws: ``BookError`` when an event is refused.
  func apply(_ events: [EncodedEvent]) async throws {
    let (receiver, deliveries) = (receiver, events.map { queue.delivery(.routed($0)) })
    let failed = try await database.write { connection in
      let failed = try receiver.apply(deliveries, in: connection)
      guard failed > 0 else { return [String]() }
      return try Outbox.pending(after: 0, limit: .max, in: connection).map(\.outgoing.message)
        .compactMap { $0.headers[HeaderName.failureReason]?.stringValue }
    }
    guard failed.isEmpty else { throw BookError("refused: \(failed.joined(separator: "; "))") }
  }

  func close() async throws { try await database.close() }

  // MARK: - What came of it

  func outcome() async throws -> Outcome {
    var outcome = Outcome()
    outcome.balances = try await reader.balances().filter { $0.value != 0 }
    outcome.claims = try await reader.claimStates()
    for total in try await reader.contractTotals() where total.claims != 0 {
      outcome.contracts["\(total.payer) \(total.contract)"] = "\(total.claims) \(total.expected) \(total.allowed)"
    }
    outcome.items = try await reader.workItems(state: "open").map { item in
      [item.reason, String(item.amount), name(of: item.unit), item.patientControlNumber ?? ""]
        .filter { !$0.isEmpty }.joined(separator: " ")
    }.sorted()
    for (key, sums) in try await reader.openItems() where sums[0] != sums[1] {
      outcome.openItems[try ScenarioStage.short(key), default: 0] += sums[0] - sums[1]
    }
    for journal in try await journals() { try add(journal, to: &outcome) }
    return outcome
  }

  /// What must hold at every end: the tie-out, the ledger equal to the sub-ledger, every journal asked for once.
  func faults() async throws -> [String] {
    var faults: [String] = []
    var ledger: [String: Int64] = [:]
    var seen: Set<String> = []
    for journal in try await journals() {
      if !seen.insert(journal.journal.text).inserted { faults.append("a journal was asked for twice") }
      for line in journal.lines { ledger[line.account, default: 0] += line.debit.cents - line.credit.cents }
    }
    let own = try await reader.balances().filter { $0.value != 0 }
    if ledger.filter({ $0.value != 0 }) != own { faults.append("the journals do not add up to the sub-ledger") }
    if own.values.reduce(0, +) != 0 { faults.append("the trial balance is not zero") }
    let tieOut = try await reader.tieOut()
    if !tieOut.holds { faults.append("the tie-out does not hold: \(tieOut)") }
    return faults
  }

  /// Balances by claim and account, for comparing orders of arrival.
  func claimBalances() async throws -> [String: Int64] { try await reader.claimBalances().filter { $0.value != 0 } }

  /// The days of all journals: where they stand, and where they would stand were every period open.
  func dates() async throws -> [(posting: LocalDate, original: LocalDate)] {
    try await journals().map { ($0.postingDate, $0.originalDate) }
  }

  /// All claims of all `claim-payments.applied`.
  func applied() async throws -> [ClaimPaymentsApplied.AppliedClaim] {
    try await database.read { try Outbox.pending(after: 0, limit: .max, in: $0).map(\.outgoing.message) }
      .filter { $0.type == ClaimPaymentsApplied.type }
      .flatMap { try Event<ClaimPaymentsApplied>(json: $0.body).data.claims }
  }

  private func journals() async throws -> [JournalRequested] {
    try await database.read { try Outbox.pending(after: 0, limit: .max, in: $0).map(\.outgoing.message) }
      .filter { $0.type == JournalRequested.type }.map { try Event<JournalRequested>(json: $0.body).data }
  }

  private func add(_ journal: JournalRequested, to outcome: inout Outcome) throws {
    // The evidence of a line is `unit id, run n`.
    let evidence = journal.lines.first?.evidence.split(separator: " ") ?? []
    let id = evidence.count > 1 ? String(evidence[1].dropLast(evidence[1].hasSuffix(",") ? 1 : 0)) : ""
    let unit = "\(journal.unit == "remittance" ? "advice" : journal.unit) \(name(of: id))"
    for line in journal.lines {
      let (side, amount) = line.debit.isZero ? ("C", line.credit.cents) : ("D", line.debit.cents)
      // Cash carries a facility only where a person has divided a deposit.
      let facility = line.account.hasPrefix("assets:bank:") ? line.facility.map { "@\($0)" } ?? "" : ""
      outcome.journals[unit, default: [:]]["\(side) \(line.account)\(facility)", default: 0] += amount
    }
    outcome.dates[unit] = "\(journal.postingDate.iso) / \(journal.originalDate.iso)"
  }

  private func name(of id: String) -> String { names[id] ?? "-" }

  /// The payer and the reference of an open item's key, whose parts are encoded with their lengths.
  private static func short(_ key: String) throws -> String {
    var rest = Substring(key)
    var parts: [Substring] = []
    while !rest.isEmpty {
      guard let colon = rest.firstIndex(of: ":"), let length = Int(rest[..<colon]) else {
        throw BookError("'\(key)' is no key of an open item")
      }
      rest = rest[rest.index(after: colon)...]
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length).dropFirst()
    }
    return "\(parts.first ?? "") \(parts.last ?? "")"
  }
}

/// The configuration of a case.
enum ScenarioSettings {
  static func configuration(_ scenario: Scenario) throws -> CashConfiguration {
    var rules = RuleBook()
    var closed: Set<String> = []
    for (key, value) in scenario.settings {
      switch key {
      case "unfunded": rules.payers[value, default: PayerPolicy()].postsWhenFunded = false
      case "review": rules.payers[value, default: PayerPolicy()].reviewsAll = true
      case "caps": rules.payers[value, default: PayerPolicy()].capsContractual = true
      case "reviewed-plb": rules.reviewedProviderAdjustments.insert(value)
      case "holds-variance": rules.payers[value, default: PayerPolicy()].holdsVariance = true
      case "small": rules.smallUnderpayments = try Money(cents: ShortAccount.cents(value))
      case "length": rules.payers["p1", default: PayerPolicy()].controlNumbers = .init(
        prefixes: ["CLN"], length: Int(value) ?? 0)
      case "closed": closed.insert(value)
      case "contractual":
        let parts = value.split(separator: "-").map(String.init)
        rules.contractual[AdjustmentCode(parts[0], parts[1])] = .allowance
      default: throw BookError("\(scenario.place): there is no setting '\(key)'")
      }
    }
    let payers = try PayerDirectory(
      ["p1", "p2", "p3"].map {
        .init(key: $0, names: [Cast.name($0)], identifiers: [Cast.originator($0), $0.uppercased()])
      })
    var configuration = CashConfiguration(
      tenant: "clinic", rules: rules, payers: payers,
      bookingFormats: ["001": "nacha", "002": "bai2", "003": "patient-payments"])
    configuration.periods = .init(closed: closed)
    return configuration
  }
}
