// A tiny set of books in memory: takes documents in any order and posts whatever can be posted.

import CashRules
import Ledger
import PaymentEvents

/// Something that arrives.
enum Document {
  case charge(Charge)
  case deposit(DepositReceived)
  case advice(RemittanceReceived, [Claim])
  case patientPayment(Int64, claim: String)
  case refund(Int64, payer: String, claim: String)
}

struct Books {
  struct Advice {
    var reference: AdviceReference
    var header: RemittanceReceived
    var waiting: [Claim]
    var isFunded = false
    var adjustmentsPosted = false
  }
  struct Deposit {
    var id: EventID
    var body: DepositReceived
    var payer: Payer?
    var isMatched = false
  }

  let rules: RuleBook
  let directory: PayerDirectory
  var entries: [Entry] = []
  /// The entries of each document that arrived, in order of arrival.
  var steps: [[Entry]] = []
  var charges: [Charge] = []
  var deposits: [Deposit] = []
  var advices: [Advice] = []
  var posted: [PostedClaim] = []
  var items: [OpenItemKey: OpenItemSums] = [:]
  var held: [String: HoldReason] = [:]

  init(rules: RuleBook = RuleBook()) throws {
    self.rules = rules
    directory = try CashRulesTests.directory()
  }

  mutating func take(_ document: Document) throws {
    let before = entries.count
    switch document {
    case .charge(let charge):
      charges.append(charge)
      try book(rules.bookCharge(charge, evidence: "charge"))
    case .deposit(let body):
      let payer = rules.depositPayer(body, directory: directory)
      let id = EventID("deposit-\(body.traceNumber ?? "")-\(body.amount.cents)")
      deposits.append(Deposit(id: id, body: body, payer: payer))
      try book(rules.bookDeposit(body, payer: payer))
    case .advice(let header, let claims):
      let id = EventID("advice-\(header.traceNumber)")
      let reference = AdviceReference(id, header, directory: directory)
      advices.append(Advice(reference: reference, header: header, waiting: claims))
    case .patientPayment(let amount, let claim):
      try book(
        rules.bookPatientPayment(cents(amount), bankAccount: "001", claim: claim, evidence: "payment"))
    case .refund(let amount, let payer, let claim):
      let amount = try cents(amount)
      try book(rules.bookCreditBalance(amount, of: .payer(payer), claim: claim, evidence: "refund"))
      try book(
        rules.bookRefund(amount, of: .payer(payer), claim: claim, bankAccount: "001", evidence: "refund"))
    }
    try matchMoney()
    while try postOnce() {}
    steps.append(Array(entries[before...]))
  }

  private mutating func book(_ booking: Booking) throws { entries += booking.entries }

  private mutating func matchMoney() throws {
    let result = try rules.match(
      deposits: deposits.filter { !$0.isMatched }.map {
        DepositCandidate(
          id: $0.id, trace: $0.body.traceNumber, payer: $0.payer, amount: $0.body.amount, valueDate: $0.body.valueDate)
      },
      advices: advices.filter { !$0.isFunded }.map {
        AdviceCandidate(
          id: $0.reference.remittance, trace: $0.reference.trace, payer: $0.reference.payer,
          amount: $0.header.payment.amount, date: $0.header.payment.date)
      })
    for match in result.matches { try apply(match) }
  }

  private mutating func apply(_ match: DepositMatch) throws {
    guard let d = deposits.firstIndex(where: { $0.id == match.deposit }),
      let a = advices.firstIndex(where: { $0.reference.remittance == match.remittance })
    else { return }
    deposits[d].isMatched = true
    advices[a].isFunded = true
    let reference = advices[a].reference
    if !rules.depositIsIdentified(trace: deposits[d].body.traceNumber, payer: deposits[d].payer) {
      try book(
        rules.identify(match.applied, payer: reference.payer, trace: reference.trace, evidence: match.rule))
    } else if match.excess > .zero {
      try book(
        rules.splitExcess(match.excess, payer: reference.payer, trace: reference.trace, evidence: match.rule))
    }
  }

  /// Posts the first thing that can be posted; false when there is none.
  private mutating func postOnce() throws -> Bool {
    for index in advices.indices {
      let advice = advices[index]
      let standing = AdviceStanding(isFunded: advice.isFunded)
      guard try rules.adviceHolds(advice.header, advice.reference, standing: standing).isEmpty else { continue }
      if !advice.adjustmentsPosted {
        try postAdjustments(index)
        return true
      }
      if try postClaim(of: index) { return true }
    }
    return false
  }

  private mutating func postAdjustments(_ index: Int) throws {
    let advice = advices[index]
    let posting = try rules.bookProviderAdjustments(
      advice.header.providerAdjustments, advice: advice.reference, items: items, evidence: "plb")
    items.merge(posting.items) { $1 }
    try book(posting.booking)
    advices[index].adjustmentsPosted = true
  }

  private mutating func postClaim(of index: Int) throws -> Bool {
    let advice = advices[index]
    for (place, claim) in advice.waiting.enumerated() {
      let history = ClaimHistory(
        charges: charges.filter { $0.patientControlNumber == claim.patientControlNumber },
        posted: posted.filter { $0.fingerprint.patientControlNumber == claim.patientControlNumber })
      let name = "\(advice.reference.trace)/\(claim.sequence)"
      switch try rules.decide(claim, advice: advice.reference, history: history) {
      case .post(let posting):
        try book(posting.booking)
        posted.append(posting.posted)
        advices[index].waiting.remove(at: place)
        held[name] = nil
        return true
      case .hold(let item): held[name] = item.reason
      case .ignore: continue
      }
    }
    return false
  }
}
