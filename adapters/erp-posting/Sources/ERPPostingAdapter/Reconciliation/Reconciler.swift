// Compares the ERP's books with ours for a span of days, journal by journal, and lists every difference.

import AdapterKit
import Ledger
import PaymentEvents
import Storage

/// One comparison: the target is read page by page, then what we have of these days is looked for among it.
struct Reconciler: Sendable {
  let target: any ERPTarget
  let database: any Database
  let tenant: String
  let clock: any WallClock
  let committed: Signal
  /// Journals of ours at once.
  private static let page = 500
  /// The longest key in an event; an ERP may hold a longer one that is none of ours.
  private static let longestKey = 128

  /// What was found so far.
  private struct Findings: Sendable {
    /// The keys that the target has told of. In memory: at most those of a year.
    var seen: Set<String> = []
    var entries = 0
    var journals = 0
    var differences: [LedgerReconciled.Difference] = []
  }

  /// Compares, stores the differences and says so in an event.
  /// - Throws: ``TargetCannot``, and what the target throws when it cannot be reached.
  func reconcile(_ days: ClosedRange<LocalDate>, as job: TargetJobs.Open) async throws {
    guard target.capabilities.contains(.entries) else {
      throw TargetCannot(target: target.name, what: "list what it holds, so its books cannot be compared with ours")
    }
    var findings = Findings()
    try await readTheirs(days, &findings)
    try await readOurs(days, &findings)
    findings.differences.sort { ($0.date, $0.journal.text) < ($1.date, $1.journal.text) }
    try await store(findings, days, job)
  }

  // MARK: - Theirs

  private func readTheirs(_ days: ClosedRange<LocalDate>, _ findings: inout Findings) async throws {
    let span = try Day(iso: days.lowerBound.iso)...Day(iso: days.upperBound.iso)
    try await target.walkEntries(of: span) { page in
      let ours = try await database.read { try JournalBook.journals(page.map(\.key), in: $0) }
      for entry in page {
        findings.entries += 1
        if let difference = try compare(entry, ours[entry.key], isFirst: findings.seen.insert(entry.key).inserted) {
          findings.differences.append(difference)
        }
      }
    }
  }

  private func compare(
    _ theirs: TargetEntry, _ ours: JournalBook.Stored?, isFirst: Bool
  ) throws -> LedgerReconciled.Difference? {
    guard isFirst else { return try difference(.doubled, theirs, ours) }
    guard let ours else { return try difference(.unknownHere, theirs, nil) }
    // One that waits may be there already: its answer has not been heard yet.
    if ours.state == .refused { return try difference(.refusedHere, theirs, ours) }
    guard let expected = try? expected(ours), let kind = Comparison.difference(expected, theirs) else { return nil }
    return try difference(kind, theirs, ours)
  }

  private func expected(_ ours: JournalBook.Stored) throws -> ExpectedEntry {
    ExpectedEntry(try ours.journal()) { target.code(of: $0) }
  }

  private func difference(
    _ kind: LedgerReconciled.Kind, _ theirs: TargetEntry, _ ours: JournalBook.Stored?
  ) throws -> LedgerReconciled.Difference {
    let expected = ours.flatMap { try? self.expected($0) }  // a refused one may be no journal at all
    let day = expected?.postingDate ?? theirs.postingDate
    let key = ERPText.cut(theirs.key, to: Reconciler.longestKey)
    let reference = ERPText.cut(theirs.reference, to: ERPText.longestReference)
    return LedgerReconciled.Difference(
      journal: EventID(key.isEmpty ? "?" : key), kind: kind,
      date: LocalDate(iso: day.description) ?? LocalDate(daysSinceEpoch: 0),
      currency: expected?.currency ?? Comparison.currency(theirs.currency),
      amount: try Money(cents: min(max(Comparison.amount(expected?.lines ?? theirs.lines), 0), Money.limit)),
      reference: reference.isEmpty ? nil : reference,
      ours: expected.map { Comparison.words($0.postingDate, $0.currency, $0.lines) },
      theirs: Comparison.words(theirs.postingDate, theirs.currency, theirs.lines))
  }

  // MARK: - Ours

