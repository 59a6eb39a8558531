// The maps of portal downloads from configuration.

import AdapterKit
import BankFiles

extension ColumnMap {
  /// The keys of one, in the list `downloads` of a bank.
  static let keys: [ConfigurationKey] = [
    ConfigurationKey("name", .text, "What people call this kind of file."),
    ConfigurationKey("begins", .text, "The text that its files begin with, by which they are known."),
    ConfigurationKey("encoding", .choice(Encoding.allCases.map(\.rawValue)), default: "utf-8", "How text is encoded."),
    ConfigurationKey("separator", .text, default: ",", "What stands between fields: one character, or tab."),
    ConfigurationKey("leadingLines", .integer(0...100), default: "0", "Lines before the header that are passed over."),
    ConfigurationKey("header", .boolean, default: "true", "Whether a line of names stands before the rows."),
    ConfigurationKey("dates", .text, default: "MM/DD/YYYY", "How dates are written: YYYY or YY, MM or M, DD or D."),
    ConfigurationKey("decimal", .text, default: ".", "What stands before decimals."),
    ConfigurationKey("grouping", .text, default: ",", "What stands between thousands, or none."),
    ConfigurationKey(
      "sign", .choice(["signed", "turned", "columns", "indicator"]), default: "signed",
      "What tells credits from debits."),
    ConfigurationKey("credits", .list(.text), "The indicator's values that mean a credit."),
    ConfigurationKey("skip", .map(.text), "Rows that are no items: a column, and what it holds in them."),
    ConfigurationKey("account", .text, "The account, where no column names it."),
    ConfigurationKey("currency", .text, default: "USD", "The currency, where no column names it."),
    ConfigurationKey("columns", .map(.text), "Which column holds what: a name of the header, or # and a number."),
  ]

  /// Reads one. - Throws: `ConfigurationError`.
  init(_ section: Configuration) throws {
    let name = section.text("name")
    func wrong(_ what: String) -> ConfigurationError { ConfigurationError("banks: downloads: \(name): \(what)") }
    guard let dates = DateFormat(section.text("dates")) else {
      throw wrong("dates: '\(section.text("dates"))': write a pattern of YYYY or YY, MM or M, DD or D")
    }
    var columns: [Field: Column] = [:]
    for (field, column) in section.textMap("columns") {
      guard let field = Field(rawValue: field) else {
        throw wrong("columns: \(field): known are \(Field.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      columns[field] = Self.column(column)
    }
    self.init(name: name, begins: section.text("begins"), columns: columns, dates: dates)
    encoding = Encoding(rawValue: section.text("encoding")) ?? .utf8
    let separator = section.text("separator") == "tab" ? "\t" : section.text("separator")
    guard let byte = separator.utf8.first, separator.utf8.count == 1, byte != UInt8(ascii: "\"") else {
      throw wrong("separator: write one character, or tab")
    }
    self.separator = byte
    leadingLines = section.integer("leadingLines")
    hasHeader = section.boolean("header")
    money = MoneyFormat(
      decimal: section.text("decimal").first ?? ".",
      grouping: section.text("grouping") == "none" ? nil : section.text("grouping").first)
    guard money.decimal != money.grouping else { throw wrong("decimal and grouping are the same") }
    sign = Self.sign(section)
    skips = section.textMap("skip").sorted { $0.key < $1.key }.map {
      Skip(column: Self.column($0.key), value: $0.value)
    }
    account = section.optionalText("account")
    currency = section.text("currency")
    if let problem { throw wrong(problem) }
  }

  private static func column(_ text: String) -> Column {
    guard text.hasPrefix("#"), let number = Int(text.dropFirst()), number > 0 else { return .named(text) }
    return .number(number)
  }

  private static func sign(_ section: Configuration) -> Sign {
    switch section.text("sign") {
    case "turned": .turned
    case "columns": .columns
    case "indicator": .indicator(credits: Set(section.texts("credits")))
    default: .signed
    }
  }
}
