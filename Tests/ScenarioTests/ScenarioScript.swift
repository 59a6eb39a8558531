// The steps of a case as events: files are written and handed to the adapters' translators.

import AdapterKit
import CashApplication
import Foundation
import LockboxAdapter
import PayerEDIAdapter
import PaymentEvents

/// The events of a case, step by step.
struct ScenarioScript {
  /// Each step's events, in order.
  private(set) var steps: [[EncodedEvent]] = []
  /// What the book calls each document, by event id.
  private(set) var names: [String: String] = [:]
  /// Event ids of deposits and advices by what the book calls them.
  var deposits: [String: String] = [:]
  private(set) var advices: [String: String] = [:]
  /// Ids of requests by name.
  var requests: [String: String] = [:]
  private var files: [String: (digest: String, events: [EncodedEvent])] = [:]
  private var number = 0
  private let folder: URL

  init(_ scenario: Scenario, in folder: URL) throws {
    self.folder = folder
    for step in scenario.steps {
      number += 1
      do {
        let events = try events(of: step)
        steps.append(events)
      } catch {
        throw BookError("\(scenario.place), line \(step.line): \(error)")
      }
    }
  }

  private mutating func events(of step: ScenarioStep) throws -> [EncodedEvent] {
    switch step.verb {
    case "charge": return [try charge(step)]
    case "835": return try advice(step)
    case "ach", "bai2": return try bank(step)
    case "again": return try file(step.word(0)).events
    case "withdraw": return [try withdrawal(step)]
    case "pause", "resume": return [try payerState(step)]
    case "patient": return [try patientPayment(step)]
    case "returned": return [try returned(step)]
    case "ask": return [try ask(step)]
    case "contract": return [try contract(step)]
    case "opening": return try opening(step)
    case "submitted": return [try submitted(step)]
    default: throw BookError("there is no step '\(step.verb)'")
    }
  }

  private func file(_ name: String) throws -> (digest: String, events: [EncodedEvent]) {
    guard let file = files[name] else { throw BookError("no file '\(name)' has come") }
    return file
  }

  // MARK: - Billing

  private mutating func charge(_ step: ScenarioStep) throws -> EncodedEvent {
    let claim = try step.word(0)
    let name = step.options["as"] ?? claim
    let dates = try step.options["dates"].map { text in
      let days = try text.split(separator: "/").map { try day(String($0)) }
      return DateRange(from: days[0], to: days[days.count - 1])
    }
    let amount = try Money(cents: ShortAccount.cents(step.word(1)))
    return try event(
      "charge-\(name)",
      ChargePosted(
        patientControlNumber: claim, patient: .init(reference: "r"), amount: amount, currency: "USD",
        chargeDate: day(step.options["on"] ?? "2026-02-01"), facility: step.options["facility"],
        costCenter: step.options["center"], payers: Array(step.words.dropFirst(2)),
        services: dates.map { [.init(procedure: "HC:99213", charge: amount, units: nil, dates: $0)] } ?? []),
      name: name, correlation: "billing")
  }

  /// `opening as=start`, and below it, indented, the lines of a table with its header.
  private mutating func opening(_ step: ScenarioStep) throws -> [EncodedEvent] {
    let file = folder.appendingPathComponent("\(number).csv")
    try Data((step.segments.joined(separator: "\n") + "\n").utf8).write(to: file)
    let digest = try FileDigest.sha256(of: file)
    let events = try OpeningBalanceFile.events(of: file, digest: digest, tenant: "clinic", source: "/tests")
    for event in events {
      let balance = try Event<OpeningBalanceLoaded>(json: event.body).data
      let name = balance.patientControlNumber ?? balance.traceNumber ?? balance.reference ?? "cash"
      names[event.id] = name
      if balance.kind == .cash { deposits[name] = event.id }
    }
    files[step.options["as"] ?? "opening"] = (digest, events)
    return events
  }

  // MARK: - Payers

