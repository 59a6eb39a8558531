// Opening balances as a table that people take out of the books before: one balance a line.

import PaymentEvents

/// What is wrong with a table, and where.
package struct TableFinding: Sendable, Equatable, CustomStringConvertible {
  /// From 1.
  package var line: Int
  /// The column's name; nil where it is about the whole line.
  package var column: String?
  /// What is wrong and what to do.
  package var problem: String

  package var description: String { "line \(line), \(column.map { "\($0): " } ?? "")\(problem)" }
}

/// All that is wrong with a table.
package struct TableFindings: Error, Sendable, Equatable {
  /// By line.
  package var findings: [TableFinding]
}

/// Reads opening balances from comma-separated values with a header.
package enum OpeningBalanceTable {
  /// The columns, in any order.
  package static let columns = [
    "kind", "date", "amount", "currency", "claim", "charge", "patient_amount", "payers", "earlier_payers",
    "service_from", "service_to", "facility", "cost_center", "account", "trace", "reference", "payer", "provider",
    "tax_id",
  ]
  private static let needed = ["kind", "date", "amount"]

  /// The balances of a text.
  /// - Parameters:
  ///   - digest: SHA-256 of the file.
  ///   - payers: the payer list, of which every payer must be; nil: others may be, too.
  /// - Throws: ``TableFindings``: everything that is wrong, not the first fault alone.
  package static func balances(
    _ text: String, digest: String, payers: PayerDirectory? = nil
  ) throws(TableFindings) -> [OpeningBalanceLoaded] {
    let records: [CSVRecord]
    do throws(CSVError) { records = try CSVText.records(text) } catch { throw finding(error.line, error.problem) }
    guard let header = records.first else { throw finding(1, "there is no header") }
    let names = header.fields.map { $0.lowercased().filter { $0 != " " } }
    if let unknown = names.first(where: { !columns.contains($0) }) {
      throw finding(1, "there is no column '\(unknown)'; known are \(columns.joined(separator: ", "))")
    }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw finding(1, "the column '\(twice)' stands there twice; leave it once")
    }
    if let missing = needed.first(where: { !names.contains($0) }) {
      throw finding(1, "the column '\(missing)' is missing")
    }
    var findings: [TableFinding] = []
    var balances: [OpeningBalanceLoaded] = []
    var lines: [String: Int] = [:]
    for record in records.dropFirst() {
      var row = OpeningRow(record, names, payers)
      let balance = row.balance(digest: digest)
      findings += row.findings
      guard let balance, row.findings.isEmpty else { continue }
      if let earlier = lines.updateValue(record.line, forKey: balance.key) {
        findings.append(
          TableFinding(
            line: record.line, column: nil,
            problem: "the same \(balance.kind.rawValue) as in line \(earlier); add them up, or tell them apart"))
      }
      balances.append(balance)
    }
    guard findings.isEmpty else { throw TableFindings(findings: findings) }
    return balances
  }

  private static func finding(_ line: Int, _ problem: String) -> TableFindings {
    TableFindings(findings: [TableFinding(line: line, column: nil, problem: problem)])
  }
}

extension OpeningBalanceLoaded {
  /// What tells it from other balances: it is loaded once, whatever its amount. Parts are told apart by their lengths.
  package var key: String {
    let parts: [String?] =
      switch kind {
      case .receivable: [patientControlNumber]
      case .cash: [account, date.iso, traceNumber.map(Trace.normalised), reference.map(Trace.normalised)]
      case .item: [payer, taxIdentifier, provider, reference.map(Trace.normalised)]
      }
    return ([kind.rawValue] + parts.map { $0 ?? "" }).map { "\($0.utf8.count):\($0)" }.joined(separator: ",")
  }
}

/// One line while it is being read.
private struct OpeningRow {
  let line: Int
  private let directory: PayerDirectory?
  private var values: [String: String] = [:]
  var findings: [TableFinding] = []

  init(_ record: CSVRecord, _ names: [String], _ directory: PayerDirectory?) {
    line = record.line
    self.directory = directory
    if record.fields.count != names.count {
      findings.append(
        TableFinding(
          line: line, column: nil, problem: "\(record.fields.count) fields under \(names.count) columns"))
    }
    for (name, field) in zip(names, record.fields) {
      let text = Trace.normalised(field)
      if !text.isEmpty { values[name] = text }
    }
  }

