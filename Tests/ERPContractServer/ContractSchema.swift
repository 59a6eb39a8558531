// What the contract server's journals must look like, and which it refuses.

import JSONRules

enum ContractSchema {
  private static let members: [String: Bool] = [
    "externalId": true, "date": true, "currency": true, "memo": false, "lines": true, "reverses": false,
  ]
  private static let line: [String: Bool] = [
    "account": true, "debit": false, "credit": false, "memo": false, "party": false,
  ]

  /// What is wrong with a body's form; nil for nothing.
  static func problem(in document: JSONValue) -> String? {
    guard let given = document.members else { return "no object" }
    if let wrong = names(given, members) { return wrong }
    guard given["date"]?.stringValue?.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil else { return "/date" }
    guard given["currency"]?.stringValue?.count == 3 else { return "/currency" }
    guard case .array(let lines)? = given["lines"], lines.count >= 2 else { return "/lines" }
    for (index, item) in lines.enumerated() {
      guard let given = item.members else { return "/lines/\(index)" }
      if let wrong = names(given, line) { return "/lines/\(index)\(wrong)" }
      guard given["account"]?.stringValue != nil else { return "/lines/\(index)/account" }
      guard (given["debit"] == nil) != (given["credit"] == nil) else { return "/lines/\(index): one side" }
      guard cents(given["debit"] ?? given["credit"]) ?? 0 > 0 else { return "/lines/\(index): amount" }
    }
    return nil
  }

  private static func names(_ given: [String: JSONValue], _ known: [String: Bool]) -> String? {
    if let unknown = given.keys.sorted().first(where: { known[$0] == nil }) { return "/\(unknown) is not known" }
    if let missing = known.keys.sorted().first(where: { known[$0] == true && given[$0] == nil }) {
      return "/\(missing) is missing"
    }
    return nil
  }

  /// Why a journal is refused by the rules of the books; nil when it is not.
  static func refusal(of document: JSONValue, accounts: [String: Bool], closed: Set<String>) -> ContractAnswer? {
    let members = document.members ?? [:]
    guard case .array(let lines)? = members["lines"] else { return nil }
    var balance: Int64 = 0
    for line in lines {
      let code = line.members?["account"]?.stringValue ?? ""
      guard let isOpen = accounts[code] else {
        return .problem(422, "ACCT_UNKNOWN", "There is no account \(code).")
      }
      guard isOpen else { return .problem(422, "ACCT_CLOSED", "The account \(code) is inactive.") }
      if code == "1200", line.members?["party"] == nil {
        return .problem(422, "SUPPLIER", "The account 1200 needs a business partner.")
      }
      balance += (cents(line.members?["debit"]) ?? 0) - (cents(line.members?["credit"]) ?? 0)
    }
    if balance != 0 { return .problem(422, "UNBALANCED", "Debits and credits differ.") }
    let month = String((members["date"]?.stringValue ?? "").prefix(7))
    // Some ERPs have words only.
    if closed.contains(month) { return .problem(400, "ERR", "Posting period \(month) is closed.") }
    return nil
  }

  static func cents(_ value: JSONValue?) -> Int64? {
    guard case .number(let digits)? = value else { return nil }
    return ExactDecimal(digits)?.units(places: 2)
  }
}
