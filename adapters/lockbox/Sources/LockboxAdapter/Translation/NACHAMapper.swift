// From NACHA entries to deposits: which entries are money that arrived, from whom, with which trace number.

import BankFiles
import PaymentEvents

/// Maps credit entries to deposits.
struct NACHAMapper: DepositMapper {
  private let digest: String
  private let profiles: BankProfiles
  var reader: NACHAReader
  private var file: NACHAFileHeader?
  /// How many bank files have begun; several may come as one.
  private var files = 0
  private var batch: NACHABatch?
  private(set) var extra = FindingList()

  init(digest: String, profiles: BankProfiles) {
    self.digest = digest
    self.profiles = profiles
    reader = NACHAReader(relaxations: profiles.relaxations)
  }

  func again() -> NACHAMapper { NACHAMapper(digest: digest, profiles: profiles) }

  mutating func take(_ element: NACHAElement, _ sink: (MappedItem) throws -> Void) throws {
    switch element {
    case .file(let value):
      (file, batch) = (value, nil)
      files += 1
    case .batch(let value): batch = value
    case .entry(let entry): try take(entry, sink)
    }
  }

  mutating func check(_ element: NACHAElement) throws -> Money? {
    switch element {
    case .file(let value):
      (file, batch) = (value, nil)
      return nil
    case .batch(let value):
      batch = value
      return nil
    case .entry(let entry):
      guard let batch else { return nil }
      if reasonAgainst(entry, batch) == nil {
        guard valueDate(batch) != nil else {
          noteNoDate(entry)
          return nil
        }
        if !Self.takesBack(entry, batch) { _ = embedded(entry) }
      }
      return try Money(cents: entry.amount)
    }
  }

  private mutating func take(_ entry: NACHAEntry, _ sink: (MappedItem) throws -> Void) throws {
    guard let batch else { return }
    if let reason = reasonAgainst(entry, batch) {
      try sink(.kept(kept(entry, batch, reason)))
    } else if let returned = try returned(entry, batch) {
      try sink(.returned(returned))
    } else if let deposit = try deposit(entry, batch) {
      try sink(.deposit(deposit))
    } else {
      noteNoDate(entry)
    }
  }

  private mutating func noteNoDate(_ entry: NACHAEntry) {
    extra.add(
      Finding(.noDate, at: entry.place, field: "value date", expected: "a date of batch or file", found: "none"))
  }

  /// The advice inside an entry, with what does not fit between the two.
  private mutating func embedded(_ entry: NACHAEntry) -> EmbeddedAdvice? {
    guard entry.mayHoldX12, let embedded = EmbeddedAdvice(entry.paymentInformation) else { return nil }
    for finding in embedded.findings(amount: entry.amount, at: entry.place) { extra.add(finding) }
    return embedded
  }

  /// Why an entry is no deposit, or nil if it is one.
  private func reasonAgainst(_ entry: NACHAEntry, _ batch: NACHABatch) -> KeptItem.Reason? {
    if entry.isNotificationOfChange || batch.entryClass == "COR" { return .notificationOfChange }
    if Self.takesBack(entry, batch) { return nil }
    if entry.isReturn || entry.code.purpose == .returnOrChange { return .returnedItem }
    if batch.isADV || entry.code.purpose == .advice { return .accountingAdvice }
    if entry.code.purpose == .prenote { return .prenote }
    if entry.code.direction == .debit { return .debit }
    return entry.amount == 0 || entry.code.purpose == .zeroDollar ? .noMoney : nil
  }

  private func kept(_ entry: NACHAEntry, _ batch: NACHABatch, _ reason: KeptItem.Reason) throws -> KeptItem {
    KeptItem(
      reason: reason, direction: entry.code.direction == .credit ? .credit : .debit, place: entry.place,
      code: entry.code.text, amount: try Money(cents: entry.amount), currency: batch.currency)
  }

