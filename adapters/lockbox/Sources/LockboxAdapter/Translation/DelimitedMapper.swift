// From rows of a portal download to deposits.

import BankFiles
import PaymentEvents

/// Maps credits to deposits.
struct DelimitedMapper: DepositMapper {
  private let digest: String
  private let profiles: BankProfiles
  private let map: ColumnMap
  var reader: DelimitedReader

  init(digest: String, profiles: BankProfiles, map: ColumnMap) {
    self.digest = digest
    self.profiles = profiles
    self.map = map
    reader = DelimitedReader(map: map, readsTexts: false)
  }

  func again() -> DelimitedMapper {
    var mapper = DelimitedMapper(digest: digest, profiles: profiles, map: map)
    mapper.reader = DelimitedReader(map: map)
    return mapper
  }

  func check(_ item: DelimitedItem) throws -> Money? { item.image == nil ? try Money(cents: item.amount) : .zero }

  func take(_ item: DelimitedItem, _ sink: (MappedItem) throws -> Void) throws {
    if let image = item.image {
      return try sink(.indexed(IndexedDocument(item, image, digest: digest)))
    }
    guard item.amount > 0, let valueDate = LocalDate(item.date) else {
      let kept = KeptItem(
        reason: item.amount < 0 ? .debit : .noMoney, direction: item.amount < 0 ? .debit : .credit, place: item.place,
        code: DepositText.cut(item.typeCode, 16), amount: try Money(cents: item.amount), currency: item.currency)
      return try sink(.kept(kept))
    }
    let trace = TraceSegment(in: item.text)
    var body = DepositReceived(
      amount: try Money(cents: item.amount), currency: item.currency, valueDate: valueDate, account: item.account,
      kind: item.fee > 0 ? .card : .other, format: "delimited",
      traceNumber: DepositText.trace(item.trace) ?? trace?.number,
      traceOriginator: trace?.originator,
      payer: item.payer.isEmpty ? nil : .init(name: DepositText.cut(item.payer, 120), identifier: nil),
      reference: DepositText.filled(item.reference),
      typeCode: item.typeCode.isEmpty ? nil : DepositText.cut(item.typeCode, 16),
      text: DepositText.limited(item.text), fee: item.fee > 0 ? try Money(cents: item.fee) : nil,
      source: .init(digest: digest, recordRange: [item.place.record, item.place.record]))
    body.receipt = profiles.receipt(of: body, isClaimPayment: false)
    try sink(
      .deposit(
        Deposit(place: item.place, time: Instant(startOf: valueDate), body: body, bankReference: body.reference)))
  }
}