  /// Journals that we have as posted, and of which the target has not told. They are looked up by their keys before
  /// they are said to be missing: they may stand under another day, or have been posted meanwhile.
  private func readOurs(_ days: ClosedRange<LocalDate>, _ findings: inout Findings) async throws {
    var last = ("", "")
    while true {
      let after = last
      let page = try await database.read {
        try JournalBook.posted(days, after: after, limit: Reconciler.page, in: $0)
      }
      guard let end = page.last else { return }
      last = (end.postingDate, end.key)
      findings.journals += page.count
      let unseen = page.filter { !findings.seen.contains($0.key) }
      guard !unseen.isEmpty else { continue }
      let found = try await target.find(unseen.map(\.key))
      // What was posted since the target was read stands there under its own day.
      let again = found.isEmpty ? [:] : try await entries(of: unseen.filter { found[$0.key] != nil })
      for ours in unseen where again[ours.key] == nil {
        findings.differences.append(try missing(ours, reference: found[ours.key]))
      }
    }
  }

  /// Those of some journals that the target holds under their own day.
  private func entries(of journals: [JournalBook.Stored]) async throws -> [String: TargetEntry] {
    var held: [String: TargetEntry] = [:]
    for (date, keys) in Dictionary(grouping: journals, by: \.postingDate).mapValues({ Set($0.map(\.key)) }) {
      let day = try Day(iso: date)
      try await target.walkEntries(of: day...day) { page in
        for entry in page where keys.contains(entry.key) { held[entry.key] = entry }
      }
    }
    return held
  }

  private func missing(_ ours: JournalBook.Stored, reference: String?) throws -> LedgerReconciled.Difference {
    let expected = try expected(ours)
    return LedgerReconciled.Difference(
      journal: EventID(ours.key), kind: reference == nil ? .missingThere : .date,
      date: LocalDate(iso: ours.postingDate) ?? LocalDate(daysSinceEpoch: 0), currency: expected.currency,
      amount: try Money(cents: Comparison.amount(expected.lines)),
      reference: (reference ?? ours.reference).map { ERPText.cut($0, to: ERPText.longestReference) },
      ours: Comparison.words(expected.postingDate, expected.currency, expected.lines),
      theirs: reference.map { "it is there as \($0), under another day" })
  }

  // MARK: - The result

  private func store(_ findings: Findings, _ days: ClosedRange<LocalDate>, _ job: TargetJobs.Open) async throws {
    let now = clock.now()
    let event = try event(findings, days, job, at: now)
    try await database.write { connection in
      try Reconciler.insert(findings.differences, job.number, connection)
      try Outbox.append(event.message(), to: Exchange.internal, in: connection)
      try TargetJobs.end(
        job.number, as: "done", journals: findings.journals, entries: findings.entries,
        differences: findings.differences.count, at: now, in: connection)
    }
    committed.raise()
  }

  private static func insert(
    _ differences: [LedgerReconciled.Difference], _ job: Int64, _ connection: any SQLConnection
  ) throws {
    for (number, each) in differences.enumerated() {
      try connection.execute(
        """
        INSERT INTO ledger_differences (job, number, journal, kind, day, currency, amount, reference, ours, theirs)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(job), .integer(Int64(number + 1)), .text(each.journal.text), .text(each.kind.rawValue),
          .text(each.date.iso), .text(each.currency), .integer(each.amount.cents), .optional(each.reference),
          .optional(each.ours), .optional(each.theirs),
        ])
    }
  }

  private func event(
    _ findings: Findings, _ days: ClosedRange<LocalDate>, _ job: TargetJobs.Open, at now: Instant
  ) throws -> EncodedEvent {
    let groups = Dictionary(grouping: findings.differences) { "\($0.date.iso) \($0.currency)" }
    let byDay = try groups.sorted { $0.key < $1.key }.prefix(2_000).compactMap { _, list in
      try list.first.map { first in
        LedgerReconciled.DayDifference(
          date: first.date, currency: first.currency, differences: list.count,
          amount: try (try? list.map(\.amount).total()) ?? Money(cents: Money.limit))
      }
    }
    let data = LedgerReconciled(
      target: target.name, from: days.lowerBound, until: days.upperBound, journals: findings.journals,
      entries: findings.entries, differenceCount: findings.differences.count, days: byDay,
      differences: Array(findings.differences.prefix(LedgerReconciled.maximumDifferences)))
    let id = EventID(
      tenant: tenant, cause: job.event ?? "comparison \(job.number)", step: "\(now.milliseconds)",
      type: LedgerReconciled.type)
    let context = EventContext(
      id: id, source: ERPPostingWorker.source, subject: "\(days.lowerBound.iso)..\(days.upperBound.iso)", time: now,
      tenant: tenant, correlationID: job.correlationID ?? id.text, causationID: job.event)
    return try Event(context, data: data).encoded()
  }
}
