// The addenda of ACH entries, column by column (Nacha Operating Rules, appendix three).

extension NACHALayout {
  private static func addenda(_ type: String, _ name: String, _ fields: [NACHAField]) -> NACHALayout {
    NACHALayout(
      "addenda \(type), \(name)",
      [.init(1...1, "record type", .constant("7")), .init(2...3, "addenda type", .constant(type))] + fields)
  }

  private static let sequence = NACHAField(88...94, "entry sequence number", .digits)
  private static let trace = NACHAField(80...94, "trace number")

  static let terminal = addenda(
    "02", "terminal (POS, MTE, SHR)",
    [
      .init(4...10, "reference 1"), .init(11...13, "reference 2"), .init(14...19, "terminal"),
      .init(20...25, "transaction serial number"), .init(26...29, "transaction date"), .init(30...35, "authorization"),
      .init(36...62, "terminal location"), .init(63...77, "terminal city"), .init(78...79, "terminal state"), trace,
    ])

  static let payment = addenda(
    "05", "payment information",
    [
      .init(4...83, "payment information"), .init(84...87, "addenda sequence number", .digits), sequence,
    ])

  static let transaction = addenda(
    "10", "IAT transaction",
    [
      .init(4...6, "transaction type"), .init(7...24, "foreign amount", .digits),
      .init(25...46, "foreign trace number"),
      .init(47...81, "receiver name"), .init(82...87, "reserved", .blank), sequence,
    ])

  static let originator = addenda(
    "11", "IAT originator",
    [
      .init(4...38, "originator name"), .init(39...73, "originator street"), .init(74...87, "reserved", .blank),
      sequence,
    ])

  static let originatorPlace = addenda(
    "12", "IAT originator's place",
    [
      .init(4...38, "originator city"), .init(39...73, "originator country"), .init(74...87, "reserved", .blank),
      sequence,
    ])

  static let originatorBank = addenda(
    "13", "IAT originating bank",
    [
      .init(4...38, "originating DFI name"), .init(39...40, "number qualifier"),
      .init(41...74, "originating DFI identification"), .init(75...77, "branch country"),
      .init(78...87, "reserved", .blank), sequence,
    ])

  static let receiverBank = addenda(
    "14", "IAT receiving bank",
    [
      .init(4...38, "receiving DFI name"), .init(39...40, "number qualifier"),
      .init(41...74, "receiving DFI identification"), .init(75...77, "branch country"),
      .init(78...87, "reserved", .blank),
      sequence,
    ])

  static let receiver = addenda(
    "15", "IAT receiver",
    [
      .init(4...18, "receiver identification"), .init(19...53, "receiver street"), .init(54...87, "reserved", .blank),
      sequence,
    ])

  static let receiverPlace = addenda(
    "16", "IAT receiver's place",
    [
      .init(4...38, "receiver city"), .init(39...73, "receiver country"), .init(74...87, "reserved", .blank), sequence,
    ])

  static let remittanceIAT = addenda(
    "17", "IAT payment information",
    [
      .init(4...83, "payment information"), .init(84...87, "addenda sequence number", .digits), sequence,
    ])

  static let correspondentBank = addenda(
    "18", "IAT correspondent bank",
    [
      .init(4...38, "correspondent name"), .init(39...40, "number qualifier"),
      .init(41...74, "correspondent identification"), .init(75...77, "branch country"),
      .init(78...83, "reserved", .blank),
      .init(84...87, "addenda sequence number", .digits), sequence,
    ])

  static let change = addenda(
    "98", "notification of change",
    [
      .init(4...6, "change code"), .init(7...21, "original trace number"), .init(22...27, "reserved", .blank),
      .init(28...35, "original receiving DFI"), .init(36...64, "corrected data"), .init(65...79, "reserved", .blank),
      trace,
    ])

  static let refusedChange = addenda(
    "98", "refused notification of change",
    [
      .init(4...6, "refusal code"), .init(7...21, "original trace number"), .init(22...27, "reserved", .blank),
      .init(28...35, "original receiving DFI"), .init(36...64, "corrected data"), .init(65...67, "change code"),
      .init(68...74, "trace sequence number"), .init(75...79, "reserved", .blank), trace,
    ])

  static let returned = addenda(
    "99", "return",
    [
      .init(4...6, "return code"), .init(7...21, "original trace number"), .init(22...27, "date of death", .day),
      .init(28...35, "original receiving DFI"), .init(36...79, "return information"), trace,
    ])

  static let returnedIAT = addenda(
    "99", "IAT return",
    [
      .init(4...6, "return code"), .init(7...21, "original trace number"), .init(22...27, "date of death", .day),
      .init(28...35, "original receiving DFI"), .init(36...45, "original amount"), .init(46...79, "return information"),
      trace,
    ])

  static let dishonored = addenda(
    "99", "dishonored return",
    [
      .init(4...6, "dishonor code"), .init(7...21, "original trace number"), .init(22...27, "reserved", .blank),
      .init(28...35, "original receiving DFI"), .init(36...38, "reserved", .blank),
      .init(39...53, "return trace number"),
      .init(54...56, "return settlement date"), .init(57...58, "return code"), .init(59...79, "return information"),
      trace,
    ])

  static let contested = addenda(
    "99", "contested dishonored return",
    [
      .init(4...6, "contest code"), .init(7...21, "original trace number"),
      .init(22...27, "original entry returned", .day),
      .init(28...35, "original receiving DFI"), .init(36...38, "original settlement date"),
      .init(39...53, "return trace number"), .init(54...56, "return settlement date"), .init(57...58, "return code"),
      .init(59...73, "dishonored trace number"), .init(74...76, "dishonored settlement date"),
      .init(77...78, "dishonor code"), .init(79...79, "reserved", .blank), trace,
    ])

  /// The layout of an addenda by its type and, for 98 and 99, its code; nil for a type that does not exist.
  static func addenda(_ record: NACHARecord, isIAT: Bool) -> NACHALayout? {
    let code = record.text(4...6)
    switch record.text(2...3) {
    case "05": return payment
    case "98": return NACHAReturnCode.isRefusal(code) ? refusedChange : change
    case "99":
      return NACHAReturnCode.isContest(code)
        ? contested
        : NACHAReturnCode.isDishonor(code)
          ? dishonored
          : isIAT ? returnedIAT : returned
    case let type: return plainAddenda[type]
    }
  }

  private static let plainAddenda: [String: NACHALayout] = [
    "02": terminal, "05": payment, "10": transaction, "11": originator, "12": originatorPlace, "13": originatorBank,
    "14": receiverBank, "15": receiver, "16": receiverPlace, "17": remittanceIAT, "18": correspondentBank,
  ]
}
