// BAI2 cash management records as values: what a bank says about accounts and what moved on them.

/// Record 01: who sent the file, when.
package struct BAI2FileHeader: Sendable, Equatable {
  package var place: RecordPlace
  package var sender: String
  package var receiver: String
  package var created: CalendarDay?
  package var createdAt: ClockTime?
  package var fileID: String
  /// Characters of a physical record and records of a block, where the sender says so.
  package var recordLength: Int?
  package var blockSize: Int?

  package init(
    place: RecordPlace = .file, sender: String, receiver: String, created: CalendarDay?, createdAt: ClockTime? = nil,
    fileID: String, recordLength: Int? = nil, blockSize: Int? = nil
  ) {
    self.place = place
    self.sender = sender
    self.receiver = receiver
    self.created = created
    self.createdAt = createdAt
    self.fileID = fileID
    self.recordLength = recordLength
    self.blockSize = blockSize
  }
}

/// Record 02: a set of accounts of one bank as of one day.
package struct BAI2Group: Sendable, Equatable {
  /// What the group is: new data, or a change to data sent before.
  package enum Status: String, Sendable {
    case update = "1"
    case deletion = "2"
    case correction = "3"
    case test = "4"
  }

  package var place: RecordPlace
  package var receiver: String
  package var originator: String
  package var status: Status
  package var asOf: CalendarDay?
  package var asOfTime: ClockTime?
  /// ISO 4217; `USD` where the record leaves it out.
  package var currency: String
  /// 1 interim previous day, 2 final previous day, 3 interim same day, 4 final same day; empty if not said.
  package var asOfModifier: String

  package init(
    place: RecordPlace = .file, receiver: String, originator: String, status: Status = .update, asOf: CalendarDay?,
    asOfTime: ClockTime? = nil, currency: String = "USD", asOfModifier: String = ""
  ) {
    self.place = place
    self.receiver = receiver
    self.originator = originator
    self.status = status
    self.asOf = asOf
    self.asOfTime = asOfTime
    self.currency = currency
    self.asOfModifier = asOfModifier
  }

  /// Whether the bank still calls the day's figures provisional: interim or final of the same day.
  package var isIntraday: Bool { asOfModifier == "3" || asOfModifier == "4" }
}

/// Record 03 with its continuations: an account, its balances and totals.
package struct BAI2Account: Sendable, Equatable {
  package var place: RecordPlace
  package var number: String
  /// The account's currency, or else its group's.
  package var currency: String
  package var statuses: [BAI2Status]
  /// The sum of all amounts of the record, in minor units.
  package var total: Int64

  package init(
    place: RecordPlace = .file, number: String, currency: String, statuses: [BAI2Status] = [], total: Int64 = 0
  ) {
    self.place = place
    self.number = number
    self.currency = currency
    self.statuses = statuses
    self.total = total
  }
}

/// One type code of an account: a balance or a total.
package struct BAI2Status: Sendable, Equatable {
  package var code: BAI2TypeCode
  /// Minor units; nil if left out.
  package var amount: Int64?
  package var itemCount: Int?
  package var funds: BAI2Funds

  package init(code: BAI2TypeCode, amount: Int64?, itemCount: Int? = nil, funds: BAI2Funds = .unknown) {
    self.code = code
    self.amount = amount
    self.itemCount = itemCount
    self.funds = funds
  }
}

/// When money is available.
package enum BAI2Funds: Sendable, Equatable {
  /// Left out, or `Z`: not said.
  case unknown
  /// `0`, `1`, `2`: after so many days (2: two or more).
  case days(Int)
  /// `S`: amounts available at once, after one day, after two or more.
  case split(immediate: Int64, oneDay: Int64, later: Int64)
  /// `V`: a value date, and a time if given.
  case valueDated(CalendarDay?, ClockTime?)
  /// `D`: amounts by days.
  case distributed([Share])

  /// A part of a distribution.
  package struct Share: Sendable, Equatable {
    package var days: Int64
    package var amount: Int64

    package init(days: Int64, amount: Int64) {
      self.days = days
      self.amount = amount
    }
  }

  /// The sum of the parts, where the type has parts.
  var sum: Int64? {
    switch self {
    case .split(let immediate, let oneDay, let later):
      ExactAmount.sum(immediate, oneDay).flatMap { ExactAmount.sum($0, later) }
    case .distributed(let shares):
      shares.reduce(Int64?(0)) { sum, share in sum.flatMap { ExactAmount.sum($0, share.amount) } }
    default: nil
    }
  }
}

/// Record 16 with its continuations: one movement on an account.
package struct BAI2Detail: Sendable, Equatable {
  package var place: RecordPlace
  /// The last record that belongs to it.
  package var lastRecord: Int
  package var code: BAI2TypeCode
  /// Minor units; nil if left out.
  package var amount: Int64?
  package var funds: BAI2Funds
  package var bankReference: String
  package var customerReference: String
  /// The text, a line for each record it was spread over.
  package var text: [String]

  package init(
    place: RecordPlace = .file, lastRecord: Int = 0, code: BAI2TypeCode, amount: Int64?, funds: BAI2Funds = .unknown,
    bankReference: String = "", customerReference: String = "", text: [String] = []
  ) {
    self.place = place
    self.lastRecord = lastRecord
    self.code = code
    self.amount = amount
    self.funds = funds
    self.bankReference = bankReference
    self.customerReference = customerReference
    self.text = text
  }

  /// The trace number for reassociation, if the text or a reference holds one.
  package var trace: TraceSegment? {
    TraceSegment(lines: text) ?? TraceSegment(in: customerReference) ?? TraceSegment(in: bankReference)
  }
}

/// What the reader hands out, in the order of the file.
package enum BAI2Element: Sendable, Equatable {
  case file(BAI2FileHeader)
  case group(BAI2Group)
  case account(BAI2Account)
  case detail(BAI2Detail)
  case accountEnd
}
