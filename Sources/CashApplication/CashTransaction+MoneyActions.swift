// What people book: write-offs, refunds, and overpayments that a payer's letter claims.

import CashRules
import Foundation
import Ledger
import PaymentEvents
import Storage

extension CashTransaction {
  /// Write-off, credit balance made payable, refund paid: each only as far as the claim's balance goes.
  func bookReceivable(_ event: Event<PostingActionRequested>) throws {
    let request = event.data
    guard let amount = request.amount, amount > .zero else { throw Obstacle("the amount must be above zero") }
    guard let claim = request.patientControlNumber, let name = request.debtor else {
      throw Obstacle("name the claim, and whose receivable it is: a payer's key, or patient")
    }
    let debtor: Debtor = name == "patient" ? .patient : .payer(name)
    let receivable = try rules.chart.account(of: debtor).path
    guard try connection.first("SELECT 1 FROM receivables WHERE claim = ? LIMIT 1", [.text(claim)]) != nil else {
      throw Obstacle("no claim of this patient control number is on the books")
    }
    let evidence = "request \(event.context.id)"
    let booking: Booking
    switch request.action {
    case .writeOff:
      guard let kind = request.subject.flatMap(WriteOff.init(code:)) else {
        throw Obstacle("a write-off is bad-debt, charity or small-balance")
      }
      try require(amount, atMost: balance(of: claim, receivable), "open")
      booking = try rules.bookWriteOff(amount, of: debtor, as: kind, claim: claim, evidence: evidence)
    case .refundCredit:
      try require(amount, atMost: -balance(of: claim, receivable), "in credit")
      booking = try rules.bookCreditBalance(amount, of: debtor, claim: claim, evidence: evidence)
    default:
      try require(amount, atMost: -balance(of: claim, rules.chart.account(.refundPayable).path), "payable")
      guard let account = request.account else { throw Obstacle("name the bank account that it was paid from") }
      booking = try rules.bookRefund(amount, of: debtor, claim: claim, bankAccount: account, evidence: evidence)
    }
    try book(booking.entries, unit: unit(ofAction: event), run: 1, description: description(request.action))
  }

  private func require(_ amount: Money, atMost limit: Int64, _ word: String) throws {
    guard amount.cents <= limit else { throw Obstacle("only \(Money.text(max(0, limit))) are \(word) on the claim") }
  }

  private func balance(of claim: String, _ account: String) throws -> Int64 {
    let row = try connection.first(
      "SELECT balance FROM receivables WHERE claim = ? AND account = ?", [.text(claim), .text(account)])
    return row?.integer(0) ?? 0
  }

  private func balance(of account: String) throws -> Int64 {
    try connection.first("SELECT balance FROM account_balances WHERE account = ?", [.text(account)])?.integer(0) ?? 0
  }

  private func description(_ action: PostingActionRequested.Action) -> String {
    switch action {
    case .writeOff: "Write-off"
    case .refundCredit: "Credit balance to be refunded"
    case .payRefund: "Refund of a credit balance"
    case .acceptOverpayment: "Overpayment accepted"
    default: "Refund to a payer"
    }
  }

  // MARK: - Between accounts

  /// An amount moves from one account to another: of a receivable, and of what is owed, no more than stands there. Else
  /// one person could make a credit balance, and refund it.
  func transfer(_ event: Event<PostingActionRequested>) throws {
    let request = event.data
    guard let amount = request.amount, amount > .zero else { throw Obstacle("the amount must be above zero") }
    let debit = try account(request.debitAccount, "debited")
    let credit = try account(request.creditAccount, "credited")
    guard debit.account != credit.account else { throw Obstacle("both accounts are the same") }
    if debit.purpose.isReceivable || credit.purpose.isReceivable {
      guard let claim = request.patientControlNumber, try !charges(of: claim).isEmpty else {
        throw Obstacle("a receivable is one of a claim: name the patient control number of a charge")
      }
      if credit.purpose.isReceivable { try require(amount, atMost: balance(of: claim, credit.account.path), "open") }
    }
    if debit.purpose.isOwed {
      let owed = try -balance(of: debit.account.path)
      guard amount.cents <= owed else {
        throw Obstacle("only \(Money.text(max(0, owed))) stand on \(debit.account.path)")
      }
    }
    let booking = try rules.bookTransfer(
      amount, debit: (debit.account, debit.party), credit: (credit.account, credit.party),
      claim: request.patientControlNumber, evidence: "request \(event.context.id)")
    try book(booking.entries, unit: unit(ofAction: event), run: 1, description: "Transfer between accounts")
  }

  private struct TransferSide {
    var account: Account
    var party: String?
    var purpose: Chart.Purpose
  }

  private func account(_ path: String?, _ side: String) throws -> TransferSide {
    guard let path else { throw Obstacle("name the account that is \(side)") }
    guard let account = try? Account(path), let purpose = try rules.chart.purpose(of: account) else {
      throw Obstacle("'\(path)' is no account of the chart; `tributary ledger trial-balance` shows them")
    }
    guard purpose.takesTransfers else {
      throw Obstacle("what stands on \(path) follows from documents, and is changed by actions about those")
    }
    let isOfPayer = purpose == .receivablePayer
    guard try !isOfPayer || account != rules.chart.account(.receivablePayer) else {
      throw Obstacle("name the payer's receivable: \(path):…")
    }
    return TransferSide(
      account: account, party: isOfPayer ? account.parts.last?.removingPercentEncoding : nil,
      purpose: purpose)
  }

  // MARK: - Open items with payers

  /// A letter is accepted before the payer takes the money back, or the money is sent to the payer.
  func bookOpenItem(_ event: Event<PostingActionRequested>) throws {
    let request = event.data
    guard let amount = request.amount, amount > .zero else { throw Obstacle("the amount must be above zero") }
    guard let payer = request.debtor, payer != "patient", let reference = request.reference,
      let provider = request.provider
    else { throw Obstacle("name the payer, the provider and the reference of the open item") }
    let key = OpenItemKey(
      payer: payer, taxIdentifier: request.taxIdentifier ?? "", provider: provider,
      reference: Trace.normalised(reference))
    let before = try openItem(key)
    let evidence = "request \(event.context.id)"
    let result: (booking: Booking, sums: OpenItemSums)
    if request.action == .acceptOverpayment {
      guard let claim = request.patientControlNumber else { throw Obstacle("name the claim that was overpaid") }
      result = try rules.acceptOverpayment(amount, claim: claim, item: key, before: before, evidence: evidence)
    } else {
      guard let account = request.account else { throw Obstacle("name the bank account that it was paid from") }
      let owed = try before.owed()
      guard amount <= owed else { throw Obstacle("only \(owed) are owed to the payer") }
      result = try rules.refundPayer(amount, item: key, before: before, bankAccount: account, evidence: evidence)
    }
    try store(key, result.sums)
    if try !before.suspended().isZero, try result.sums.suspended().isZero { try resolveTakeBack(key) }
    try book(result.booking.entries, unit: unit(ofAction: event), run: 1, description: description(request.action))
  }
}

extension WriteOff {
  /// The code by which requests name it.
  init?(code: String) { self.init(rawValue: code.replacing("-", with: " ")) }
}
