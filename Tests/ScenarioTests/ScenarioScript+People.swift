// The steps of a case that people take, and money that no file of the book tells of.

import CashRules
import PaymentEvents

extension ScenarioScript {
  /// `patient 30.00 claim=FC-1 account=003`.
  mutating func patientPayment(_ step: ScenarioStep) throws -> EncodedEvent {
    let name = step.options["as"] ?? step.options["claim"] ?? "prepayment"
    return try event(
      "patient-\(step.line)",
      PatientPaymentReceived(
        amount: Money(cents: ShortAccount.cents(step.word(0))), currency: "USD",
        receivedDate: day(step.options["on"] ?? "2026-03-10"), method: "card", account: step.options["account"],
        patientControlNumber: step.options["claim"]), name: name, correlation: "front desk")
  }

  /// `returned T1 100.00 file=b`: the bank takes back what came under this trace number.
  mutating func returned(_ step: ScenarioStep) throws -> EncodedEvent {
    let trace = try step.word(0)
    let id = "return-\(step.line)"
    let name = step.options["as"] ?? "return-of-\(trace)"
    deposits[name] = id
    return try event(
      id,
      DepositReturned(
        kind: .return, amount: Money(cents: ShortAccount.cents(step.word(1))), currency: "USD",
        valueDate: day(step.options["on"] ?? "2026-03-11"), account: step.options["account"] ?? "001",
        format: step.options["format"] ?? "nacha", reason: "R02", traceNumber: trace,
        source: .init(digest: step.options["file"] ?? "returns", recordRange: [step.line, step.line])),
      name: name, correlation: "returns")
  }

  /// `contract K1 p1 plan=HM version=2 tolerance=5.00/50 lesser`, and below it terms: `fee 99213 95.00 from=…`,
  /// `fee 99213:25 99.00`, `case-rate 470 14500.00`, `per-diem 0120 1800.00`, `percent-of-charge - 65.00`.
  mutating func contract(_ step: ScenarioStep) throws -> EncodedEvent {
    let name = try step.word(0)
    let options = step.options
    var contract = ContractPublished(
      contract: name, version: options["version"].flatMap { Int($0) } ?? 1,
      part: options["part"].flatMap { Int($0) } ?? 1, parts: options["parts"].flatMap { Int($0) } ?? 1,
      payer: try step.word(1), plan: options["plan"], from: try day(options["from"] ?? "2026-01-01"),
      to: try options["to"].map { try day($0) }, lesserOfCharge: step.words.contains("lesser"),
      terms: try step.segments.map { try term($0) })
    if let text = options["tolerance"] {
      let parts = text.split(separator: "/")
      contract.tolerance = .init(
        amount: try Money(cents: ShortAccount.cents(parts[0])), basisPoints: parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    }
    return try event("contract-\(step.line)", contract, name: options["as"] ?? name, correlation: "contracts")
  }

  /// `submitted FC-1 100.00 p1 member=M1 on=2026-02-10 replaces=PC-1`: a claim was sent to a payer.
  mutating func submitted(_ step: ScenarioStep) throws -> EncodedEvent {
    let claim = try step.word(0)
    let date = try step.options["on"].map { try day($0) }
    return try event(
      "submitted-\(step.line)",
      ClaimSubmitted(
        kind: "professional", patientControlNumber: claim, charge: Money(cents: ShortAccount.cents(step.word(1))),
        currency: "USD", frequency: step.options["replaces"] == nil ? "1" : "7", sequence: "P",
        payer: .init(name: nil, identifier: step.word(2).uppercased()), billingProvider: .init(),
        memberIdentifier: step.options["member"], payerClaimNumber: step.options["replaces"],
        dates: date.map { DateRange(from: $0, to: $0) }, diagnoses: [], references: [], otherPayers: [], services: [],
        segmentRange: [1, 9],
        source: .init(digest: "837", interchange: "1", group: "1", transaction: "1", segmentRange: [1, 9])),
      name: step.options["as"] ?? "submitted \(claim)", correlation: "837")
  }

  private func term(_ text: String) throws -> ContractPublished.Term {
    let words = text.split(separator: " ").map(String.init)
    guard words.count >= 3, let method = ContractPublished.Method(rawValue: words[0]) else {
      throw BookError("a term is 'method code amount'")
    }
    let code = words[1].split(separator: ":").map(String.init)
    let cents = try ShortAccount.cents(words[2])
    var term = ContractPublished.Term(
      method: method, code: words[1] == "-" ? nil : code[0], modifiers: Array(code.dropFirst()))
    if method == .percentOfCharge { term.basisPoints = Int(cents) } else { term.amount = try Money(cents: cents) }
    for word in words.dropFirst(3) {
      if let iso = word.split(separator: "=").last.map(String.init) {
        if word.hasPrefix("from=") { term.from = try day(iso) } else { term.to = try day(iso) }
      }
    }
    return term
  }

  /// `ask write-off 20.00 by=ann role=biller claim=FC-1 debtor=patient subject=small-balance as=w1`.
  mutating func ask(_ step: ScenarioStep) throws -> EncodedEvent {
    guard let action = PostingActionRequested.Action(rawValue: try step.word(0)) else {
      throw BookError("there is no action '\(try step.word(0))'")
    }
    let options = step.options
    var request = PostingActionRequested(
      action: action, requestedBy: options["by"] ?? "ann", role: options["role"] ?? "biller", reasonCode: "R1",
      reason: "why")
    if step.words.count > 1 { request.amount = try Money(cents: ShortAccount.cents(step.word(1))) }
    request.deposit = try options["deposit"].map { try identity(of: $0, in: deposits) }
    request.remittance = try options["advice"].map { try identity(of: $0, in: advices) }
    request.claimSequence = options["sequence"].flatMap { Int($0) }
    request.patientControlNumber = options["claim"]
    request.debtor = options["debtor"]
    request.subject = options["subject"]
    request.reference = options["reference"]
    request.account = options["account"]
    request.facility = options["facility"]
    request.debitAccount = try options["debit"].map { try ShortAccount.path($0) }
    request.creditAccount = try options["credit"].map { try ShortAccount.path($0) }
    if request.reference != nil {
      request.provider = Cast.provider
      request.taxIdentifier = Cast.taxIdentifier
    }
    request.request = try options["request"].map { try identity(of: $0, in: requests) }
    let name = options["as"] ?? action.rawValue
    let id = "ask-\(step.line)"
    requests[name] = id
    return try event(id, request, name: name, correlation: "people")
  }

  private func identity(of name: String, in ids: [String: String]) throws -> String {
    guard let id = ids[name] else { throw BookError("nothing is called '\(name)'") }
    return id
  }
}
