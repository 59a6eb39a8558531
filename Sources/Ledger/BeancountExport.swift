// Journals as Beancount reads them (Beancount language syntax).

extension Export {
  /// A ledger file: an `open` directive for every account on the day of its first line, then the transactions.
  package static func beancount(_ journals: [Journal]) -> String {
    let ordered = ordered(journals)
    var opened: [Account: Day] = [:]
    for journal in ordered {
      for line in journal.lines where opened[line.account] == nil { opened[line.account] = journal.postingDate }
    }
    let openings = opened.sorted { $0.key < $1.key }.map { "\($0.value) open \(beancount($0.key))\n" }
    return openings.joined() + ordered.map { "\n" + beancount($0) }.joined()
  }

  /// One of several files that are read together: accounts that are not in `opened` (by path) are opened, on a day
  /// before all others, since a later file may hold earlier days.
  package static func beancount(_ journals: [Journal], opened: Set<String>) -> String {
    let accounts = Set(journals.flatMap { $0.lines.map(\.account) }).filter { !opened.contains($0.path) }
    let openings = accounts.sorted().map { "1970-01-01 open \(beancount($0))\n" }
    return openings.joined() + ordered(journals).map { "\n" + beancount($0) }.joined()
  }

  private static func beancount(_ journal: Journal) -> String {
    var out = "\(journal.postingDate) * \(quoted(journal.description))\n"
    out += "  journal: \(quoted(journal.id))\n  value-date: \(journal.valueDate)\n"
    out += "  original-date: \(journal.originalDate)\n  period: \(quoted(journal.period))\n"
    out += "  entity: \(quoted(journal.entity))\n"
    for line in journal.lines {
      out += "  \(beancount(line.account))  \(signed(line)) \(journal.currency)\n"
      for tag in tags(line) { out += "    \(tag.name): \(quoted(tag.value))\n" }
    }
    return out
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for character in oneLine(text) {
      if character == "\"" || character == "\\" { out.append("\\") }
      out.append(character)
    }
    return out + "\""
  }

  /// The account's name in Beancount, where a part begins with an upper-case letter or a digit and has letters, digits
  /// and dashes only.
  ///
  /// A lower-case first letter is capitalised; a part that begins otherwise (digits apart) gets `X--` in front. Other
  /// bytes become `--` and two hexadecimal digits; a dash stays where letters or digits are on both sides of it. Parts
  /// are ASCII, so `--` before `8` to `F` is never a byte, and no two accounts get the same name.
  package static func beancount(_ account: Account) -> String {
    account.parts.map { beancount(part: Array($0.utf8)) }.joined(separator: ":")
  }

  private static func beancount(part: [UInt8]) -> String {
    var out = ""
    for (index, byte) in part.enumerated() {
      let inside =
        index > 0 && index + 1 < part.count && isAlphanumeric(part[index - 1]) && isAlphanumeric(part[index + 1])
      if isAlphanumeric(byte) || (byte == UInt8(ascii: "-") && inside) {
        out.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        out += "--" + Account.hexadecimal(byte)
      }
    }
    guard let first = part.first else { return out }
    switch first {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): return out.prefix(1).uppercased() + out.dropFirst()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return out
    default: return "X--" + out
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    Account.isPlain(byte) && ![UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte)
  }
}
