// Lockbox records as values: what a bank's lockbox received and what came with it.

/// Record 1: who sent the file, when.
package struct LockboxFileHeader: Sendable, Equatable {
  package var place: RecordPlace
  package var destination: String
  package var origin: String
  package var created: CalendarDay?
  package var createdAt: ClockTime?

  package init(
    place: RecordPlace = .file, destination: String, origin: String, created: CalendarDay?,
    createdAt: ClockTime? = nil
  ) {
    self.place = place
    self.destination = destination
    self.origin = origin
    self.created = created
    self.createdAt = createdAt
  }

  init(_ record: LockboxRecord) {
    self.init(
      place: record.place, destination: record.text(4...13), origin: record.text(14...23),
      created: CalendarDay(yymmdd: record.bytes(24...29)), createdAt: ClockTime(record.bytes(30...33)))
  }
}

/// Record 5: a lockbox and the day of its deposit. Some banks repeat it before every batch.
package struct LockboxHeader: Sendable, Equatable {
  package var place: RecordPlace
  package var batch: String
  package var lockbox: String
  package var date: CalendarDay?
  package var destination: String
  package var origin: String

  package init(
    place: RecordPlace = .file, batch: String, lockbox: String, date: CalendarDay?, destination: String,
    origin: String
  ) {
    self.place = place
    self.batch = batch
    self.lockbox = lockbox
    self.date = date
    self.destination = destination
    self.origin = origin
  }

  init(_ record: LockboxRecord) {
    self.init(
      place: record.place, batch: record.text(2...4), lockbox: record.text(LockboxLayout.lockbox),
      date: CalendarDay(yymmdd: record.bytes(LockboxLayout.date)), destination: record.text(LockboxLayout.destination),
      origin: record.text(LockboxLayout.origin))
  }
}

/// Record 6 with its overflow: a check and what its stubs say.
package struct LockboxCheck: Sendable, Equatable {
  package var place: RecordPlace
  /// The last record that belongs to it.
  package var lastRecord: Int
  package var batch: String
  package var item: String
  /// Cents.
  package var amount: Int64
  /// The paying bank and the payer's account, from the check's MICR line.
  package var routing: String
  package var account: String
  package var checkNumber: String
  /// Who paid, where the bank keys it in.
  package var remitter: String
  package var stubs: [LockboxStub]

  package init(
    place: RecordPlace = .file, lastRecord: Int = 0, batch: String, item: String, amount: Int64, routing: String,
    account: String, checkNumber: String, remitter: String = "", stubs: [LockboxStub] = []
  ) {
    self.place = place
    self.lastRecord = lastRecord
    self.batch = batch
    self.item = item
    self.amount = amount
    self.routing = routing
    self.account = account
    self.checkNumber = checkNumber
    self.remitter = remitter
    self.stubs = stubs
  }
}

/// Record 4: a document that a check pays.
package struct LockboxStub: Sendable, Equatable {
  package var place: RecordPlace
  /// The number of the invoice, claim or account that is paid.
  package var reference: String
  /// Cents; nil if the bank did not key it in.
  package var amount: Int64?
  package var customer: String
  /// Cents; nil if left out.
  package var discount: Int64?

  package init(
    place: RecordPlace = .file, reference: String, amount: Int64?, customer: String = "", discount: Int64? = nil
  ) {
    self.place = place
    self.reference = reference
    self.amount = amount
    self.customer = customer
    self.discount = discount
  }
}

/// What the reader hands out, in the order of the file.
package enum LockboxElement: Sendable, Equatable {
  case file(LockboxFileHeader)
  /// Record 2, verbatim columns 2 to 80.
  case service(String)
  case lockbox(LockboxHeader)
  case check(LockboxCheck)
  /// Record 7: the batch of the checks before it ends.
  case batchEnd
  /// Record 8.
  case lockboxEnd
}