  private mutating func advice(_ step: ScenarioStep) throws -> [EncodedEvent] {
    let payer = try step.word(0)
    let trace = try step.word(1)
    let amount = try step.word(2).replacing(".00", with: "")
    var file = AdviceFile(
      payer: payer, trace: trace, amount: amount, number: number,
      segments: step.segments.map { $0.hasSuffix("~") ? String($0.dropLast()) : $0 })
    if let method = step.options["method"] { file.method = method }
    if let direction = step.options["direction"] { file.direction = direction }
    if let date = step.options["on"] { file.date = date.replacing("-", with: "") }
    if let version = step.options["version"] { file.version = version }
    return try translate(file.text, "835", with: PayerEDITranslator(tenant: "clinic")) { _ in
      step.options["as"] ?? trace
    }
  }

  // MARK: - The bank

  /// `ach p1 T1 640.00 [and p2 T2 10.00 …]`: the entries of one file.
  private mutating func bank(_ step: ScenarioStep) throws -> [EncodedEvent] {
    let date = String((step.options["on"] ?? "2026-03-04").replacing("-", with: "").dropFirst(2))
    let entries = try step.words.split(separator: "and").map { words in
      guard words.count == 3, let payer = words.first, let amount = words.last else {
        throw BookError("a bank's entry is 'payer trace amount'")
      }
      let trace = words[words.startIndex + 1]
      return BankEntry(
        payer: payer, trace: trace == "-" ? nil : trace, amount: try ShortAccount.cents(amount), date: date,
        account: step.options["account"] ?? "002", typeCode: step.options["type"] ?? "142",
        reference: step.options["reference"] ?? "R\(number)")
    }
    let text = step.verb == "ach" ? ACHFile(number: number, entries: entries).text
      : BAI2File(number: number, entries: entries).text
    // The subject of a deposit is its trace number, or else the bank's reference.
    return try translate(text, step.verb, with: LockboxTranslator(tenant: "clinic")) {
      step.options["as"] ?? $0.subject
    }
  }

  // MARK: - People

  private mutating func withdrawal(_ step: ScenarioStep) throws -> EncodedEvent {
    let digest = try file(step.word(0)).digest
    return try event(
      "withdraw-\(number)",
      FileWithdrawalRequested(digest: digest, number: 1, requestedBy: "ann", reason: "a bad file"),
      name: step.word(0), correlation: digest)
  }

  private mutating func payerState(_ step: ScenarioStep) throws -> EncodedEvent {
    try event(
      "state-\(number)",
      PayerStateRequested(
        payer: step.word(0), state: step.verb == "pause" ? .paused : .running, number: Int64(number),
        requestedBy: "ann", reason: "why"), name: step.word(0), correlation: "people")
  }

  // MARK: - Events

  mutating func event<Body: EventBody>(
    _ id: String, _ data: Body, name: String, correlation: String
  ) throws -> EncodedEvent {
    names[id] = name
    let context = EventContext(
      id: EventID(id), source: "/tests", subject: id, time: Instant(startOf: try day("2026-03-01")), tenant: "clinic",
      correlationID: correlation)
    return try Event(context, data: data).encoded()
  }

  private mutating func translate(
    _ text: String, _ kind: String, with translator: any FileTranslator, name: (EncodedEvent) -> String
  ) throws -> [EncodedEvent] {
    let file = folder.appendingPathComponent("\(number).\(kind)")
    try Data(text.utf8).write(to: file)
    let digest = try FileDigest.sha256(of: file)
    var events: [EncodedEvent] = []
    let report = try translator.translate(file: file, digest: digest) { events.append($0) }
    guard report.rejections.isEmpty, !events.isEmpty else {
      throw BookError("the file is refused: \(report.rejections.map(\.reason)) \(text)")
    }
    for event in events {
      names[event.id] = name(event)
      if event.type == DepositReceived.type { deposits[name(event)] = event.id }
      if event.type == RemittanceReceived.type { advices[name(event)] = event.id }
      files[name(event)] = (digest, events)
    }
    return events
  }

  func day(_ text: String) throws -> LocalDate {
    guard let day = LocalDate(iso: text) else { throw BookError("'\(text)' is no day") }
    return day
  }
}
