// NACHA records as values: what a file says about batches and entries.

/// Record 1: who sent the file, when.
package struct NACHAFileHeader: Sendable, Equatable {
  package var place: RecordPlace
  /// The bank or point that the file is sent to.
  package var destination: String
  /// The bank or point that it comes from.
  package var origin: String
  package var created: CalendarDay?
  package var createdAt: ClockTime?
  /// Tells apart the files of one day.
  package var modifier: String
  /// All its columns.
  package let record: NACHARecord

  init(_ record: NACHARecord) {
    self.record = record
    place = record.place
    destination = record.text(4...13)
    origin = record.text(14...23)
    created = CalendarDay(yymmdd: record.bytes(24...29))
    createdAt = ClockTime(record.bytes(30...33))
    modifier = record.text(34...34)
  }
}

/// Record 5: a company's entries of one kind for one day.
package struct NACHABatch: Sendable, Equatable {
  package var place: RecordPlace
  /// 200 mixed, 220 credits, 225 debits, 280 ADV.
  package var serviceClass: String
  /// Empty in IAT.
  package var companyName: String
  package var companyID: String
  /// The Standard Entry Class, for instance `CCD`, verbatim.
  package var entryClass: String
  /// The company's entry description, for instance `HCCLAIMPMT`.
  package var description: String
  package var effectiveDate: CalendarDay?
  /// Day of the year on which the ACH operator settled, if it wrote one.
  package var settlementDay: Int?
  /// The originating bank.
  package var originatingDFI: String
  package var number: String
  /// The currency of the amounts: USD, or an IAT's destination currency.
  package var currency: String
  /// All its columns.
  package let record: NACHARecord

  /// International: other columns, and addenda 10 to 18.
  package var isIAT: Bool { entryClass == "IAT" }
  /// Accounting advices of the ACH operator, not payments; other columns.
  package var isADV: Bool { entryClass == "ADV" || serviceClass == "280" && entryClass.isEmpty }
  /// A payment of health care claims (CAQH CORE operating rule 370).
  package let isHealthCareClaimPayment: Bool
  /// A reversing file or batch: it undoes entries that were sent before.
  package let isReversal: Bool

  init(_ record: NACHARecord) {
    self.record = record
    place = record.place
    serviceClass = record.text(2...4)
    entryClass = record.text(51...53)
    let isInternational = entryClass == "IAT"
    companyName = isInternational ? "" : record.text(5...20)
    companyID = record.text(41...50)
    description = record.text(54...63)
    isHealthCareClaimPayment = description.uppercased() == "HCCLAIMPMT"
    isReversal = description.uppercased() == "REVERSAL"
    effectiveDate = CalendarDay(yymmdd: record.bytes(70...75))
    settlementDay = record.number(76...78).map(Int.init)
    originatingDFI = record.text(80...87)
    number = record.text(88...94)
    let destination = record.bytes(67...69)
    let hasCurrency = isInternational && destination.allSatisfy { (65...90).contains($0) }
    currency = hasCurrency ? record.text(67...69) : "USD"
  }
}

/// Record 6 with its addenda: one payment, or something about one.
package struct NACHAEntry: Sendable, Equatable {
  package var place: RecordPlace
  /// The last record that belongs to it.
  package var lastRecord: Int
  package var code: NACHATransactionCode
  /// The receiving bank, eight digits without the check digit.
  package var receivingDFI: String
  /// The receiver's account, verbatim.
  package var account: String
  /// Cents.
  package var amount: Int64
  /// The ACH trace number; empty in ADV.
  package var traceNumber: String
  package var hasAddendaIndicator: Bool
  package var addenda: [NACHAAddenda]
  /// All its columns, without its addenda.
  package let record: NACHARecord

  /// A return (addenda 99).
  package var isReturn: Bool { addenda.contains { $0.type == "99" } }
  /// A notification of change (addenda 98).
  package var isNotificationOfChange: Bool { addenda.contains { $0.type == "98" } }
  /// The return or change code, for instance `R01`.
  package var reason: String? { addenda.first { $0.type == "99" || $0.type == "98" }?.reason }

  /// A return that the originating bank sends back, or the answer to that: no money of ours moves by it yet.
  package var isDishonoredOrContested: Bool {
    addenda.contains {
      $0.type == "99" && (NACHAReturnCode.isDishonor($0.reason) || NACHAReturnCode.isContest($0.reason))
    }
  }
  /// The trace number of the entry that is returned or changed.
  package var originalTraceNumber: String? {
    let text = addenda.first { $0.type == "99" || $0.type == "98" }?.field("original trace number")
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The payment-related information of all addenda 05 (IAT: 17), put together as one stream, as CTX requires.
  package var paymentInformation: String {
    if addenda.count == 1, addenda[0].isPaymentInformation { return addenda[0].record.text(4...83) }
    let carriers = addenda.filter(\.isPaymentInformation)
    if carriers.count == 1 { return carriers[0].record.text(4...83) }
    return TextBytes.clean(carriers.map(\.information).joined().unicodeScalars)
  }

  /// Whether the payment-related information begins as an X12 interchange, group or set may (ISA, GS, ST).
  package var mayHoldX12: Bool {
    guard let first = addenda.first(where: \.isPaymentInformation) else { return false }
    guard let byte = first.record.bytes(4...83).first(where: { $0 > 0x20 }) else { return true }
    return byte == UInt8(ascii: "I") || byte == UInt8(ascii: "G") || byte == UInt8(ascii: "S")
  }

  /// The trace number for reassociation, if the addenda hold one.
  package var trace: TraceSegment? { TraceSegment(in: paymentInformation) }

  /// An IAT's originator (addenda 11).
  package var internationalOriginator: String? {
    addenda.first { $0.type == "11" }.map { TextBytes.clean($0.information.unicodeScalars.prefix(35)) }
  }
}

/// Record 7.
package struct NACHAAddenda: Sendable, Equatable {
  /// All its columns.
  package let record: NACHARecord
  private let isIAT: Bool
  /// Two digits.
  package let type: String

  init(_ record: NACHARecord, isIAT: Bool) {
    self.record = record
    self.isIAT = isIAT
    type = record.text(2...3)
  }

  /// Whether it carries payment-related information: 05, of IAT 17.
  package var isPaymentInformation: Bool { type == "05" || type == "17" }
  /// Columns 4 to 83 as they stand.
  package var information: String { record.rawText(4...83) }
  /// The sequence number of an addenda 05, columns 84 to 87.
  package var sequence: Int? { record.number(84...87).map(Int.init) }
  /// The code of a return or a change, columns 4 to 6.
  package var reason: String { record.text(4...6) }

  /// A field by the name that the layouts give it; nil if this type has no such field.
  package func field(_ name: String) -> String? {
    NACHALayout.addenda(record, isIAT: isIAT)?[name].map { record.text($0.columns) }
  }
}

/// What the reader hands out, in the order of the file.
package enum NACHAElement: Sendable, Equatable {
  case file(NACHAFileHeader)
  case batch(NACHABatch)
  case entry(NACHAEntry)
}
