// What the provider-level adjustments (PLB) of an advice book. A positive amount reduces the payment.

import Ledger
import PaymentEvents

/// How a PLB code is booked.
private enum ProviderAdjustmentRule {
  case openItem, interest, capitation, expense, advance, suspense

  init(_ adjustment: RemittanceReceived.ProviderAdjustment) {
    switch adjustment.reason {
    case "WO", "FB": self = .openItem
    case "72": self = adjustment.amount < .zero ? .openItem : .suspense
    case "L6": self = .interest
    case "CT": self = .capitation
    case "50", "51", "L3", "LE", "IR", "E3": self = .expense
    case "AP": self = .advance
    default: self = .suspense
    }
  }
}

extension RuleBook {
  /// Books all provider-level adjustments of an advice that posts.
  /// - Parameters:
  ///   - adjustments: in document order.
  ///   - advice: the advice's identity.
  ///   - items: the sums so far of the open items that the adjustments are about (``openItem(_:advice:)``); items
  ///     that are missing have no sums yet.
  ///   - evidence: where the PLB segments stand.
  /// - Throws: `MoneyError` when sums leave the range of an amount; `LedgerError` when a name is too long.
  package func bookProviderAdjustments(
    _ adjustments: [RemittanceReceived.ProviderAdjustment], advice: AdviceReference,
    items: [OpenItemKey: OpenItemSums], evidence: String
  ) throws -> ProviderAdjustmentPosting {
    var draft = ProviderAdjustmentDraft(rules: self, advice: advice, evidence: evidence, items: items)
    draft.clearing = Side(try chart.clearing(payer: advice.payer.key, trace: advice.trace), advice.payer.key)
    for (index, adjustment) in adjustments.enumerated() { try draft.take(adjustment, number: index + 1) }
    return try draft.posting()
  }

  /// The open item that a WO, FB or 72 is about; nil for other codes. An FB without a reference that leaves money with
  /// us is of this advice's own trace number.
  package func openItem(
    _ adjustment: RemittanceReceived.ProviderAdjustment, advice: AdviceReference
  ) -> OpenItemKey? {
    guard case .openItem = ProviderAdjustmentRule(adjustment) else { return nil }
    var reference = Trace.normalised(adjustment.reference ?? "")
    if reference.isEmpty, adjustment.reason == "FB", adjustment.amount < .zero {
      reference = Trace.normalised(advice.trace)
    }
    return OpenItemKey(
      payer: advice.payer.key, taxIdentifier: advice.payee, provider: adjustment.provider, reference: reference)
  }
}

/// The provider-level adjustments of an advice while they are being booked.
private struct ProviderAdjustmentDraft {
  let rules: RuleBook
  let advice: AdviceReference
  let evidence: String
  let items: [OpenItemKey: OpenItemSums]
  var clearing: Side?

  var touched: [OpenItemKey: OpenItemSums] = [:]
  var entries: [Entry] = []
  var workItems: [WorkItem] = []
  var unmatched: [OpenItemKey: [Int]] = [:]
  var held = Money.zero

  init(rules: RuleBook, advice: AdviceReference, evidence: String, items: [OpenItemKey: OpenItemSums]) {
    self.rules = rules
    self.advice = advice
    self.evidence = evidence
    self.items = items
  }

  mutating func take(_ adjustment: RemittanceReceived.ProviderAdjustment, number: Int) throws {
    guard !adjustment.amount.isZero else { return }
    if rules.reviewedProviderAdjustments.contains(adjustment.reason) {
      try held += adjustment.amount
      workItems.append(item(.providerAdjustmentHeld, adjustment, number))
      return
    }
    switch ProviderAdjustmentRule(adjustment) {
    case .openItem: try takeOpenItem(adjustment, number)
    case .interest: try move(adjustment, rules.chart.account(.interestIncome))
    case .capitation: try move(adjustment, rules.chart.account(.capitationRevenue))
    case .expense: try move(adjustment, rules.chart.providerAdjustment(code: adjustment.reason))
    case .advance: try move(adjustment, rules.chart.account(.advancesPayable))
    case .suspense:
      try move(adjustment, rules.chart.account(.providerAdjustmentSuspense))
      workItems.append(item(.providerAdjustmentReview, adjustment, number))
    }
  }

  /// A positive amount debits the account and credits clearing; a negative one the other way round.
  private mutating func move(_ adjustment: RemittanceReceived.ProviderAdjustment, _ account: Account) throws {
    guard let clearing else { return }
    var legs = Legs(EntryContext(evidence: evidence))
    legs.move(
      adjustment.amount, debit: Side(account, advice.payer.key), credit: clearing, rule: "PLB \(adjustment.reason)")
    entries += legs.entries
  }

  private mutating func takeOpenItem(_ adjustment: RemittanceReceived.ProviderAdjustment, _ number: Int) throws {
    guard let clearing, let key = rules.openItem(adjustment, advice: advice) else { return }
    let before = touched[key] ?? items[key] ?? .none
    var after = before
    if adjustment.amount < .zero {
      try after.credits += adjustment.amount.magnitude
    } else {
      try after.debits += adjustment.amount
      if try after.suspended() > before.suspended() { unmatched[key, default: []].append(number) }
    }
    touched[key] = after
    entries += try rules.moveOpenItem(
      key, before: before, after: after, against: clearing.account, rule: "PLB \(adjustment.reason)", evidence: evidence
    )
  }

  private func item(
    _ reason: HoldReason, _ adjustment: RemittanceReceived.ProviderAdjustment, _ number: Int
  ) -> WorkItem {
    WorkItem(
      reason, amount: adjustment.amount.magnitude,
      detail: "PLB \(adjustment.reason), adjustment \(number) of the advice, \(adjustment.amount).",
      subject: "plb \(number)", references: ["code": adjustment.reason, "adjustment": String(number)])
  }

  /// One item for each take-back that is still without its item when the whole advice is booked.
  private func takeBackItems() throws -> [WorkItem] {
    var out: [WorkItem] = []
    for (key, numbers) in unmatched.sorted(by: { $0.value[0] < $1.value[0] }) {
      guard let suspended = try touched[key]?.suspended(), !suspended.isZero else { continue }
      out.append(
        WorkItem(
          .takeBackUnmatched, amount: suspended, detail: "Provider-level adjustment \(numbers[0]) of the advice.",
          subject: key.takeBackSubject, references: ["adjustment": String(numbers[0]), "payer": key.payer]))
    }
    return out
  }

  func posting() throws -> ProviderAdjustmentPosting {
    var settled: [OpenItemKey] = []
    for (key, sums) in touched {
      let before = try (items[key] ?? .none).suspended()
      if try !before.isZero && sums.suspended().isZero { settled.append(key) }
    }
    return ProviderAdjustmentPosting(
      booking: try Booking(entries: entries, workItems: workItems + takeBackItems()), items: touched,
      settled: settled.sorted { $0.text < $1.text }, held: held)
  }
}
