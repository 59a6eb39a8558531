// The desk where people ask erp-posting to post refused journals again, to read master data, and to compare books.

import AdapterKit
import Foundation
import Logging
import PaymentEvents
import Storage

/// Takes requests about the ERP, and sends each to erp-posting, which does it and answers with events.
package struct ERPDesk: Sendable {
  /// The most journals of one request.
  package static let maximumJournals = 1_000

  let tenant: String
  let database: any Database
  let clock: any WallClock
  let committed: Signal
  let operators: Operators
  let logger: Logger

  /// Creates it. `committed` is raised after each commit, for the relay.
  package init(
    tenant: String, database: any Database, clock: any WallClock, committed: Signal, operators: Operators,
    logger: Logger
  ) {
    self.tenant = tenant
    self.database = database
    self.clock = clock
    self.committed = committed
    self.operators = operators
    self.logger = logger
  }

  /// What can be asked for, as in the address.
  package enum Kind: String, Sendable {
    case retries, readings, reconciliations

    var words: String {
      switch self {
      case .retries: "post refused journals again"
      case .readings: "read master data"
      case .reconciliations: "compare books"
      }
    }
  }

  /// What somebody sends. Who asks is not taken from it.
  package struct Wish: Sendable, Codable {
    /// Made up by the sender: the same key is the same request, however often it is sent.
    package var key: String
    /// Why; without patient data.
    package var reason: String
    /// To be posted again.
    package var journals: [String]?
    /// To be compared: the first and the last posting date.
    package var from: LocalDate?
    package var until: LocalDate?

    /// Creates it; see the properties.
    package init(
      key: String, reason: String, journals: [String]? = nil, from: LocalDate? = nil, until: LocalDate? = nil
    ) {
      self.key = key
      self.reason = reason
      self.journals = journals
      self.from = from
      self.until = until
    }
  }

  /// What was sent.
  package struct Receipt: Sendable, Codable {
    /// The ids of the events.
    package let requests: [String]
  }

  /// Whether a request is for this desk.
  package func takes(_ request: APIRequest) -> Bool { request.path.starts(with: ["api", "v1", "erp"]) }

  /// Answers a request; refusals become problem documents.
  package func answer(_ request: APIRequest) async -> APIResponse {
    let person = operators.person(request.user)
    return await APIResponse.answering(request, logger: logger) {
      guard request.method == "POST", request.path.count == 4, let kind = Kind(rawValue: request.path[3]) else {
        throw DeskRefusal.nowhere
      }
      try request.require(parameters: [])
      return try .ok(await ask(kind, request.decoded(), by: person), status: 202)
    }
  }

  /// Sends a request, noted in the audit. - Throws: ``DeskRefusal``.
  package func ask(_ kind: Kind, _ wish: Wish, by person: Operator) async throws -> Receipt {
    try person.require(.steerERP, to: kind.words)
    try LetterDesk.check(reason: wish.reason, isNeeded: true)
    guard (8...64).contains(wish.key.utf8.count) else {
      throw DeskRefusal(.invalid, "a request needs a key of 8 to 64 characters")
    }
    let time = clock.now()
    let events = try events(kind, wish, by: person, at: time)
    let first = events.first?.id ?? ""
    let detail = "\(first): \(ERPDesk.about(kind, wish)): \(wish.reason)"
    try await database.write { connection in
      if try AuditLog.isNoted(first, in: connection) { return }  // asked again, since the answer was lost
      for event in events { try Outbox.append(event.message(), to: Exchange.internal, in: connection) }
      try AuditLog.append(kind.words, by: person.name, at: time.rfc3339, detail: detail, in: connection)
    }
    committed.raise()
    return Receipt(requests: events.map(\.id))
  }

  private static func about(_ kind: Kind, _ wish: Wish) -> String {
    switch kind {
    case .retries:
      let journals = wish.journals ?? []
      return "\(journals.count) journals, \(journals.prefix(5).joined(separator: " "))\(journals.count > 5 ? " …" : "")"
    case .readings: return "all"
    case .reconciliations: return "\(wish.from?.iso ?? "")..\(wish.until?.iso ?? "")"
    }
  }

  private func events(_ kind: Kind, _ wish: Wish, by person: Operator, at time: Instant) throws -> [EncodedEvent] {
    let cause = "erp request \(wish.key) of \(person.name)"
    switch kind {
    case .retries:
      let journals = wish.journals ?? []
      guard (1...ERPDesk.maximumJournals).contains(journals.count), Set(journals).count == journals.count,
        journals.allSatisfy({ (1...128).contains($0.utf8.count) })
      else {
        throw DeskRefusal(.invalid, "name 1 to \(ERPDesk.maximumJournals) journals, each once, by their whole ids")
      }
      return try journals.map {
        let data = JournalRetryRequested(
          journal: EventID($0), requestedBy: person.name, reason: wish.reason)
        return try event(data, cause, step: $0, subject: $0, at: time)
      }
    case .readings:
      let data = MasterDataReadingRequested(requestedBy: person.name, reason: wish.reason)
      return [try event(data, cause, step: "asked", subject: "master-data", at: time)]
    case .reconciliations:
      guard let from = wish.from, let until = wish.until, from <= until,
        until.daysSinceEpoch - from.daysSinceEpoch < LedgerReconciliationRequested.maximumDays
      else {
        throw DeskRefusal(
          .invalid, "name the first and the last day, at most \(LedgerReconciliationRequested.maximumDays) days")
      }
      let data = LedgerReconciliationRequested(
        from: from, until: until, requestedBy: person.name, reason: wish.reason)
      return [try event(data, cause, step: "asked", subject: "\(from.iso)..\(until.iso)", at: time)]
    }
  }

  private func event<Body: EventBody>(
    _ data: Body, _ cause: String, step: String, subject: String, at time: Instant
  ) throws -> EncodedEvent {
    let id = EventID(tenant: tenant, cause: cause, step: step, type: Body.type)
    let context = EventContext(
      id: id, source: "/services/operations", subject: subject, time: time, tenant: tenant, correlationID: id.text)
    return try Event(context, data: data).encoded()
  }
}
