// A map as the entry of the configuration that declares it.

extension ColumnMap {
  /// The entry under `downloads` of a bank in `adapters/lockbox/config.yaml`.
  package var yaml: String {
    var lines = [
      "- name: \(Self.quoted(name))", "  begins: \(Self.quoted(begins))", "  encoding: \(encoding.rawValue)",
      "  separator: \(Self.quoted(separator == 0x09 ? "tab" : String(UnicodeScalar(separator))))",
      "  leadingLines: \(leadingLines)", "  header: \(hasHeader)", "  dates: \(Self.quoted(dates.pattern))",
      "  decimal: \(Self.quoted(String(money.decimal)))",
      "  grouping: \(Self.quoted(money.grouping.map(String.init) ?? "none"))",
    ]
    switch sign {
    case .signed: lines.append("  sign: signed")
    case .turned: lines.append("  sign: turned")
    case .columns: lines.append("  sign: columns")
    case .indicator(let credits):
      lines.append("  sign: indicator")
      lines.append("  credits: [\(credits.sorted().map(Self.quoted).joined(separator: ", "))]")
    }
    lines.append("  account: \(Self.quoted(account ?? ""))")
    lines.append("  currency: \(currency)")
    lines.append("  columns:")
    for field in Field.allCases {
      guard let column = columns[field] else { continue }
      lines.append("    \(field.rawValue): \(Self.text(column))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ column: Column) -> String {
    switch column {
    case .number(let number): quoted("#\(number)")
    case .named(let name): quoted(name)
    }
  }

  /// A YAML double-quoted scalar.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\t", with: "\\t") + "\""
  }
}
