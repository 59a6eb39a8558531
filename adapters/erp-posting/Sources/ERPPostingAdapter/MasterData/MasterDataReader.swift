// Reads the ERP's master data, stores them, and says what has changed.

import AdapterKit
import Ledger
import Logging
import PaymentEvents
import Storage

/// One reading: one call of the target, one transaction.
package struct MasterDataReader: Sendable {
  let target: any ERPTarget
  let database: any Database
  let tenant: String
  let clock: any WallClock
  let committed: Signal
  let logger: Logger

  package init(
    target: any ERPTarget, database: any Database, tenant: String, clock: any WallClock, committed: Signal,
    logger: Logger
  ) {
    self.target = target
    self.database = database
    self.tenant = tenant
    self.clock = clock
    self.committed = committed
    self.logger = logger
  }

  /// Reads. - Throws: ``TargetCannot``, and what the target throws when it cannot be reached.
  /// - Parameters:
  ///   - cause: the event that asked for it.
  ///   - then: more to be written in the same transaction.
  @discardableResult
  package func read(
    cause: String? = nil, correlationID: String? = nil,
    then: @escaping @Sendable (any SQLConnection) throws -> Void = { _ in }
  ) async throws -> MasterDataBook.Reading {
    let data = try await target.masterData()
    let (name, time) = (target.name, clock.now())
    let reading = try await database.write { connection in
      let (reading, changes) = try MasterDataBook.store(data, of: name, at: time, in: connection)
      for event in try events(reading, changes, cause, correlationID) {
        try Outbox.append(event.message(), to: Exchange.internal, in: connection)
      }
      try then(connection)
      return reading
    }
    committed.raise()
    if reading.changes > 0 {
      logger.notice(
        "\(name) tells of \(reading.entries) accounts, cost centres, parties and periods",
        metadata: ["changes": "\(reading.changes)", "reading": "\(reading.number)"])
    }
    return reading
  }

  private func events(
    _ reading: MasterDataBook.Reading, _ changes: [MasterDataChanged.Change], _ cause: String?, _ correlationID: String?
  ) throws -> [EncodedEvent] {
    let size = MasterDataChanged.maximumChanges
    let pages = (changes.count + size - 1) / size
    return try (0..<pages).map { page in
      let data = MasterDataChanged(
        target: reading.target, reading: reading.number, page: page + 1, pages: pages,
        changes: Array(changes[(page * size)..<min((page + 1) * size, changes.count)]))
      let id = EventID(
        tenant: tenant, cause: "master data of \(reading.target) at \(reading.at)",
        step: "reading \(reading.number) page \(page + 1)", type: MasterDataChanged.type)
      let context = EventContext(
        id: id, source: ERPPostingWorker.source, subject: reading.target, time: Instant(milliseconds: reading.at),
        tenant: tenant, correlationID: correlationID ?? id.text, causationID: cause)
      return try Event(context, data: data).encoded()
    }
  }
}

/// Checks journals against the last reading before they are posted.
package struct MasterDataCheck: Sendable {
  let reader: MasterDataReader
  /// How old a reading may be for a refusal to rest on it, in milliseconds.
  let trustMilliseconds: Int64

  package init(_ reader: MasterDataReader, trustMilliseconds: Int64 = 60_000) {
    self.reader = reader
    self.trustMilliseconds = trustMilliseconds
  }

  /// What the target would refuse, by journal. What an old reading would refuse is asked of a new one: somebody may
  /// have corrected it in the ERP meanwhile. - Throws: what the target throws when it cannot be reached.
  func refusals(of journals: [Journal]) async throws -> [String: PostingOutcome] {
    guard let (reading, refused) = try await stored(journals), !refused.isEmpty else { return [:] }
    guard reader.clock.now().milliseconds - reading.at > trustMilliseconds else { return refused }
    try await reader.read()
    return try await stored(journals.filter { refused[$0.id] != nil })?.1 ?? [:]
  }

  private func stored(
    _ journals: [Journal]
  ) async throws -> (MasterDataBook.Reading, [String: PostingOutcome])? {
    let target = reader.target
    return try await reader.database.read { connection in
      guard let reading = try MasterDataBook.lastReading(of: target.name, in: connection) else { return nil }
      let codes = Set(journals.flatMap(\.lines).flatMap { [$0.party, $0.costCenter].compactMap { $0 } })
      let rules = MasterDataRules(
        try MasterDataBook.stored(naming: codes, in: connection),
        tellsParties: try MasterDataBook.tellsParties(in: connection), target: target.name)
      var refused: [String: PostingOutcome] = [:]
      for journal in journals { refused[journal.id] = rules.refusal(of: journal) { target.code(of: $0) } }
      return (reading, refused)
    }
  }
}
