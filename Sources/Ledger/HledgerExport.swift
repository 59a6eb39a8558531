// Journals as hledger reads them (hledger manual, "Journal format").

extension Export {
  /// A journal file. Accounts are declared, so that `hledger check accounts` accepts it; value date, original date,
  /// party and evidence are tags in comments.
  package static func hledger(_ journals: [Journal]) -> String {
    let ordered = ordered(journals)
    var out = ""
    for currency in Set(ordered.map(\.currency)).sorted() { out += "commodity 1,000.00 \(currency)\n" }
    for account in Set(ordered.flatMap { $0.lines.map(\.account) }).sorted() { out += "account \(account.path)\n" }
    for journal in ordered { out += "\n" + hledger(journal) }
    return out
  }

  private static func hledger(_ journal: Journal) -> String {
    // A `;` would begin a comment, a `)` would end the code, and a `|` would split the description.
    var out = "\(journal.postingDate) (\(oneLine(journal.id, without: "()"))) "
    out += oneLine(journal.description, without: ";|") + "\n"
    out += "    ; valuedate:\(journal.valueDate), originaldate:\(journal.originalDate), period:\(journal.period)\n"
    out += "    ; entity:\(tagValue(journal.entity))\n"
    for line in journal.lines {
      out += "    \(line.account.path)  \(signed(line)) \(journal.currency)"
      let tags = tags(line).map { "\($0.name):\(tagValue($0.value))" }
      out += tags.isEmpty ? "\n" : "  ; \(tags.joined(separator: ", "))\n"
    }
    return out
  }

  /// A tag's value ends at a comma; a date in brackets would be read as the posting's date.
  private static func tagValue(_ text: String) -> String {
    String(oneLine(text).map { ",:[]".contains($0) ? "_" : $0 })
  }
}
