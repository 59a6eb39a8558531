// Contracts as a table that people keep: one term a line.

import PaymentEvents

/// Reads contracts from comma-separated values with a header.
package enum ContractTable {
  /// The columns; the first four must be there, in any order.
  package static let columns = [
    "contract", "payer", "from", "method", "plan", "to", "currency", "lesser_of_charge", "tolerance",
    "tolerance_percent", "code", "modifiers", "amount", "percent", "term_from", "term_to",
  ]
  private static let needed = columns.prefix(4)

  /// The contracts of a text, in parts that fit an event, in order of their first lines.
  /// - Parameters:
  ///   - version: the version that all of them are published under.
  ///   - payers: the payer list, of which every payer must be; nil: others may be, too.
  /// - Throws: ``TableFindings``: of each line that is wrong the first fault.
  package static func contracts(
    _ text: String, version: Int, payers: PayerDirectory? = nil
  ) throws(TableFindings) -> [ContractPublished] {
    let records: [CSVRecord]
    let names: [String]
    do throws(CSVError) {
      records = try CSVText.records(text)
      names = try columnNames(records.first)
    } catch {
      throw TableFindings(findings: [error.finding])
    }
    var order: [String] = []
    var found: [String: ContractPublished] = [:]
    var findings: [TableFinding] = []
    for record in records.dropFirst() {
      do throws(CSVError) {
        let row = try ContractRow(record, names)
        let head = try row.head(version: version)
        if found[row.name] == nil, let payers { try row.check(payer: head.payer, payers) }
        var contract = found[row.name] ?? head
        if found[row.name] == nil { order.append(row.name) }
        found[row.name] = contract
        guard contract.hasHead(of: head) else {
          throw CSVError(line: record.line, problem: "the contract's payer, plan, dates or tolerance differ from above")
        }
        contract.terms.append(try row.term())
        found[row.name] = contract
      } catch {
        findings.append(error.finding)
      }
    }
    guard findings.isEmpty else { throw TableFindings(findings: findings) }
    return order.compactMap { found[$0] }.flatMap(\.inParts)
  }

  private static func columnNames(_ header: CSVRecord?) throws(CSVError) -> [String] {
    guard let header else { throw CSVError(line: 1, problem: "there is no header") }
    let names = header.fields.map { $0.lowercased().filter { $0 != " " } }
    if let unknown = names.first(where: { !columns.contains($0) }) {
      throw CSVError(line: 1, problem: "there is no column '\(unknown)'; known are \(columns.joined(separator: ", "))")
    }
    if let missing = needed.first(where: { !names.contains($0) }) {
      throw CSVError(line: 1, problem: "the column '\(missing)' is missing")
    }
    return names
  }
}

extension CSVError {
  fileprivate var finding: TableFinding { TableFinding(line: line, column: nil, problem: problem) }
}

extension ContractPublished {
  fileprivate func hasHead(of other: ContractPublished) -> Bool {
    payer == other.payer && plan == other.plan && from == other.from && to == other.to && currency == other.currency
      && lesserOfCharge == other.lesserOfCharge && tolerance == other.tolerance
  }

  fileprivate var inParts: [ContractPublished] {
    let count = (terms.count + Self.maximumTerms - 1) / Self.maximumTerms
    return (0..<count).map { index in
      var part = self
      (part.part, part.parts) = (index + 1, count)
      part.terms = Array(terms.dropFirst(index * Self.maximumTerms).prefix(Self.maximumTerms))
      return part
    }
  }
}

/// One line of the table.
private struct ContractRow {
  let line: Int
  let name: String
  private let values: [String: String]

  init(_ record: CSVRecord, _ names: [String]) throws(CSVError) {
    line = record.line
    guard record.fields.count <= names.count else {
      throw CSVError(line: record.line, problem: "\(record.fields.count) fields under \(names.count) columns")
    }
    var values: [String: String] = [:]
    for (name, field) in zip(names, record.fields) {
      let text = Trace.normalised(field)
      if !text.isEmpty { values[name] = text }
    }
    self.values = values
    guard let name = values["contract"] else { throw CSVError(line: record.line, problem: "the contract is not named") }
    self.name = name
  }

