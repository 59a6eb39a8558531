// Where a bank's lockbox records have their fields: the BAI record types are common to all, columns are not.

/// The columns of the records whose layout differs from bank to bank. Counted from 1.
///
/// Record types are those of the BAI lockbox format: 1 file header, 2 service, 5 lockbox header, 6 check, 4 overflow
/// (what a check's stub says), 7 batch total, 8 lockbox total, 9 trailer.
package struct LockboxLayout: Sendable, Equatable {
  /// The name by which configuration asks for it.
  package var name: String
  /// Record 6.
  package var amount: ClosedRange<Int>
  package var routing: ClosedRange<Int>
  package var account: ClosedRange<Int>
  package var checkNumber: ClosedRange<Int>
  package var remitter: ClosedRange<Int>?
  /// Record 4.
  package var stubReference: ClosedRange<Int>
  package var stubAmount: ClosedRange<Int>
  package var stubCustomer: ClosedRange<Int>?
  package var stubDiscount: ClosedRange<Int>?
  /// Record 7.
  package var batchCount: ClosedRange<Int>
  package var batchTotal: ClosedRange<Int>
  /// Record 8.
  package var lockboxCount: ClosedRange<Int>
  package var lockboxTotal: ClosedRange<Int>
  /// Whether record 6 repeats lockbox, date, destination and origin before the amount.
  package var repeatsHeader: Bool

  /// The length of records that are written.
  package static let length = 80

  /// The amount right behind batch and item number, the check's MICR line behind it.
  package static let compact = LockboxLayout(
    name: "compact", amount: 8...17, routing: 18...26, account: 27...36, checkNumber: 37...46, remitter: 47...80,
    stubReference: 12...31, stubAmount: 32...41, stubCustomer: 42...56, stubDiscount: 57...66, batchCount: 21...23,
    batchTotal: 24...33, lockboxCount: 21...24, lockboxTotal: 25...34, repeatsHeader: false)

  /// Each check repeats what the lockbox header says.
  package static let repeating = LockboxLayout(
    name: "repeating", amount: 41...50, routing: 51...59, account: 60...68, checkNumber: 69...80, remitter: nil,
    stubReference: 12...20, stubAmount: 21...30, stubCustomer: 61...70, stubDiscount: 71...80, batchCount: 21...23,
    batchTotal: 24...33, lockboxCount: 21...23, lockboxTotal: 24...33, repeatsHeader: true)

  package static let all = [compact, repeating]

  /// The fields whose columns a bank may place otherwise, by the names that configuration uses.
  package static let fields: [String: WritableKeyPath<LockboxLayout, ClosedRange<Int>> & Sendable] = [
    "amount": \.amount, "routing": \.routing, "account": \.account, "checkNumber": \.checkNumber,
    "stubReference": \.stubReference, "stubAmount": \.stubAmount, "batchCount": \.batchCount,
    "batchTotal": \.batchTotal, "lockboxCount": \.lockboxCount, "lockboxTotal": \.lockboxTotal,
  ]

  /// What both layouts have in common: lockbox and date stand here in records 5, 7, 8 and, repeated, in 6.
  static let lockbox = 8...14
  static let date = 15...20
  static let destination = 21...30
  static let origin = 31...40

  /// The layout of a file, told by its first check: whether it repeats lockbox and date of its header.
  static func detected(_ check: LockboxRecord, under header: LockboxHeader) -> LockboxLayout {
    let isRepeated =
      !header.lockbox.isEmpty && check.text(lockbox) == header.lockbox
      && CalendarDay(yymmdd: check.bytes(date)) == header.date && header.date != nil
    return isRepeated ? repeating : compact
  }
}
