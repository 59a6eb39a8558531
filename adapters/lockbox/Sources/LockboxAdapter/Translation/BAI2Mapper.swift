// From BAI2 elements to deposits: which records 16 are money that arrived, and what they say about it.

import BankFiles
import PaymentEvents

/// Maps records 16 to deposits.
struct BAI2Mapper: DepositMapper {
  private let digest: String
  private let profiles: BankProfiles
  var reader: BAI2Reader
  private var context = BAI2Context()
  private(set) var extra = FindingList()

  init(digest: String, profiles: BankProfiles) {
    self.digest = digest
    self.profiles = profiles
    reader = BAI2Reader(relaxations: profiles.relaxations, texts: .none)
  }

  func again() -> BAI2Mapper {
    var mapper = BAI2Mapper(digest: digest, profiles: profiles)
    mapper.reader = BAI2Reader(relaxations: profiles.relaxations, texts: .ofMoneyThatComesOrIsTakenBack)
    mapper.context.repeatedItems = context.repeatedItems
    return mapper
  }

  mutating func check(_ element: BAI2Element) throws -> Money? {
    context.take(element)
    guard case .detail(let detail) = element else { return nil }
    if context.hasNoDate, reasonAgainst(detail) == nil, context.valueDate(of: detail) == nil {
      noteNoDate(detail)
      return nil
    }
    return try Money(cents: detail.amount ?? 0)
  }

  mutating func take(_ element: BAI2Element, _ sink: (MappedItem) throws -> Void) throws {
    context.take(element)
    guard case .detail(let detail) = element else { return }
    if let reason = reasonAgainst(detail) {
      try sink(.kept(kept(detail, reason)))
    } else if let returned = try returned(detail) {
      try sink(.returned(returned))
    } else if let deposit = try deposit(detail) {
      try sink(.deposit(deposit))
    } else {
      noteNoDate(detail)
    }
  }

  private mutating func noteNoDate(_ detail: BAI2Detail) {
    extra.add(
      Finding(.noDate, at: detail.place, field: "value date", expected: "a date of item, group or file", found: "none"))
  }

  /// Why a record is no deposit, or nil if it is one.
  private func reasonAgainst(_ detail: BAI2Detail) -> KeptItem.Reason? {
    switch detail.code.direction {
    case .none: return .notAMovement
    case .debit: return takesBack(detail) ? nil : .debit
    case .credit: break
    }
    if detail.code.isSummary { return .summaryCode }
    if detail.code.isReturnedItem { return .returnedItem }
    if context.isRepeated(detail) { return .itemOfDeposit }
    let amount = detail.amount ?? 0
    if amount == 0 { return .noMoney }
    if amount < 0 { return .negativeAmount }
    return context.group?.status == .update ? nil : .groupStatus
  }

  /// A debit that takes back what was deposited before, with a date and of a group that tells of new data.
  private func takesBack(_ detail: BAI2Detail) -> Bool {
    detail.code.takesBackDeposit != nil && (detail.amount ?? 0) > 0 && context.group?.status == .update
      && context.valueDate(of: detail) != nil
  }

  private func returned(_ detail: BAI2Detail) throws -> ReturnedDeposit? {
    guard takesBack(detail), let valueDate = context.valueDate(of: detail) else { return nil }
    let body = DepositReturned(
      kind: detail.code.takesBackDeposit == .reversed ? .reversal : .return,
      amount: try Money(cents: detail.amount ?? 0), currency: context.currency, valueDate: valueDate,
      account: context.account?.number ?? "", format: "bai2", reason: nil,
      originalReference: DepositText.filled(detail.customerReference), traceNumber: detail.trace?.number,
      reference: DepositText.filled(detail.bankReference), typeCode: detail.code.text,
      text: DepositText.limited(detail.text),
      source: .init(
        digest: digest, fileNumber: context.fileNumber, recordRange: [detail.place.record, detail.lastRecord]))
    return ReturnedDeposit(place: detail.place, time: context.time ?? Instant(startOf: valueDate), body: body)
  }

