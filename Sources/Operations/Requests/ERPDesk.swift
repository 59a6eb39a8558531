// The desk where people ask erp-posting to post refused journals again, to read master data, and to compare books.

import PaymentEvents

/// Takes requests about the ERP, and sends each to erp-posting, which does it and answers with events.
package struct ERPDesk: Sendable {
  /// The most journals of one request.
  package static let maximumJournals = 1_000

  let sender: RequestSender

  /// Creates it.
  package init(sender: RequestSender) { self.sender = sender }

  /// What can be asked for, as in the address.
  package enum Kind: String, Sendable, CaseIterable {
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
      (self.key, self.reason, self.journals, self.from, self.until) = (key, reason, journals, from, until)
    }
  }

  /// Sends a request, noted in the audit. - Throws: ``DeskRefusal``.
  package func ask(_ kind: Kind, _ wish: Wish, by person: Operator) async throws -> RequestSender.Receipt {
    let order = RequestSender.Order(
      kind: "erp request", key: wish.key, person: person, action: kind.words, about: ERPDesk.about(kind, wish),
      reason: wish.reason)
    return try await sender.send(order) { time in
      switch kind {
      case .retries: try retries(wish, order, time)
      case .readings:
        [
          try sender.event(
            MasterDataReadingRequested(requestedBy: person.name, reason: wish.reason), cause: order.cause,
            subject: "master-data", at: time)
        ]
      case .reconciliations: [try reconciliation(wish, order, time)]
      }
    }
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

  private func retries(_ wish: Wish, _ order: RequestSender.Order, _ time: Instant) throws -> [EncodedEvent] {
    let journals = wish.journals ?? []
    guard (1...ERPDesk.maximumJournals).contains(journals.count), Set(journals).count == journals.count,
      journals.allSatisfy({ (1...128).contains($0.utf8.count) })
    else {
      throw DeskRefusal(.invalid, "name 1 to \(ERPDesk.maximumJournals) journals, each once, by their whole ids")
    }
    return try journals.map {
      let data = JournalRetryRequested(journal: EventID($0), requestedBy: order.person.name, reason: wish.reason)
      return try sender.event(data, cause: order.cause, step: $0, subject: $0, at: time)
    }
  }

  private func reconciliation(_ wish: Wish, _ order: RequestSender.Order, _ time: Instant) throws -> EncodedEvent {
    guard let from = wish.from, let until = wish.until, from <= until,
      until.daysSinceEpoch - from.daysSinceEpoch < LedgerReconciliationRequested.maximumDays
    else {
      throw DeskRefusal(
        .invalid, "name the first and the last day, at most \(LedgerReconciliationRequested.maximumDays) days")
    }
    let data = LedgerReconciliationRequested(
      from: from, until: until, requestedBy: order.person.name, reason: wish.reason)
    return try sender.event(data, cause: order.cause, subject: "\(from.iso)..\(until.iso)", at: time)
  }
}
