// Reads a portal download by its map: rows become items of money, and what cannot be read is found, all of it.

/// What an index says of an image besides what a row of money says.
package struct IndexedImage: Sendable, Equatable {
  package var file: String
  package var lockbox: String
  package var batch: String
  package var item: String
  package var page: String
}

/// One row of money, or of an index of images.
package struct DelimitedItem: Sendable, Equatable {
  package var place: RecordPlace
  /// Nil only in an index.
  package var date: CalendarDay?
  /// Minor units; credits above zero, debits below.
  package var amount: Int64
  /// What a card processor kept of it, in minor units; not part of ``amount``.
  package var fee: Int64 = 0
  package var account: String
  package var currency: String
  package var reference: String
  package var trace: String
  package var payer: String
  package var typeCode: String
  package var text: String
  /// The image, in an index.
  package var image: IndexedImage?
}

/// A streaming reader of delimited files. Memory is bounded by one row.
package struct DelimitedReader: BankFileReader {
  /// What was found so far.
  package private(set) var findings = FindingList()
  private let map: ColumnMap
  private let readsTexts: Bool
  private var rows: DelimitedRowReader
  /// The column of each field, by the field's place in the list of all; 0: none.
  private var numbers = Array(repeating: 0, count: ColumnMap.Field.allCases.count)
  private var mostColumns = 0
  private var skips: [(number: Int, value: String)] = []
  private var seen = 0
  private var isReady = false

  /// - Parameters:
  ///   - map: what its columns mean.
  ///   - readsTexts: whether references, names and texts are read; to verify a file, the rest is enough.
  package init(map: ColumnMap, readsTexts: Bool = true) {
    self.map = map
    self.readsTexts = readsTexts
    rows = DelimitedRowReader(separator: map.separator)
  }

  /// Takes the next bytes.
  package mutating func feed(_ chunk: UnsafeRawBufferPointer, _ sink: (DelimitedItem) throws -> Void) throws {
    var rows = self.rows
    defer { self.rows = rows }
    try rows.feed(chunk) { try take($0, sink) }
  }

  /// Ends the file.
  package mutating func finish(_ sink: (DelimitedItem) throws -> Void) throws {
    var rows = self.rows
    try rows.finish { try take($0, sink) }
    if !isReady { report(.delimitedHeader, .file, "header", "the columns of the map \(map.name)", "no header") }
  }

  private mutating func report(
    _ rule: FindingRule, _ place: RecordPlace, _ field: String, _ expected: String, _ found: String
  ) {
    findings.add(Finding(rule, at: place, field: field, expected: expected, found: found))
  }

  private mutating func take(_ row: DelimitedRow, _ sink: (DelimitedItem) throws -> Void) throws {
    seen += 1
    if let nul = row.nul { findings.add(nul) }
    if row.isBroken {
      return report(.delimitedRow, row.place, "row", "closed quotes and at most 65,536 bytes", "something else")
    }
    if seen <= map.leadingLines { return }
    if !isReady {
      isReady = true
      resolve(row)
      if map.hasHeader { return }
    }
    if isSkipped(row) { return }
    if let item = item(row) { try sink(item) }
  }

  // MARK: Columns

  /// Finds each column's number: by the header's names where the map names columns.
  private mutating func resolve(_ row: DelimitedRow) {
    var names = (0..<row.count).map { (row.text($0 + 1, map.encoding) ?? "").lowercased() }
    if let first = names.first, first.hasPrefix("\u{FEFF}") { names[0] = String(first.dropFirst()) }
    for (field, column) in map.columns.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      numbers[field.place] = number(of: column, names, row.place, field.rawValue) ?? 0
    }
    mostColumns = numbers.max() ?? 0
    for skip in map.skips {
      if let number = number(of: skip.column, names, row.place, "skip") {
        skips.append((number, skip.value.lowercased()))
      }
    }
  }

  private mutating func number(
    of column: ColumnMap.Column, _ names: [String], _ place: RecordPlace, _ field: String
  ) -> Int? {
    switch column {
    case .number(let number): return number
    case .named(let name):
      let found = names.indices.filter { names[$0] == name.lowercased() }
      if found.count == 1 { return found[0] + 1 }
      report(
        .delimitedHeader, place, "header", "one column '\(name)' for \(field)",
        found.isEmpty ? "none of that name" : "\(found.count) of that name")
      return nil
    }
  }

  private func isSkipped(_ row: DelimitedRow) -> Bool {
    skips.contains { (row.text($0.number, map.encoding) ?? "").lowercased() == $0.value }
  }

  // MARK: Values

  private func text(_ field: ColumnMap.Field, _ row: DelimitedRow) -> String {
    let number = numbers[field.place]
    return number > 0 ? row.text(number, map.encoding) ?? "" : ""
  }

  /// A text that only the deposit needs.
  private func detail(_ field: ColumnMap.Field, _ row: DelimitedRow) -> String {
    readsTexts ? text(field, row) : ""
  }

  private mutating func item(_ row: DelimitedRow) -> DelimitedItem? {
    if row.count < mostColumns {
      report(.delimitedRow, row.place, "row", "at least \(mostColumns) fields", "\(row.count)")
      return nil
    }
    if map.isImageIndex { return image(row) }
    let date = text(.date, row)
    let day = map.dates.day(date)
    if day == nil {
      report(.delimitedDate, row.place, "date", map.dates.pattern, TextBytes.shown(Array(date.utf8)))
    }
    let money = arrived(row)
    let account = numbers[ColumnMap.Field.account.place] == 0 ? map.account ?? "" : text(.account, row)
    if account.isEmpty { report(.delimitedField, row.place, "account", "an account", "nothing") }
    guard let day, let money, !account.isEmpty else { return nil }
    let currency = text(.currency, row)
    return DelimitedItem(
      place: row.place, date: day, amount: money.amount, fee: money.fee, account: account,
      currency: currency.isEmpty ? map.currency : currency,
      reference: detail(.reference, row), trace: detail(.trace, row), payer: detail(.payer, row),
      typeCode: detail(.typeCode, row), text: detail(.text, row))
  }

  /// A row of an index: everything but the image's name may be left out.
  private mutating func image(_ row: DelimitedRow) -> DelimitedItem? {
    let name = text(.image, row)
    if name.isEmpty { report(.delimitedField, row.place, "image", "a file name", "nothing") }
    let amount = text(.amount, row).isEmpty ? 0 : money(.amount, row)
    guard let amount, !name.isEmpty else { return nil }
    let currency = text(.currency, row)
    return DelimitedItem(
      place: row.place, date: nil, amount: amount,
      account: numbers[ColumnMap.Field.account.place] == 0 ? map.account ?? "" : text(.account, row),
      currency: currency.isEmpty ? map.currency : currency, reference: "", trace: text(.trace, row), payer: "",
      typeCode: "", text: "",
      image: IndexedImage(
        file: name, lockbox: text(.lockbox, row), batch: text(.batch, row), item: text(.item, row),
        page: text(.page, row)))
  }

  /// What arrived and what was kept of it; nil, and found, where either cannot be told or the two and the gross differ.
  private mutating func arrived(_ row: DelimitedRow) -> (amount: Int64, fee: Int64)? {
    let hasAmount = map.sign == .columns || numbers[ColumnMap.Field.amount.place] > 0
    guard numbers[ColumnMap.Field.fee.place] > 0 else { return amount(.amount, row).map { ($0, 0) } }
    let fee = text(.fee, row).isEmpty ? 0 : money(.fee, row).map { abs($0) }
    guard let stated = amount(hasAmount ? .amount : .gross, row), let fee else { return nil }
    // What is paid back is no payment that something could be kept of.
    guard stated > 0 else { return (stated, 0) }
    guard numbers[ColumnMap.Field.gross.place] > 0 else { return (stated, fee) }
    guard hasAmount else { return (stated - fee, fee) }
    guard let gross = money(.gross, row) else { return nil }
    if abs(gross) == stated + fee { return (stated, fee) }
    report(
      .delimitedAmount, row.place, "gross", "\(map.money.text(stated + fee)), the amount and the fee",
      map.money.text(abs(gross)))
    return nil
  }

  /// The amount with its direction; nil, and found, where it cannot be told.
  private mutating func amount(_ field: ColumnMap.Field, _ row: DelimitedRow) -> Int64? {
    switch map.sign {
    case .signed: return money(field, row)
    case .turned: return money(field, row).map { -$0 }
    case .indicator(let credits):
      let says = text(.indicator, row).uppercased()
      if says.isEmpty {
        report(.delimitedField, row.place, "indicator", "a value", "nothing")
        return nil
      }
      let isCredit = credits.contains { $0.uppercased() == says }
      return money(field, row).map { isCredit ? abs($0) : -abs($0) }
    case .columns:
      let (credit, debit) = (text(.credit, row), text(.debit, row))
      if !credit.isEmpty, !debit.isEmpty, let paid = money(.credit, row), let taken = money(.debit, row) {
        // One of two columns may hold a zero instead of nothing.
        if paid != 0, taken != 0 {
          report(.delimitedField, row.place, "credit and debit", "one of them", "both")
          return nil
        }
        return paid != 0 ? abs(paid) : -abs(taken)
      }
      return credit.isEmpty ? money(.debit, row).map { -abs($0) } : money(.credit, row).map { abs($0) }
    }
  }

  private mutating func money(_ field: ColumnMap.Field, _ row: DelimitedRow) -> Int64? {
    let text = text(field, row)
    let stated = self.text(.currency, row)
    let currency = stated.isEmpty ? map.currency : stated
    let cents = map.money.cents(text, currency: currency)
    if cents == nil {
      report(
        .delimitedAmount, row.place, field.rawValue,
        "an amount in \(TextBytes.shown(Array(currency.utf8))), one sign at most, decimals after "
          + "'\(map.money.decimal)'",
        TextBytes.shown(Array(text.utf8)))
    }
    return cents
  }
}
