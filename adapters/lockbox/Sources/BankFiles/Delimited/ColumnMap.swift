// What a bank's portal download means: which column holds what, and how dates and money are written.

/// The declared meaning of a delimited file.
package struct ColumnMap: Sendable, Equatable {
  /// What a column holds.
  package enum Field: String, Sendable, CaseIterable {
    case date, amount, credit, debit, indicator, account, currency, reference, trace, payer, typeCode, text
    /// Of an index of images: the image's file name, and what it belongs to.
    case image, lockbox, batch, item, page
    /// Of a card processor's settlement report: what payers paid, and what was kept of it.
    case gross, fee

    /// Its place in the list of all.
    var place: Int {
      switch self {
      case .date: 0
      case .amount: 1
      case .credit: 2
      case .debit: 3
      case .indicator: 4
      case .account: 5
      case .currency: 6
      case .reference: 7
      case .trace: 8
      case .payer: 9
      case .typeCode: 10
      case .text: 11
      case .image: 12
      case .lockbox: 13
      case .batch: 14
      case .item: 15
      case .page: 16
      case .gross: 17
      case .fee: 18
      }
    }
  }

  /// A column: by the name in the header, or by its number from 1.
  package enum Column: Sendable, Equatable {
    case named(String)
    case number(Int)
  }

  /// How text is encoded.
  package enum Encoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case latin1 = "latin-1"
  }

  /// Which rows bring money and which take it.
  package enum Sign: Sendable, Equatable {
    /// The amount's own sign: below zero is a debit.
    case signed
    /// The amount's own sign turned: below zero is a credit.
    case turned
    /// One column for credits, one for debits.
    case columns
    /// A column that says which; these values mean a credit, any other a debit.
    case indicator(credits: Set<String>)
  }

  /// Rows that are no items: those whose column holds this, whatever the case.
  package struct Skip: Sendable, Equatable {
    package var column: Column
    package var value: String

    package init(column: Column, value: String) {
      self.column = column
      self.value = value
    }
  }

  /// What the map is called.
  package var name: String
  /// The text with which the first line of the file begins; how a file is known to be of this kind.
  package var begins: String
  package var encoding = Encoding.utf8
  /// One ASCII character.
  package var separator = UInt8(ascii: ",")
  /// Lines before the header that are passed over.
  package var leadingLines = 0
  /// Whether a line with the columns' names stands before the rows.
  package var hasHeader = true
  package var columns: [Field: Column]
  package var dates: DateFormat
  package var money = MoneyFormat()
  package var sign = Sign.signed
  package var skips: [Skip] = []
  /// The account where no column names it.
  package var account: String?
  package var currency = "USD"

  package init(name: String, begins: String, columns: [Field: Column], dates: DateFormat) {
    self.name = name
    self.begins = begins
    self.columns = columns
    self.dates = dates
  }

  /// Whether its files are indexes of images, not lists of money.
  package var isImageIndex: Bool { columns[.image] != nil }

  /// What the map lacks to be of use, in a sentence; nil if nothing.
  package var problem: String? {
    if begins.isEmpty { return "it needs 'begins', the text that its files begin with" }
    if !hasHeader, columns.values.contains(where: { if case .named = $0 { true } else { false } }) {
      return "without a header its columns go by number"
    }
    if isImageIndex { return nil }
    if columns[.date] == nil { return "it needs a column for the date" }
    if columns[.account] == nil, (account ?? "").isEmpty { return "it needs an account, or a column for it" }
    switch sign {
    case .columns where columns[.credit] == nil: return "it needs a column for credits"
    case .indicator where columns[.indicator] == nil: return "it needs a column for the indicator"
    case .signed, .turned, .indicator:
      if columns[.amount] == nil, columns[.gross] == nil { return "it needs a column for the amount" }
    default: break
    }
    if columns[.gross] != nil, columns[.fee] == nil { return "with a column for the gross it needs one for the fee" }
    if columns[.gross] != nil, sign == .columns { return "with columns for credits and debits there is no gross" }
    return nil
  }
}