  mutating func balance(digest: String) -> OpeningBalanceLoaded? {
    let kind = values["kind"].flatMap(OpeningBalanceLoaded.Kind.init(rawValue:))
    if kind == nil {
      wrong("kind", "write one of \(OpeningBalanceLoaded.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let (date, amount) = (day("date"), money("amount"))
    if date == nil, values["date"] == nil { wrong("date", "name the day under which it is booked") }
    if amount == nil, values["amount"] == nil { wrong("amount", "write the amount, as 95.00") }
    guard let kind else { return nil }
    // What stands in for a wrong value is never used: the line has a finding then.
    var balance = OpeningBalanceLoaded(
      kind: kind, amount: amount ?? (try? Money(cents: 1)) ?? .zero, currency: currency(),
      date: date ?? LocalDate(daysSinceEpoch: 0), source: .init(digest: digest, line: line))
    switch kind {
    case .receivable: takeReceivable(into: &balance)
    case .cash: takeCash(into: &balance)
    case .item: takeItem(into: &balance)
    }
    return balance
  }

  private mutating func takeReceivable(into balance: inout OpeningBalanceLoaded) {
    balance.patientControlNumber = text("claim", 64, "name the claim")
    balance.payers = (values["payers"] ?? "").split(separator: "|").map { Trace.normalised(String($0)) }
    for payer in balance.payers { requireListed(payer, "payers") }
    balance.patientAmount = money("patient_amount")
    takeCharge(into: &balance)
    if balance.payers.isEmpty, balance.patientAmount != nil {
      wrong("patient_amount", "without payers the amount is the patient's; leave this empty")
    }
    if balance.payers.count > 10 { wrong("payers", "at most ten payers") }
    let (from, to) = (day("service_from"), day("service_to"))
    if let from { balance.serviceDates = DateRange(from: from, to: to ?? from) }
    if from == nil, to != nil { wrong("service_from", "name the first day, too") }
    balance.facility = text("facility", 64)
    balance.costCenter = text("cost_center", 64)
    let isPatients = balance.patientAmount.map { !$0.isZero } ?? false
    if balance.amount.isZero, !isPatients { wrong("amount", "nothing is open; leave the line out") }
    refuse(["account", "trace", "reference", "payer", "provider", "tax_id"])
  }

  /// The total charge, and how many payers have settled what is no longer open of it.
  private mutating func takeCharge(into balance: inout OpeningBalanceLoaded) {
    balance.charge = money("charge")
    balance.earlierPayers = number("earlier_payers", 0...9)
    guard let charge = balance.charge, let open = try? balance.amount + (balance.patientAmount ?? .zero) else { return }
    if charge <= .zero {
      wrong("charge", "the total charge is above zero")
    } else if charge < open {
      wrong("charge", "more is open than was charged")
    } else if charge != open, !balance.payers.isEmpty, values["earlier_payers"] == nil {
      wrong("earlier_payers", "part of the charge is settled: write how many payers went before those in payers, or 0")
    }
  }

  private mutating func takeCash(into balance: inout OpeningBalanceLoaded) {
    balance.account = text("account", 64, "name our account at the bank")
    balance.traceNumber = text("trace", 80)
    balance.reference = text("reference", 128)
    balance.payer = text("payer", 256)
    if let payer = balance.payer { requireListed(payer, "payer") }
    if balance.amount <= .zero { wrong("amount", "money at the bank is above zero") }
    refuse(Self.ofReceivables + ["provider", "tax_id"])
  }

  private mutating func takeItem(into balance: inout OpeningBalanceLoaded) {
    balance.payer = text("payer", 256, "name the payer")
    if let payer = balance.payer { requireListed(payer, "payer") }
    balance.provider = text("provider", 80, "name the provider (PLB01)")
    balance.reference = text("reference", 128, "FB: the originating trace number; WO: the payer's claim number")
    balance.taxIdentifier = text("tax_id", 80, "name the payee's tax id, as the payer's advices do")
    if balance.amount.isZero { wrong("amount", "nothing is open; leave the line out") }
    refuse(Self.ofReceivables + ["account", "trace"])
  }

  private static let ofReceivables = [
    "claim", "charge", "patient_amount", "payers", "earlier_payers", "service_from", "service_to",
  ]

  // MARK: - Values

  private mutating func wrong(_ column: String, _ advice: String) {
    findings.append(TableFinding(line: line, column: column, problem: "'\(values[column] ?? "")'; \(advice)"))
  }

  /// A payer with a slip in its name would be another one, on accounts of its own.
  private mutating func requireListed(_ payer: String, _ column: String) {
    guard let directory, directory.resolve(payer)?.isListed != true else { return }
    findings.append(
      TableFinding(
        line: line, column: column,
        problem: "'\(payer)'; the payer list does not have it: correct it, add it to config/payers.yaml, or say "
          + "--unlisted"))
  }

  private mutating func number(_ column: String, _ range: ClosedRange<Int>) -> Int? {
    guard let text = values[column] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      wrong(column, "write a number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }

  /// Columns of other kinds must be empty: what stands there would be lost.
  private mutating func refuse(_ columns: [String]) {
    for column in columns where values[column] != nil { wrong(column, "this kind has none; leave it empty") }
  }

  private mutating func text(_ column: String, _ length: Int, _ isNeeded: String? = nil) -> String? {
    guard let text = values[column] else {
      if let isNeeded { wrong(column, isNeeded) }
      return nil
    }
    if text.count > length { wrong(column, "at most \(length) characters") }
    return text
  }

  private mutating func day(_ column: String) -> LocalDate? {
    guard let text = values[column] else { return nil }
    let day = LocalDate(iso: text)
    if day == nil { wrong(column, "write YYYY-MM-DD") }
    return day
  }

  private mutating func currency() -> String {
    guard let text = values["currency"] else { return "USD" }
    if text.count != 3 || !text.allSatisfy({ ("A"..."Z").contains($0) }) { wrong("currency", "write it as USD") }
    return text
  }

  /// `95`, `-95.5`, `95.00` → cents.
  private mutating func money(_ column: String) -> Money? {
    guard let text = values[column] else { return nil }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    let isNumber =
      (1...2).contains(parts.count) && (1...13).contains(parts[0].count)
      && parts.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } }
      && (parts.count == 1 || (1...2).contains(parts[1].count))
    guard isNumber, let units = Int64(parts[0]), let rest = Int64(parts.count == 1 ? "0" : (parts[1] + "0").prefix(2)),
      let money = try? Money(cents: (text.hasPrefix("-") ? -1 : 1) * (units * 100 + rest))
    else {
      wrong(column, "write an amount with at most two decimals, without separators, as 95.00")
      return nil
    }
    return money
  }
}
