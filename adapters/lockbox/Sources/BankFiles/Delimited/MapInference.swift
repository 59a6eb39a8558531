// Proposes a map for a portal download that nobody has declared yet. A person confirms it: nothing is read by a guess.

/// What a file looks like.
package struct MapInference: Sendable {
  /// The proposal.
  package var map: ColumnMap
  /// What to look at before it is used, each in a sentence.
  package var doubts: [String] = []
  let names: [String]

  /// The most rows that are looked at.
  static let maximumRows = 200
  private static let patterns = [
    "YYYY-MM-DD", "MM/DD/YYYY", "DD/MM/YYYY", "M/D/YYYY", "D/M/YYYY", "MM/DD/YY", "DD/MM/YY", "DD.MM.YYYY", "D.M.YYYY",
    "MM-DD-YYYY", "DD-MM-YYYY", "YYYYMMDD", "YYYY/MM/DD",
  ]

  /// Looks at a file's bytes. - Returns: nil where no row has a date and an amount.
  package init?(_ bytes: [UInt8], name: String) {
    let encoding: ColumnMap.Encoding = String(validating: bytes, as: UTF8.self) == nil ? .latin1 : .utf8
    guard let (separator, rows) = Self.cut(bytes, encoding),
      let first = rows.firstIndex(where: { row in row.contains { Self.pattern(of: [$0]) != nil } })
    else { return nil }
    let data = rows[first...].filter { $0.count == rows[first].count }
    func column(_ index: Int) -> [String] { data.map { $0[index] }.filter { !$0.isEmpty } }
    names = first > 0 && rows[first - 1].count == rows[first].count ? rows[first - 1] : []
    let columns = rows[first].indices.map(column)
    guard let date = columns.indices.first(where: { Self.pattern(of: columns[$0]) != nil }),
      let pattern = Self.pattern(of: columns[date]), let dates = DateFormat(pattern)
    else { return nil }
    var map = ColumnMap(
      name: name, begins: Self.beginning(bytes, encoding), columns: [:], dates: dates)
    (map.encoding, map.separator, map.hasHeader) = (encoding, separator, !names.isEmpty)
    map.leadingLines = max(0, first - (names.isEmpty ? 0 : 1))
    self.map = map
    put(.date, date)
    let amounts = columns.indices.filter { $0 != date && Self.isMoney(columns[$0]) }
    guard !amounts.isEmpty else { return nil }
    if let format = Self.money(amounts.flatMap { columns[$0] }) { self.map.money = format }
    chooseSign(amounts, columns)
    chooseTexts(used: Set(amounts + [date]))
    noteDoubts(columns[date])
    noteMoney(amounts.flatMap { columns[$0] })
  }

  private mutating func put(_ field: ColumnMap.Field, _ index: Int) { map.columns[field] = column(index) }

  private func column(_ index: Int) -> ColumnMap.Column {
    names.isEmpty || names[index].isEmpty ? .number(index + 1) : .named(names[index])
  }

  // MARK: Rows

  /// The first line that is not blank, as it stands, up to 60 characters.
  private static func beginning(_ bytes: [UInt8], _ encoding: ColumnMap.Encoding) -> String {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    let line = rest.drop { $0.isBlank || $0 == 0x0A || $0 == 0x0D }.prefix { $0 != 0x0A && $0 != 0x0D }
    switch encoding {
    case .utf8: return String(String(decoding: line, as: UTF8.self).prefix(60))
    case .latin1:
      var text = String.UnicodeScalarView()
      text.append(contentsOf: line.prefix(60).map { Unicode.Scalar($0) })
      return String(text)
    }
  }

  /// The separator that cuts most lines into the same number of fields, more than one; and the rows.
  private static func cut(_ bytes: [UInt8], _ encoding: ColumnMap.Encoding) -> (UInt8, [[String]])? {
    var best: (score: Int, separator: UInt8, rows: [[String]])?
    for separator in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")] {
      var reader = DelimitedRowReader(separator: separator)
      var rows: [[String]] = []
      let keep = { (row: DelimitedRow) in
        if rows.count < maximumRows { rows.append((1...row.count).map { row.text($0, encoding) ?? "" }) }
      }
      bytes.withUnsafeBytes { reader.feed($0, keep) }
      reader.finish(keep)
      let widths = Dictionary(grouping: rows.map(\.count).filter { $0 > 1 }, by: { $0 }).mapValues(\.count)
      guard let (width, count) = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { continue }
      let score = count * 1_000 + width
      if best.map({ score > $0.score }) ?? true { best = (score, separator, rows) }
    }
    guard var found = best else { return nil }
    if let first = found.rows[0].first, first.hasPrefix("\u{FEFF}") { found.rows[0][0] = String(first.dropFirst()) }
    return (found.separator, found.rows)
  }

  // MARK: Values

  /// The first pattern that all values keep to.
  private static func pattern(of values: [String]) -> String? {
    guard !values.isEmpty else { return nil }
    return patterns.first { pattern in
      guard let format = DateFormat(pattern) else { return false }
      return values.allSatisfy { format.day($0) != nil }
    }
  }

  private static func isMoney(_ values: [String]) -> Bool {
    let looksLike = values.contains { $0.contains(".") || $0.contains(",") || $0.contains("$") || $0.hasPrefix("(") }
    return looksLike && money(values) != nil
  }

  /// The way of writing money that all values keep to.
  private static func money(_ values: [String]) -> MoneyFormat? {
    [MoneyFormat(), MoneyFormat(decimal: ",", grouping: ".")].first { format in
      !values.isEmpty && values.allSatisfy { format.cents($0) != nil }
    }
  }

  // MARK: Choices

  private mutating func chooseSign(_ amounts: [Int], _ columns: [[String]]) {
    let names = names
    func named(_ words: [String], _ indices: [Int]) -> Int? {
      indices.first { index in
        names.indices.contains(index) && words.contains { names[index].lowercased().contains($0) }
      }
    }
    let candidates = amounts.filter { named(["balance", "saldo"], [$0]) == nil }
    if let credit = named(["credit", "deposit", "paid in"], candidates),
      let debit = named(["debit", "withdrawal", "paid out"], candidates), credit != debit
    {
      put(.credit, credit)
      put(.debit, debit)
      map.sign = .columns
      return
    }
    chooseAmount(candidates.isEmpty ? amounts : candidates, named)
    let credits: Set = ["CR", "C", "CREDIT", "+"]
    let debits: Set = ["DR", "DB", "D", "DEBIT", "-"]
    let indicator = columns.indices.first { index in
      !columns[index].isEmpty && columns[index].allSatisfy { credits.union(debits).contains($0.uppercased()) }
    }
    guard let indicator else { return }
    put(.indicator, indicator)
    map.sign = .indicator(credits: credits.intersection(columns[indicator].map { $0.uppercased() }))
  }

  /// The column of what arrived. Where another says what a card processor kept, gross and net are told by their names.
  private mutating func chooseAmount(_ candidates: [Int], _ named: ([String], [Int]) -> Int?) {
    guard let fee = named(["fee", "discount"], candidates) else {
      return put(.amount, named(["amount"], candidates) ?? candidates[0])
    }
    put(.fee, fee)
    let others = candidates.filter { $0 != fee }
    if let gross = named(["gross"], others) { put(.gross, gross) }
    let net = named(["net", "payout"], others) ?? others.first { map.columns[.gross] != column($0) }
    if let net { put(.amount, net) }
    doubts.append(
      map.columns[.amount] == nil
        ? "what arrived is worked out: the gross without the fee"
        : "what arrived is taken to be without the fee, which was kept of the payment")
  }

  private mutating func chooseTexts(used: Set<Int>) {
    let words: [(ColumnMap.Field, [String])] = [
      (.account, ["account"]), (.currency, ["currency"]), (.trace, ["trace", "check", "cheque"]),
      (.reference, ["reference", "ref"]), (.typeCode, ["bai", "type code", "transaction code"]),
      (.payer, ["payer", "payor", "sender", "originator"]),
      (.text, ["description", "details", "memo", "text", "remark"]),
    ]
    var taken = used
    for (field, parts) in words {
      let found = names.indices.first { index in
        !taken.contains(index) && parts.contains { names[index].lowercased().contains($0) }
      }
      guard let found else { continue }
      put(field, found)
      taken.insert(found)
    }
  }

  private mutating func noteDoubts(_ dates: [String]) {
    let other = map.dates.pattern.replacing("MM", with: "x").replacing("DD", with: "MM").replacing("x", with: "DD")
    if other != map.dates.pattern, let swapped = DateFormat(other), dates.allSatisfy({ swapped.day($0) != nil }) {
      doubts.append("the dates fit \(other) as well as \(map.dates.pattern)")
    }
    if map.columns[.account] == nil { doubts.append("no column names the account: fill in 'account'") }
    if names.isEmpty { doubts.append("there is no header: columns go by number, and 'begins' must hold for each file") }
    if map.sign == .signed { doubts.append("amounts below zero are taken for debits") }
    if map.columns[.reference] == nil {
      doubts.append("no column names the bank's reference, by which the same item in two downloads is known")
    }
  }
}
