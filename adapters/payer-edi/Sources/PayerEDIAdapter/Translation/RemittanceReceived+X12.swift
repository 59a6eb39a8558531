// The header event of an advice, from what the 835 layer read.

import PaymentEvents
import X12

extension RemittanceReceived {
  /// Builds it. Throws where an amount is beyond the limit, which the 835 layer has refused before.
  init(_ facts: RemittanceFacts, pages: Int, source: Source) throws {
    self.init(
      traceNumber: facts.traceNumber, traceOriginator: facts.traceOriginator.unlessEmpty, currency: facts.currency,
      payment: Payment(
        amount: try Money(cents: facts.amount), direction: facts.isDebit ? .debit : .credit, method: facts.method,
        date: facts.paymentDate.flatMap(LocalDate.init), originator: facts.originator.unlessEmpty),
      payer: Party(
        name: facts.payer.name.unlessEmpty,
        identifier: facts.payer.identifier.unlessEmpty ?? facts.payer.firstReference.unlessEmpty),
      payee: Payee(
        name: facts.payee.name.unlessEmpty, identifier: facts.payee.identifier.unlessEmpty,
        taxIdentifier: facts.payee.taxIdentifier),
      claimCount: facts.claimCount, pages: pages, totals: try Totals(facts.totals),
      providerAdjustments: try facts.providerAdjustments.map(ProviderAdjustment.init), balance: try Balance(facts),
      references: facts.references.isEmpty
        ? nil : facts.references.map { Reference(qualifier: $0.qualifier, value: $0.value) },
      productionDate: facts.productionDate.flatMap(LocalDate.init),
      contacts: facts.contacts.isEmpty ? nil : facts.contacts.map(Contact.init),
      delivery: facts.delivery.map(Delivery.init),
      providerSummaries: facts.summaries.isEmpty ? nil : try facts.summaries.map(ProviderSummary.init), source: source)
  }
}

extension RemittanceReceived.Contact {
  fileprivate init(_ fact: ContactFact) {
    self.init(
      function: fact.function, name: fact.name.unlessEmpty,
      numbers: fact.numbers.map { Reference(qualifier: $0.qualifier, value: $0.value) })
  }
}

extension RemittanceReceived.Delivery {
  fileprivate init(_ fact: DeliveryFact) {
    self.init(method: fact.method, name: fact.name.unlessEmpty, address: fact.address.unlessEmpty)
  }
}

extension RemittanceReceived.ProviderSummary {
  fileprivate init(_ fact: ProviderSummaryFact) throws {
    self.init(
      provider: fact.provider, facilityCode: fact.facilityCode.unlessEmpty,
      fiscalPeriod: fact.fiscalPeriod.flatMap(LocalDate.init), claimCount: fact.claimCount,
      charge: try fact.charge.map { try Money(cents: $0) },
      values: fact.values.map { AdjudicationValue(element: $0.qualifier, value: $0.value) }, segment: fact.segment)
  }
}

extension RemittanceReceived.Totals {
  fileprivate init(_ totals: RemittanceTotals) throws {
    self.init(
      charge: try Money(cents: totals.charge), paid: try Money(cents: totals.paid),
      patientResponsibility: try Money(cents: totals.patientResponsibility),
      adjustments: try totals.adjustments.reduce(into: [:]) { $0[$1.code] = try Money(cents: $1.amount) })
  }
}

extension RemittanceReceived.ProviderAdjustment {
  fileprivate init(_ fact: ProviderAdjustmentFact) throws {
    self.init(
      provider: fact.provider, fiscalPeriod: fact.fiscalPeriod.flatMap(LocalDate.init), reason: fact.reason,
      reference: fact.reference.unlessEmpty, amount: try Money(cents: fact.amount))
  }
}

extension RemittanceReceived.Balance {
  fileprivate init(_ facts: RemittanceFacts) throws {
    let findings = try facts.imbalances.map { imbalance in
      Finding(
        level: imbalance.level.rawValue, segment: imbalance.segment, expected: try Money(cents: imbalance.expected),
        found: try Money(cents: imbalance.found))
    }
    self.init(balanced: facts.isBalanced, findings: findings, findingCount: facts.imbalanceCount)
  }
}

extension RemittanceParty {
  /// N104 where N103 says FI (or TJ), else REF*TJ.
  fileprivate var taxIdentifier: String? {
    qualifier == "FI" || qualifier == "TJ" ? identifier.unlessEmpty : taxReference.unlessEmpty
  }
}

extension LocalDate {
  /// The same day.
  init?(_ date: X12Date) {
    self.init(year: Int(date.number / 10_000), month: Int(date.number / 100 % 100), day: Int(date.number % 100))
  }
}

extension String {
  fileprivate var unlessEmpty: String? { isEmpty ? nil : self }
}
