// What a translation says about a file besides its events: totals, findings, and what was read but not deposited.

import BankFiles
import PaymentEvents

/// The outcome of translating one file.
package struct TranslationReport: Sendable, Equatable {
  /// How many entries of each list are kept; all are counted.
  package static let limit = 1_000
  /// How many accounts are totalled one by one; further ones share ``otherAccounts``.
  package static let maximumAccounts = 10_000

  package var format: BankFileFormat
  /// Everything that was noticed. An error among them refuses the file.
  package var findings = FindingList()
  /// Credits that became `deposit.received`. All totals are zero for a refused file.
  package var deposits = Tally()
  /// What became `deposit.returned`.
  package var returned = Tally()
  /// Debits that take nothing back: money that leaves is not for this adapter.
  package var debits = Tally()
  /// Credits that are not deposits, or not ones that this version handles.
  package var otherCredits = Tally()
  /// Deposits by account and currency. The numbers are the bank's; they do not belong in logs.
  package var accounts: [AccountKey: Tally] = [:]
  /// Deposits on accounts beyond the limit.
  package var otherAccounts = Tally()
  /// What was read and is kept in the file without an event, the first ones.
  package private(set) var kept: [KeptItem] = []
  /// How many items there were of each reason, and their sum.
  package private(set) var keptTotals: [KeptItem.Reason: Tally] = [:]
  /// How many items there were of each reason.
  package var keptCounts: [KeptItem.Reason: Int] { keptTotals.mapValues(\.count) }

  package init(format: BankFileFormat) {
    self.format = format
  }

  /// Why nothing of the file was published, in one line; nil if it was read.
  package var refusal: String? {
    findings.listed.first { $0.severity == .error }?.description
  }

  /// The event body for a refused file; nil if it was read.
  package func rejection(digest: String) -> FileRejected? {
    guard let refusal else { return nil }
    let listed = findings.listed.filter { $0.severity == .error } + findings.listed.filter { $0.severity == .warning }
    return FileRejected(
      digest: digest, format: format.rawValue, scope: "file", position: nil, reason: refusal,
      findings: listed.prefix(Self.limit).map { FileRejected.Finding($0) },
      findingCount: findings.counts[.error, default: 0] + findings.counts[.warning, default: 0])
  }

  mutating func count(_ deposit: Deposit) throws {
    try deposits.add(deposit.body.amount)
    let key = AccountKey(account: deposit.body.account, currency: deposit.body.currency)
    if accounts[key] == nil, accounts.count >= Self.maximumAccounts {
      try otherAccounts.add(deposit.body.amount)
    } else {
      try accounts[key, default: Tally()].add(deposit.body.amount)
    }
  }

  mutating func count(_ item: ReturnedDeposit) throws {
    try returned.add(item.body.amount)
  }

  mutating func count(_ item: KeptItem) throws {
    try keptTotals[item.reason, default: Tally()].add(item.amount)
    if kept.count < Self.limit { kept.append(item) }
    switch item.direction {
    case .credit: try otherCredits.add(item.amount)
    case .debit: try debits.add(item.amount)
    case .none: break
    }
  }
}

/// A number of items and their sum in minor units. Sums mix currencies where a file does.
package struct Tally: Sendable, Equatable {
  package var count = 0
  package var total = Money.zero

  package init() {}

  mutating func add(_ amount: Money) throws {
    count += 1
    total = try total + amount
  }
}

/// An account as the file writes it, and the currency of its deposits.
package struct AccountKey: Sendable, Hashable {
  package var account: String
  package var currency: String

  package init(account: String, currency: String) {
    self.account = account
    self.currency = currency
  }
}

/// Something that was read and not deposited: not handled in this version, and kept in the file.
package struct KeptItem: Sendable, Equatable {
  /// Why it is no deposit.
  package enum Reason: String, Sendable, CaseIterable {
    case debit
    case returnedItem = "returned-item"
    case notificationOfChange = "notification-of-change"
    case prenote
    case noMoney = "no-money"
    case negativeAmount = "negative-amount"
    case summaryCode = "summary-code"
    case itemOfDeposit = "item-of-deposit"
    case notAMovement = "not-a-movement"
    case groupStatus = "group-status"
    case accountingAdvice = "accounting-advice"
  }

  /// Which way the money would move.
  package enum Direction: String, Sendable {
    case credit, debit, none
  }

  package var reason: Reason
  package var direction: Direction
  /// Where it stands.
  package var place: RecordPlace
  /// The type code or transaction code, verbatim.
  package var code: String
  package var amount: Money
  package var currency: String
}

extension FileRejected.Finding {
  /// The finding as the event carries it.
  init(_ finding: Finding) {
    self.init(
      severity: finding.severity.rawValue, rule: finding.rule.rawValue,
      message: "expected \(finding.expected), found \(finding.found)",
      segment: finding.record > 0 ? finding.record : nil, byteOffset: Int64(finding.offset), element: finding.field)
  }
}
