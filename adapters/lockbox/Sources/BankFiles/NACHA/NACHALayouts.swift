// The records of ACH files, column by column (Nacha Operating Rules, appendix three: ACH record format specifications).

extension NACHALayout {
  static let fileHeader = NACHALayout(
    "file header (1)",
    [
      .init(1...1, "record type", .constant("1")), .init(2...3, "priority", .constant("01")),
      .init(4...13, "immediate destination"), .init(14...23, "immediate origin"),
      .init(24...29, "file creation date", .day), .init(30...33, "file creation time"),
      .init(34...34, "file ID modifier"),
      .init(35...37, "record size", .constant("094")), .init(38...39, "blocking factor", .constant("10")),
      .init(40...40, "format code", .constant("1")), .init(41...63, "destination name"), .init(64...86, "origin name"),
      .init(87...94, "reference code"),
    ])

  static let batchHeader = NACHALayout(
    "batch header (5)",
    [
      .init(1...1, "record type", .constant("5")), .init(2...4, "service class", .digits),
      .init(5...20, "company name"),
      .init(21...40, "company discretionary data"), .init(41...50, "company identification"),
      .init(51...53, "entry class"),
      .init(54...63, "entry description"), .init(64...69, "descriptive date"),
      .init(70...75, "effective entry date", .day),
      .init(76...78, "settlement date"), .init(79...79, "originator status"), .init(80...87, "originating DFI"),
      .init(88...94, "batch number", .digits),
    ])

  static let batchHeaderIAT = NACHALayout(
    "batch header (5) of IAT",
    [
      .init(1...1, "record type", .constant("5")), .init(2...4, "service class", .digits),
      .init(5...20, "IAT indicator"),
      .init(21...22, "exchange indicator"), .init(23...23, "exchange reference indicator"),
      .init(24...38, "exchange reference"), .init(39...40, "destination country"),
      .init(41...50, "originator identification"), .init(51...53, "entry class", .constant("IAT")),
      .init(54...63, "entry description"), .init(64...66, "originating currency"),
      .init(67...69, "destination currency"),
      .init(70...75, "effective entry date", .day), .init(76...78, "settlement date"),
      .init(79...79, "originator status"),
      .init(80...87, "originating DFI"), .init(88...94, "batch number", .digits),
    ])

  static let entry = NACHALayout(
    "entry (6)",
    [
      .init(1...1, "record type", .constant("6")), .init(2...3, "transaction code", .digits),
      .init(4...11, "receiving DFI", .digits), .init(12...12, "check digit", .digits), .init(13...29, "account"),
      .init(30...39, "amount", .digits), .init(40...54, "individual identification"), .init(55...76, "individual name"),
      .init(77...78, "discretionary data"), .init(79...79, "addenda indicator", .digits),
      .init(80...94, "trace number"),
    ])

  /// Entries of CTX, ATX, ENR and TRX say how many addenda they have.
  static let entryWithCount = NACHALayout(
    "entry (6) of CTX",
    [
      .init(1...1, "record type", .constant("6")), .init(2...3, "transaction code", .digits),
      .init(4...11, "receiving DFI", .digits), .init(12...12, "check digit", .digits), .init(13...29, "account"),
      .init(30...39, "amount", .digits), .init(40...54, "identification"), .init(55...58, "number of addenda", .digits),
      .init(59...74, "receiving company"), .init(75...76, "reserved", .blank), .init(77...78, "discretionary data"),
      .init(79...79, "addenda indicator", .digits), .init(80...94, "trace number"),
    ])

  static let entryIAT = NACHALayout(
    "entry (6) of IAT",
    [
      .init(1...1, "record type", .constant("6")), .init(2...3, "transaction code", .digits),
      .init(4...11, "receiving DFI", .digits), .init(12...12, "check digit", .digits),
      .init(13...16, "number of addenda", .digits), .init(17...29, "reserved", .blank),
      .init(30...39, "amount", .digits),
      .init(40...74, "account"), .init(75...76, "reserved", .blank), .init(77...77, "OFAC screening"),
      .init(78...78, "secondary OFAC screening"), .init(79...79, "addenda indicator", .digits),
      .init(80...94, "trace number"),
    ])

  static let entryADV = NACHALayout(
    "entry (6) of ADV",
    [
      .init(1...1, "record type", .constant("6")), .init(2...3, "transaction code", .digits),
      .init(4...11, "receiving DFI", .digits), .init(12...12, "check digit", .digits), .init(13...27, "account"),
      .init(28...39, "amount", .digits), .init(40...48, "advice routing"), .init(49...53, "file identification"),
      .init(54...54, "operator data"), .init(55...76, "individual name"), .init(77...78, "discretionary data"),
      .init(79...79, "addenda indicator", .digits), .init(80...87, "operator routing"), .init(88...90, "day of year"),
      .init(91...94, "sequence number"),
    ])

  static let batchControl = NACHALayout(
    "batch control (8)",
    [
      .init(1...1, "record type", .constant("8")), .init(2...4, "service class", .digits),
      .init(5...10, "entry/addenda count", .digits), .init(11...20, "entry hash", .digits),
      .init(21...32, "total debits", .digits), .init(33...44, "total credits", .digits),
      .init(45...54, "company identification"), .init(55...73, "authentication code"),
      .init(74...79, "reserved", .blank),
      .init(80...87, "originating DFI"), .init(88...94, "batch number", .digits),
    ])

  static let batchControlADV = NACHALayout(
    "batch control (8) of ADV",
    [
      .init(1...1, "record type", .constant("8")), .init(2...4, "service class", .digits),
      .init(5...10, "entry/addenda count", .digits), .init(11...20, "entry hash", .digits),
      .init(21...40, "total debits", .digits), .init(41...60, "total credits", .digits),
      .init(61...79, "operator data"),
      .init(80...87, "originating DFI"), .init(88...94, "batch number", .digits),
    ])

  static let fileControl = NACHALayout(
    "file control (9)",
    [
      .init(1...1, "record type", .constant("9")), .init(2...7, "batch count", .digits),
      .init(8...13, "block count", .digits), .init(14...21, "entry/addenda count", .digits),
      .init(22...31, "entry hash", .digits), .init(32...43, "total debits", .digits),
      .init(44...55, "total credits", .digits), .init(56...94, "reserved", .blank),
    ])

  static let fileControlADV = NACHALayout(
    "file control (9) of ADV",
    [
      .init(1...1, "record type", .constant("9")), .init(2...7, "batch count", .digits),
      .init(8...13, "block count", .digits), .init(14...21, "entry/addenda count", .digits),
      .init(22...31, "entry hash", .digits), .init(32...51, "total debits", .digits),
      .init(52...71, "total credits", .digits), .init(72...94, "reserved", .blank),
    ])
}
