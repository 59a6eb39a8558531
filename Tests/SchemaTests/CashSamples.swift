// Samples of what cash application, posting and operations publish.

import PaymentEvents

private let digest = BodySample.digest
private let day = LocalDate(daysSinceEpoch: 20_514)
private let thing = EventID(tenant: "riverside", digest: digest, position: "1", type: "t")

func matchingSamples() throws -> [BodySample] {
  let cents = try Money(cents: 125_340)
  let matched = RemittanceMatched(
    remittance: thing, deposit: thing, traceNumber: "TRN-1", payer: "Lakeshore", amount: cents, currency: "USD",
    rule: "trace-and-amount", confidence: 100)
  let reconciled = DepositReconciled(
    deposit: thing, amount: cents, currency: "USD", remittance: thing, applied: cents, unidentified: .zero)
  let applied = { (claims: [ClaimPaymentsApplied.AppliedClaim]) in
    ClaimPaymentsApplied(remittance: thing, traceNumber: "TRN-1", currency: "USD", run: 1, page: 1, claims: claims)
  }
  let claim = ClaimPaymentsApplied.AppliedClaim(
    sequence: 1, patientControlNumber: "PCN-1", status: "1", paid: cents, contractual: cents, transferred: .zero,
    denied: cents.negated)
  let payment = PatientPaymentReceived(
    amount: cents, currency: "USD", receivedDate: day, method: "card", account: "1", patientControlNumber: "PCN-1",
    reference: "R-1")
  let plain = PatientPaymentReceived(amount: cents, currency: "USD", receivedDate: day, method: "cash")
  return [
    BodySample(full: payment, minimal: plain), try contractSample(cents), openingSample(cents),
    BodySample(full: matched, minimal: matched), BodySample(full: reconciled, minimal: reconciled),
    BodySample(full: applied([claim]), minimal: applied([])),
  ]
}

private func contractSample(_ cents: Money) throws -> BodySample {
  let full = ContractPublished(
    contract: "LRK-2026", version: 1, payer: "larkspur", plan: "HM", from: day, to: day, lesserOfCharge: true,
    tolerance: .init(amount: cents, basisPoints: 50),
    terms: [
      .init(
        method: .fee, code: "99213", modifiers: ["25"], from: day, to: day, amount: cents, basisPoints: 6_500)
    ])
  let minimal = ContractPublished(
    contract: "LRK-2026", version: 1, payer: "larkspur", from: day, terms: [.init(method: .percentOfCharge)])
  return BodySample(full: full, minimal: minimal)
}

private func openingSample(_ cents: Money) -> BodySample {
  let minimal = OpeningBalanceLoaded(
    kind: .receivable, amount: cents, currency: "USD", date: day, source: .init(digest: digest, line: 2))
  var full = minimal
  (full.patientAmount, full.charge, full.patientControlNumber, full.payers) = (cents, cents, "PCN-1", ["larkspur"])
  (full.serviceDates, full.facility, full.costCenter) = (DateRange(from: day, to: day), "MAIN", "C2")
  (full.account, full.traceNumber, full.payer, full.reference) = ("1", "TRN-1", "larkspur", "R-1")
  (full.provider, full.taxIdentifier, full.earlierPayers) = ("1234567893", "895550123", 1)
  return BodySample(full: full, minimal: minimal)
}

func workItemSamples() throws -> [BodySample] {
  let opened = { (role: String?, references: [String: String]) in
    WorkItemOpened(
      workItem: thing, reason: "deposit-without-advice", category: "matching", scope: "deposit", queue: "cash-posting",
      role: role, priority: 2, dueDate: day, amount: .zero, currency: "USD", summary: "Ask for the advice.",
      references: references)
  }
  let resolved = WorkItemResolved(workItem: thing, reason: "deposit-without-advice", resolution: "the advice arrived")
  return [
    BodySample(full: opened("finance", ["traceNumber": "TRN-1"]), minimal: opened(nil, [:])),
    BodySample(full: resolved, minimal: resolved),
  ]
}

func journalSamples() throws -> [BodySample] {
  let cents = try Money(cents: 100)
  let journal = { (lines: [JournalLine]) in
    JournalRequested(
      journal: thing, unit: "deposit", description: "Deposit", valueDate: day, postingDate: day, originalDate: day,
      period: day.yearMonth, entity: "RMG", currency: "USD", lines: lines)
  }
  let line = JournalLine(
    account: "Assets:Cash", debit: cents, credit: .zero, party: "Lakeshore", facility: "MAIN", costCenter: "C2",
    evidence: "deposit 1")
  let bare = JournalLine(account: "Assets:Cash", debit: .zero, credit: cents, evidence: "deposit 1")
  let posted = JournalPosted(journal: thing, reference: "2026/1", target: "ledger")
  let rejected = JournalRejected(journal: thing, target: "ledger", code: "period", reason: "The period is closed.")
  return [
    BodySample(full: journal([line, line]), minimal: journal([bare, bare])),
    BodySample(full: posted, minimal: posted), BodySample(full: rejected, minimal: rejected),
  ]
}

func ledgerSamples() throws -> [BodySample] {
  let cents = try Money(cents: 100)
  let retry = JournalRetryRequested(journal: thing, requestedBy: "ann", reason: "The period is open.")
  let reading = MasterDataReadingRequested(requestedBy: "ann", reason: "New accounts.")
  let asked = LedgerReconciliationRequested(from: day, until: day, requestedBy: "ann", reason: "The month ends.")
  let changes = { (change: MasterDataChanged.Change) in
    MasterDataChanged(target: "ledger", reading: 1, page: 1, pages: 1, changes: [change])
  }
  let period = MasterDataChanged.Change(
    kind: .period, code: "2026-03", name: "March", action: .added, isOpen: true, needsParty: false, from: day,
    until: day)
  let account = MasterDataChanged.Change(kind: .account, code: "1", name: "", action: .removed, isOpen: false)
  let differs = LedgerReconciled(
    target: "ledger", from: day, until: day, journals: 1, entries: 1, differenceCount: 1,
    days: [.init(date: day, currency: "USD", differences: 1, amount: cents)],
    differences: [
      .init(
        journal: thing, kind: .amounts, date: day, currency: "USD", amount: cents, reference: "7", ours: "1.00",
        theirs: "2.00")
    ])
  let agrees = LedgerReconciled(
    target: "ledger", from: day, until: day, journals: 0, entries: 0, differenceCount: 0, days: [], differences: [])
  return [
    BodySample(full: retry, minimal: retry), BodySample(full: reading, minimal: reading),
    BodySample(full: asked, minimal: asked), BodySample(full: changes(period), minimal: changes(account)),
    BodySample(full: differs, minimal: agrees),
  ]
}

func auditSamples() throws -> [BodySample] {
  let full = MessageDeadLettered(
    message: "m", messageType: "t", failureClass: "invalid", code: "not-json", queue: "router.internal",
    fingerprint: "invalid/not-json/t")
  let minimal = MessageDeadLettered(
    message: "", messageType: "", failureClass: "crash", code: "c", queue: "q", fingerprint: "f")
  let replayed = MessageReplayed(retry: "12.1", message: "m", queue: "cash-application", outcome: "applied")
  return [BodySample(full: full, minimal: minimal), BodySample(full: replayed, minimal: replayed)]
}
