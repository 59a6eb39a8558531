// A target whose outcomes stand in the audit log.

import Ledger

/// Notes what another target was asked and what it said, journal by journal.
package struct AuditedTarget: ERPTarget {
  private let target: any ERPTarget
  private let audit: CallAudit

  package init(_ target: any ERPTarget, audit: CallAudit) {
    self.target = target
    self.audit = audit
  }

  package var name: String { target.name }
  package var capabilities: TargetCapabilities { target.capabilities }
  package func code(of account: Account) -> String { target.code(of: account) }
  package func close() async { await target.close() }

  package func find(_ keys: [String]) async throws -> [String: String] {
    guard !keys.isEmpty else { return [:] }
    return try await noted("find", about: keys) {
      let found = try await target.find(keys)
      return (found, keys.map { entry("find", $0, found[$0] == nil ? "absent" : "found", found[$0]) })
    }
  }

  package func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
    guard !journals.isEmpty else { return try await target.post([]) }
    return try await noted("post", about: journals.map(\.id)) {
      let outcomes = try await target.post(journals)
      return (outcomes, zip(journals, outcomes).map { entry("post", $0.id, $1) })
    }
  }

  package func settled(refused keys: [String]) async throws { try await target.settled(refused: keys) }

  package func reverse(_ key: String, by reversal: Journal) async throws -> PostingOutcome {
    try await noted("reverse", about: [key]) {
      let outcome = try await target.reverse(key, by: reversal)
      return (outcome, [entry("reverse", reversal.id, outcome)])
    }
  }

  package func masterData() async throws -> MasterData {
    try await noted("master-data", about: []) {
      let data = try await target.masterData()
      let size = "\(data.accounts.count) accounts, \(data.periods.count) periods, \(data.parties.count) parties"
      return (data, [entry("master-data", nil, "answered", size)])
    }
  }

  package func entries(
    of days: ClosedRange<Day>, after key: String?, limit: Int
  ) async throws -> [TargetEntry] {
    try await noted("entries", about: []) {
      let entries = try await target.entries(of: days, after: key, limit: limit)
      return (entries, [entry("entries", nil, "answered", "\(entries.count) entries")])
    }
  }

  package func paymentStatus(of keys: [String]) async throws -> [String: PaymentStatus] {
    try await noted("payment-status", about: keys) {
      let status = try await target.paymentStatus(of: keys)
      return (status, [entry("payment-status", nil, "answered", "\(status.count) of \(keys.count)")])
    }
  }

  private func noted<Result>(
    _ operation: String, about keys: [String], _ body: () async throws -> (Result, [CallAudit.Entry])
  ) async throws -> Result {
    do {
      let (result, entries) = try await body()
      audit.note(entries)
      return result
    } catch {
      let kind = "\(type(of: error))"
      let failed = keys.map { entry(operation, $0, "failed", kind) }
      audit.note(failed.isEmpty ? [entry(operation, nil, "failed", kind)] : failed)
      throw error
    }
  }

  private func entry(
    _ operation: String, _ journal: String?, _ outcome: String, _ detail: String? = nil
  ) -> CallAudit.Entry {
    var entry = CallAudit.Entry(target: name, operation: operation, outcome: outcome)
    entry.journal = journal
    entry.detail = detail
    return entry
  }

  private func entry(_ operation: String, _ journal: String, _ outcome: PostingOutcome) -> CallAudit.Entry {
    switch outcome {
    case .posted(let reference): entry(operation, journal, "posted", reference)
    case .rejected(let code, _): entry(operation, journal, "rejected", code)
    case .pending: entry(operation, journal, "pending")
    case .untried: entry(operation, journal, "untried")
    }
  }
}