  func head(version: Int) throws(CSVError) -> ContractPublished {
    guard let payer = values["payer"] else { throw wrong("payer", "name the payer") }
    guard let from = try day("from") else { throw wrong("from", "name the first day") }
    let to = try day("to")
    if let to, to < from { throw wrong("to", "the last day is before the first, \(from.iso); write them in order") }
    var contract = ContractPublished(
      contract: name, version: version, payer: payer, plan: values["plan"], from: from, to: to, terms: [])
    if let currency = values["currency"] { contract.currency = currency }
    contract.lesserOfCharge = try flag("lesser_of_charge")
    let (amount, points) = (try hundredths("tolerance"), try hundredths("tolerance_percent"))
    if amount != nil || points != nil {
      contract.tolerance = .init(amount: try money(amount ?? 0, "tolerance"), basisPoints: Int(points ?? 0))
    }
    return contract
  }

  func term() throws(CSVError) -> ContractPublished.Term {
    guard let method = values["method"].flatMap(ContractPublished.Method.init(rawValue:)) else {
      let known = ContractPublished.Method.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrong("method", "write one of \(known)")
    }
    var term = ContractPublished.Term(method: method, from: try day("term_from"), to: try day("term_to"))
    if let from = term.from, let to = term.to, to < from { throw wrong("term_to", "the last day is before term_from") }
    // A procedure may stand with its qualifier, as advices write it.
    term.code = values["code"].map { text in
      let parts = text.split(separator: ":")
      return parts.count > 1 && parts[0].count == 2 ? String(parts[1]) : text
    }
    term.modifiers = (values["modifiers"] ?? "").split { $0 == " " || $0 == ":" }.map(String.init)
    if method == .fee, term.code == nil { throw wrong("code", "name the procedure that the fee is for") }
    if method == .percentOfCharge {
      guard let points = try hundredths("percent") else { throw wrong("percent", "write the percentage, as 65.00") }
      term.basisPoints = Int(points)
    } else {
      guard let amount = try hundredths("amount") else { throw wrong("amount", "write the amount, as 95.00") }
      term.amount = try money(amount, "amount")
    }
    return term
  }

  // MARK: - Values

  /// The contract of a payer under another name would be compared with nothing.
  func check(payer: String, _ payers: PayerDirectory) throws(CSVError) {
    guard payers.resolve(payer)?.isListed != true else { return }
    throw wrong("payer", "no such payer is in config/payers.yaml; list it, or take it with --unlisted")
  }

  private func wrong(_ column: String, _ advice: String) -> CSVError {
    CSVError(line: line, problem: "\(column): '\(values[column] ?? "")'; \(advice)")
  }

  private func day(_ column: String) throws(CSVError) -> LocalDate? {
    guard let text = values[column] else { return nil }
    guard let day = LocalDate(iso: text) else { throw wrong(column, "write YYYY-MM-DD") }
    return day
  }

  private func flag(_ column: String) throws(CSVError) -> Bool {
    switch values[column] ?? "no" {
    case "yes": true
    case "no": false
    default: throw wrong(column, "write yes or no")
    }
  }

  private func money(_ cents: Int64, _ column: String) throws(CSVError) -> Money {
    do { return try Money(cents: cents) } catch { throw wrong(column, "write a smaller amount") }
  }

  /// `95`, `95.5`, `95.00` → 9500.
  private func hundredths(_ column: String) throws(CSVError) -> Int64? {
    guard let text = values[column] else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), (1...12).contains(parts[0].count), let units = Int64(parts[0]), units >= 0,
      parts.count == 1 || (1...2).contains(parts[1].count),
      let rest = Int64(parts.count == 1 ? "0" : (parts[1] + "0").prefix(2)), rest >= 0
    else { throw wrong(column, "write a number with at most two decimals, without separators") }
    return units * 100 + rest
  }
}
