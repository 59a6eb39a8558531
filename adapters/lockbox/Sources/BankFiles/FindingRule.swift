// The rules that the readers check, by name: an operator looks a name up in this adapter's README.

/// A rule that a bank file was checked against.
///
/// `bai2.*` rules follow the BAI Cash Management Balance Reporting Specifications, version 2; `nacha.*` rules follow
/// the Nacha Operating Rules, appendix on ACH file record formats; `lockbox.*` rules follow the BAI lockbox record
/// types.
package enum FindingRule: String, Sendable, CaseIterable {
  case unknownFormat = "file.unknown-format"
  case emptyFile = "file.empty"
  case recordTooLong = "file.record-too-long"
  case tooManyContinuations = "file.too-many-continuations"
  case amountLimit = "file.amount-limit"
  case severalFiles = "file.several-files"
  case noDate = "file.no-date"
  case nul = "file.nul"

  case bai2RecordCode = "bai2.record-code"
  case bai2Order = "bai2.order"
  case bai2TrailerMissing = "bai2.trailer-missing"
  case bai2Version = "bai2.version"
  case bai2Field = "bai2.field"
  case bai2Date = "bai2.date"
  case bai2AccountTotal = "bai2.account-total"
  case bai2AccountRecords = "bai2.account-records"
  case bai2GroupTotal = "bai2.group-total"
  case bai2GroupAccounts = "bai2.group-accounts"
  case bai2GroupRecords = "bai2.group-records"
  case bai2FileTotal = "bai2.file-total"
  case bai2FileGroups = "bai2.file-groups"
  case bai2FileRecords = "bai2.file-records"
  case bai2BlankTotal = "bai2.blank-total"
  case bai2MissingSlash = "bai2.missing-slash"
  case bai2FundsSum = "bai2.funds-sum"
  case bai2CreditsNotDetailed = "bai2.credits-not-detailed"
  case bai2GroupStatus = "bai2.group-status"
  case bai2TypeCode = "bai2.type-code"

  case nachaRecordLength = "nacha.record-length"
  case nachaShortRecord = "nacha.short-record"
  case nachaRecordType = "nacha.record-type"
  case nachaOrder = "nacha.order"
  case nachaControlMissing = "nacha.control-missing"
  case nachaField = "nacha.field"
  case nachaDate = "nacha.date"
  case nachaBatchCount = "nacha.batch-entry-count"
  case nachaBatchHash = "nacha.batch-hash"
  case nachaBatchDebits = "nacha.batch-debits"
  case nachaBatchCredits = "nacha.batch-credits"
  case nachaFileBatches = "nacha.file-batch-count"
  case nachaFileCount = "nacha.file-entry-count"
  case nachaFileHash = "nacha.file-hash"
  case nachaFileDebits = "nacha.file-debits"
  case nachaFileCredits = "nacha.file-credits"
  case nachaBlockCount = "nacha.block-count"
  case nachaControlMismatch = "nacha.control-mismatch"
  case nachaServiceClass = "nacha.service-class"
  case nachaCodeWithMoney = "nacha.code-with-money"
  case nachaAddendaIndicator = "nacha.addenda-indicator"
  case nachaAddendaSequence = "nacha.addenda-sequence"

  case nachaFieldContent = "nacha.field-content"
  case nachaEntryClass = "nacha.entry-class"
  case nachaAddendaType = "nacha.addenda-type"
  case nachaAddendaCount = "nacha.addenda-count"
  case nachaCheckDigit = "nacha.check-digit"
  case nachaEmbedded = "nacha.embedded"
  case nachaEmbeddedAmount = "nacha.embedded-amount"

  case lockboxRecordType = "lockbox.record-type"
  case lockboxOrder = "lockbox.order"
  case lockboxField = "lockbox.field"
  case lockboxDate = "lockbox.date"
  case lockboxBatchCount = "lockbox.batch-count"
  case lockboxBatchTotal = "lockbox.batch-total"
  case lockboxBatchTotalMissing = "lockbox.batch-total-missing"
  case lockboxCount = "lockbox.check-count"
  case lockboxTotal = "lockbox.total"
  case lockboxTotalMissing = "lockbox.total-missing"
  case lockboxRecordCount = "lockbox.record-count"
  case lockboxTrailerMissing = "lockbox.trailer-missing"
  case lockboxUncontrolled = "lockbox.uncontrolled"
  case lockboxMismatch = "lockbox.mismatch"
  case lockboxOverflow = "lockbox.overflow"
  case lockboxStubs = "lockbox.stubs"

  case delimitedHeader = "delimited.header"
  case delimitedRow = "delimited.row"
  case delimitedField = "delimited.field"
  case delimitedDate = "delimited.date"
  case delimitedAmount = "delimited.amount"

  /// How much the rule weighs: an error refuses the whole file, a warning or a note does not.
  package var severity: Finding.Severity {
    switch self {
    case .severalFiles, .bai2MissingSlash, .bai2BlankTotal, .nachaShortRecord: .note
    case .bai2Date, .bai2FundsSum, .bai2CreditsNotDetailed, .bai2GroupStatus, .bai2TypeCode, .nachaDate,
      .nachaBlockCount, .nachaControlMismatch,
      .nachaServiceClass, .nachaAddendaIndicator, .nachaAddendaSequence, .nachaFieldContent, .nachaEntryClass,
      .nachaAddendaType, .nachaAddendaCount, .nachaCheckDigit, .nachaEmbedded, .nachaEmbeddedAmount, .lockboxDate,
      .lockboxMismatch, .lockboxOverflow, .lockboxStubs:
      .warning
    default: .error
    }
  }
}
