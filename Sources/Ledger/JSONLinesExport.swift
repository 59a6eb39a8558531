// Journals as JSON Lines: one object a journal, keys in a fixed order, amounts in whole cents.

extension Export {
  /// One line a journal: `{"journal":…,"lines":[{"account":…,"debit":…,"credit":…}]}`.
  package static func jsonLines(_ journals: [Journal]) -> String {
    ordered(journals).map { json($0) + "\n" }.joined()
  }

  private static func json(_ journal: Journal) -> String {
    object([
      ("journal", string(journal.id)), ("description", string(journal.description)),
      ("valueDate", string(journal.valueDate.description)), ("postingDate", string(journal.postingDate.description)),
      ("originalDate", string(journal.originalDate.description)), ("period", string(journal.period)),
      ("entity", string(journal.entity)), ("currency", string(journal.currency)),
      ("lines", "[\(journal.lines.map(json).joined(separator: ","))]"),
    ])
  }

  private static func json(_ line: JournalEntryLine) -> String {
    var fields = [
      ("account", string(line.account.path)), ("debit", String(line.debit)), ("credit", String(line.credit)),
    ]
    if let party = line.party { fields.append(("party", string(party))) }
    if let facility = line.facility { fields.append(("facility", string(facility))) }
    if let costCenter = line.costCenter { fields.append(("costCenter", string(costCenter))) }
    fields.append(("evidence", string(line.evidence)))
    return object(fields)
  }

  private static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  /// A JSON string (RFC 8259, section 7).
  private static func string(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case _ where scalar.value < 0x20: out += "\\u00" + Account.hexadecimal(UInt8(scalar.value))
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
