// From a lockbox's checks to deposits: each check is one, with its number as trace number and its stubs as items.

import BankFiles
import PaymentEvents

/// Maps checks to deposits.
struct LockboxMapper: DepositMapper {
  private let digest: String
  private let profiles: BankProfiles
  var reader: LockboxReader
  private var file: LockboxFileHeader?
  /// How many bank files have begun; several may come as one.
  private var files = 0
  private var lockbox: LockboxHeader?
  private(set) var extra = FindingList()

  init(digest: String, profiles: BankProfiles) {
    self.digest = digest
    self.profiles = profiles
    reader = LockboxReader(
      layouts: profiles.lockboxes.compactMapValues(\.layout), relaxations: profiles.relaxations)
  }

  func again() -> LockboxMapper { LockboxMapper(digest: digest, profiles: profiles) }

  mutating func take(_ element: LockboxElement, _ sink: (MappedItem) throws -> Void) throws {
    switch element {
    case .file(let value):
      (file, lockbox) = (value, nil)
      files += 1
    case .lockbox(let value): lockbox = value
    case .check(let check): try take(check, sink)
    case .service, .batchEnd, .lockboxEnd: break
    }
  }

  mutating func check(_ element: LockboxElement) throws -> Money? {
    switch element {
    case .file(let value): (file, lockbox) = (value, nil)
    case .lockbox(let value): lockbox = value
    case .check(let check):
      if check.amount != 0, lockbox == nil || LocalDate(lockbox?.date ?? file?.created) == nil {
        noteNoDate(check)
        return nil
      }
      return try Money(cents: check.amount)
    case .service, .batchEnd, .lockboxEnd: break
    }
    return nil
  }

  private mutating func take(_ check: LockboxCheck, _ sink: (MappedItem) throws -> Void) throws {
    if check.amount == 0 {
      let kept = KeptItem(
        reason: .noMoney, direction: .credit, place: check.place, code: "6", amount: .zero, currency: "USD")
      try sink(.kept(kept))
    } else if let valueDate = LocalDate(lockbox?.date ?? file?.created), let lockbox {
      try sink(.deposit(try deposit(check, lockbox, valueDate)))
    } else {
      noteNoDate(check)
    }
  }

  private mutating func noteNoDate(_ check: LockboxCheck) {
    extra.add(
      Finding(.noDate, at: check.place, field: "deposit date", expected: "a date of lockbox or file", found: "none"))
  }

  private func deposit(_ check: LockboxCheck, _ lockbox: LockboxHeader, _ valueDate: LocalDate) throws -> Deposit {
    let items = try check.stubs.filter { ($0.amount ?? 0) >= 0 }.map {
      DepositReceived.Item(
        amount: try Money(cents: $0.amount ?? 0), reference: DepositText.filled($0.reference))
    }
    var body = DepositReceived(
      amount: try Money(cents: check.amount), currency: "USD", valueDate: valueDate,
      account: profiles.lockboxes[lockbox.lockbox]?.account ?? lockbox.lockbox, kind: .check, format: "lockbox",
      traceNumber: Self.checkNumber(check), payer: Self.payer(check),
      reference: "\(lockbox.lockbox) \(check.batch) \(check.item)", items: items,
      source: .init(
        digest: digest, fileNumber: files > 1 ? files : nil, recordRange: [check.place.record, check.lastRecord]))
    body.receipt = profiles.receipt(of: body, isClaimPayment: false)
    let time = Instant(file?.created, file?.createdAt) ?? Instant(startOf: valueDate)
    return Deposit(place: check.place, time: time, body: body, bankReference: body.reference)
  }

  /// The check's number as advices write it: without the zeros that fill up its columns.
  private static func checkNumber(_ check: LockboxCheck) -> String? {
    DepositText.filled(String(check.checkNumber.drop { $0 == "0" }))
  }

  /// Who paid: the keyed name; a MICR line says which bank and account, and could be a patient's, so it stays behind.
  private static func payer(_ check: LockboxCheck) -> DepositReceived.Payer? {
    DepositText.filled(check.remitter).map { DepositReceived.Payer(name: DepositText.cut($0, 120), identifier: nil) }
  }
}
