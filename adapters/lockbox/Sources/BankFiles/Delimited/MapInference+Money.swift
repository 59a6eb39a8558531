// What amounts leave open: their currency, and whether a lone separator stands before thousands or before decimals.

extension MapInference {
  /// What names a currency, in amounts or in the header.
  private static let signs: [(sign: String, currency: String)] = [
    ("US$", "USD"), ("CA$", "CAD"), ("€", "EUR"), ("£", "GBP"), ("USD", "USD"), ("EUR", "EUR"), ("GBP", "GBP"),
    ("CAD", "CAD"), ("CHF", "CHF"), ("$", "USD"),
  ]

  /// Proposes the currency that the file names, and says what is doubtful about amounts.
  mutating func noteMoney(_ amounts: [String]) {
    noteThousands(amounts)
    guard map.columns[.currency] == nil else { return }
    let texts = names.map { $0.uppercased() } + amounts.map { $0.uppercased() }
    var found: Set<String> = []
    for text in texts {
      if let sign = Self.signs.first(where: { text.contains($0.sign) }) { found.insert(sign.currency) }
    }
    if found.count == 1, let currency = found.first {
      map.currency = currency
      doubts.append("the currency is taken for \(currency), which the header or the amounts name")
    } else if found.isEmpty {
      doubts.append("nothing names the currency: \(map.currency) is no more than a guess; settle 'currency'")
    } else {
      doubts.append("several currencies are named (\(found.sorted().joined(separator: ", "))): a map has one")
    }
  }

  /// Amounts that all have their only separator three digits from the end may have thousands or three decimals.
  private mutating func noteThousands(_ amounts: [String]) {
    guard let grouping = map.money.grouping, !amounts.contains(where: { $0.contains(map.money.decimal) }),
      let sample = amounts.first(where: { $0.contains(grouping) })
    else { return }
    doubts.append(
      "amounts like \(sample) are read as thousands, since none has a decimal '\(map.money.decimal)'; "
        + "if '\(grouping)' stands before three decimals, no map can read them: ask the bank for another form")
  }
}