  private func kept(_ detail: BAI2Detail, _ reason: KeptItem.Reason) throws -> KeptItem {
    let direction: KeptItem.Direction =
      switch detail.code.direction {
      case .credit: .credit
      case .debit: .debit
      case .none: .none
      }
    return KeptItem(
      reason: reason, direction: direction, place: detail.place, code: detail.code.text,
      amount: try Money(cents: detail.amount ?? 0), currency: context.currency)
  }

  /// The deposit; nil if no date can be found for it.
  private func deposit(_ detail: BAI2Detail) throws -> Deposit? {
    guard let valueDate = context.valueDate(of: detail) else { return nil }
    let trace = detail.trace
    let reference = detail.bankReference.isEmpty ? detail.customerReference : detail.bankReference
    var body = DepositReceived(
      amount: try Money(cents: detail.amount ?? 0), currency: context.currency, valueDate: valueDate,
      account: context.account?.number ?? "", kind: DepositReceived.Kind(detail.code.family), format: "bai2",
      traceNumber: trace?.number, traceOriginator: trace?.originator, reference: DepositText.filled(reference),
      typeCode: detail.code.text, text: DepositText.limited(detail.text.joined(separator: "\n")),
      source: .init(
        digest: digest, fileNumber: context.fileNumber, recordRange: [detail.place.record, detail.lastRecord]))
    body.receipt = profiles.receipt(of: body, isClaimPayment: false)
    body.isIntraday = context.group?.isIntraday == true ? true : nil
    return Deposit(
      place: detail.place, time: context.time ?? Instant(startOf: valueDate), body: body,
      bankReference: DepositText.filled(detail.bankReference))
  }
}

/// The headers that the current record stands under.
private struct BAI2Context {
  var file: BAI2FileHeader?
  private var files = 0
  var group: BAI2Group?
  var account: BAI2Account?
  /// Items that an account lists besides the deposit that holds them; found in the first reading.
  var repeatedItems: Set<RepeatedItem> = []
  private var codes: Set<Int> = []

  /// Items of one type code on the account of one record 03.
  struct RepeatedItem: Hashable {
    var account: RecordPlace
    var code: Int
  }

  /// Which bank file this is of several that came as one; nil in the first.
  var fileNumber: Int? { files > 1 ? files : nil }
  var currency: String { account?.currency ?? group?.currency ?? "USD" }
  /// The file's own time.
  private(set) var time: Instant?
  /// The as-of date of the group, or else the date of the file.
  private var date: LocalDate?
  /// Whether an item without a value date of its own has no date.
  var hasNoDate: Bool { date == nil }

  mutating func take(_ element: BAI2Element) {
    switch element {
    case .file(let value):
      (file, group, account) = (value, nil, nil)
      files += 1
      time = Instant(value.created, value.createdAt)
      date = LocalDate(value.created)
    case .group(let value):
      (group, account) = (value, nil)
      date = LocalDate(value.asOf ?? file?.created)
    case .account(let value): (account, codes) = (value, [])
    case .detail(let value): if value.code.number < 200 { codes.insert(value.code.number) }
    case .accountEnd: collectRepeatedItems()
    }
  }

  private mutating func collectRepeatedItems() {
    guard let account else { return }
    for code in codes where !BAI2TypeCode(code).depositsItRepeats.isDisjoint(with: codes) {
      repeatedItems.insert(RepeatedItem(account: account.place, code: code))
    }
  }

  func isRepeated(_ detail: BAI2Detail) -> Bool {
    guard let account, !repeatedItems.isEmpty else { return false }
    return repeatedItems.contains(RepeatedItem(account: account.place, code: detail.code.number))
  }

  /// The item's own value date, or else the group's as-of date, or the file's date.
  func valueDate(of detail: BAI2Detail) -> LocalDate? {
    if case .valueDated(let day?, _) = detail.funds { return LocalDate(day) }
    return date
  }
}

extension DepositReceived.Kind {
  /// The kind of payment that a family of type codes stands for.
  init(_ family: BAI2TypeCode.Family) {
    switch family {
    case .ach: self = .ach
    case .check: self = .check
    case .wire: self = .wire
    case .card: self = .card
    case .other: self = .other
    }
  }
}
