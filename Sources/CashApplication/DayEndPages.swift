// The day-end report as comma-separated values and as a page that can be printed.

import PaymentEvents

extension DayEnd {
  private static let columns = ["section", "kind", "detail", "count", "amount", "currency", "since", "days"]

  /// One line a figure, the same columns throughout (RFC 4180). Amounts as 1234.50.
  package var csv: String {
    let rows = lines.map { line in
      [
        line.section, line.kind, DayEnd.harmless(line.detail), String(line.count), DayEnd.plain(line.amount),
        line.currency, line.since ?? "", line.days.map(String.init) ?? "",
      ]
    }
    return ([["day"] + DayEnd.columns] + rows.map { [day] + $0 }).map { row in
      row.map(DayEnd.quoted).joined(separator: ",") + "\r\n"
    }.joined()
  }

  /// Text of strangers, such as trace numbers, that a spreadsheet would take for a formula gets an apostrophe.
  private static func harmless(_ text: String) -> String {
    guard let first = text.first, "=+-@\t\r".contains(first) else { return text }
    return "'\(text)"
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  private static func plain(_ cents: Int64) -> String { Money.text(cents).replacing(",", with: "") }

  /// A page of its own: no scripts, nothing from elsewhere, a table for each section.
  package var html: String {
    let tables = DayEnd.sections.map { section, title in
      let rows = lines.filter { $0.section == section }.map(DayEnd.row)
      return "<h2>\(title)</h2>\n" + (rows.isEmpty ? "<p>Nothing.</p>" : DayEnd.table(rows))
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Day end \(day)</title>
      <style>
      body { font: 10pt sans-serif; margin: 2em; color: #000; background: #fff }
      table { border-collapse: collapse; width: 100% }
      caption, th, td { text-align: left; padding: 0.15em 0.8em 0.15em 0; border-bottom: 1px solid #bbb }
      .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
      h2 { font-size: 12pt; margin: 1.2em 0 0.3em; break-after: avoid }
      tr { break-inside: avoid }
      thead { display: table-header-group }
      .fault { font-weight: bold; border: 2px solid #000; padding: 0.4em }
      @page { margin: 15mm }
      </style></head><body>
      <h1>Day end \(day)</h1>
      <p\(tiesOut ? "" : " class=\"fault\"")>\(verdict)</p>
      \(tables.joined(separator: "\n"))
      </body></html>

      """
  }

  /// Whether everything ties out, in a sentence.
  package var verdict: String {
    tiesOut
      ? "Bank, advices and books tie out to the cent."
      : "BANK, ADVICES AND BOOKS DO NOT TIE OUT: \(tieOut.faults.joined(separator: ", "))"
  }

  private static func table(_ rows: [String]) -> String {
    """
    <table><thead><tr><th>what</th><th>which</th><th class="number">number</th><th class="number">amount</th><th></th>\
    <th>since</th><th class="number">days</th></tr></thead><tbody>
    \(rows.joined(separator: "\n"))
    </tbody></table>
    """
  }

  private static func row(_ line: Line) -> String {
    let texts = [line.kind, line.detail].map { "<td>\(escaped($0))</td>" }
    let count = "<td class=\"number\">\(line.count == 0 ? "" : String(line.count))</td>"
    let amount = "<td class=\"number\">\(Money.text(line.amount))</td><td>\(escaped(line.currency))</td>"
    let age = "<td>\(line.since ?? "")</td><td class=\"number\">\(line.days.map(String.init) ?? "")</td>"
    return "<tr>\(texts.joined())\(count)\(amount)\(age)</tr>"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