  /// The deposit; nil if no date can be found for it.
  private mutating func deposit(_ entry: NACHAEntry, _ batch: NACHABatch) throws -> Deposit? {
    guard let valueDate = valueDate(batch) else { return nil }
    let text = entry.paymentInformation
    let embedded = embedded(entry)
    let trace = TraceSegment(in: text)
    let name = entry.internationalOriginator ?? batch.companyName
    var body = DepositReceived(
      amount: try Money(cents: entry.amount), currency: batch.currency, valueDate: valueDate, account: entry.account,
      kind: .ach, format: "nacha", traceNumber: DepositText.trace(embedded?.traceNumber) ?? trace?.number,
      traceOriginator: DepositText.trace(embedded?.traceOriginator) ?? trace?.originator,
      payer: .init(name: DepositText.filled(name), identifier: DepositText.filled(batch.companyID)),
      reference: DepositText.filled(entry.traceNumber), typeCode: entry.code.text, text: DepositText.limited(text),
      source: .init(
        digest: digest, fileNumber: files > 1 ? files : nil, recordRange: [entry.place.record, entry.lastRecord]))
    body.receipt = profiles.receipt(of: body, isClaimPayment: batch.isHealthCareClaimPayment)
    let time = Instant(file?.created, file?.createdAt) ?? Instant(startOf: valueDate)
    return Deposit(place: entry.place, time: time, body: body, bankReference: body.reference)
  }

  /// Money that leaves again: a debit that returns an entry or reverses one. Nil for any other entry.
  private func returned(_ entry: NACHAEntry, _ batch: NACHABatch) throws -> ReturnedDeposit? {
    guard Self.takesBack(entry, batch), let valueDate = valueDate(batch) else { return nil }
    let text = entry.paymentInformation
    let body = DepositReturned(
      kind: entry.isReturn ? .return : .reversal, amount: try Money(cents: entry.amount), currency: batch.currency,
      valueDate: valueDate, account: entry.account, format: "nacha", reason: entry.reason,
      originalReference: entry.originalTraceNumber, traceNumber: TraceSegment(in: text)?.number,
      payerIdentifier: DepositText.filled(batch.companyID), reference: DepositText.filled(entry.traceNumber),
      typeCode: entry.code.text, text: DepositText.limited(text),
      source: .init(
        digest: digest, fileNumber: files > 1 ? files : nil, recordRange: [entry.place.record, entry.lastRecord]))
    let time = Instant(file?.created, file?.createdAt) ?? Instant(startOf: valueDate)
    return ReturnedDeposit(place: entry.place, time: time, body: body)
  }

  /// A dishonored return and its answer move no money of ours by themselves; a returned credit of ours comes back.
  private static func takesBack(_ entry: NACHAEntry, _ batch: NACHABatch) -> Bool {
    guard entry.code.direction == .debit, entry.amount > 0, !batch.isADV, !entry.isNotificationOfChange,
      !entry.account.isEmpty
    else { return false }
    if entry.isReturn { return !entry.isDishonoredOrContested }
    return batch.isReversal && entry.code.purpose == .payment
  }

  /// The effective entry date, or else the operator's settlement day, or the file's date.
  private func valueDate(_ batch: NACHABatch) -> LocalDate? {
    LocalDate(batch.effectiveDate) ?? settlementDate(batch) ?? LocalDate(file?.created)
  }

  /// A settlement day has no year: it is the first such day from half a year before the file's date on.
  private func settlementDate(_ batch: NACHABatch) -> LocalDate? {
    guard let ordinal = batch.settlementDay, ordinal > 0, let created = file?.created, let from = LocalDate(created)
    else { return nil }
    let candidates = (created.year - 1...created.year + 1).compactMap { year in
      LocalDate(CalendarDay(ordinal: ordinal, of: year))
    }
    return candidates.first { $0 >= from.adding(days: -182) }
  }
}
