// A journal as the rules of a profile see it: a JSON document.

import JSONRules
import Ledger

extension JSONValue {
  /// A journal. Amounts are numbers with two decimals, as written; `debit` or `credit` is absent where it is zero.
  /// - Parameters:
  ///   - reverses: the key and the ERP's reference of the journal that this one undoes.
  init(
    _ journal: Journal, codes: AccountCodes, settings: JSONValue,
    reverses: (key: String, reference: String)? = nil
  ) {
    var members: [String: JSONValue] = settings.members ?? [:]
    members["key"] = .string(journal.id)
    members["description"] = .string(journal.description)
    members["valueDate"] = .string(journal.valueDate.description)
    members["postingDate"] = .string(journal.postingDate.description)
    members["originalDate"] = .string(journal.originalDate.description)
    members["period"] = .string(journal.period)
    members["entity"] = .string(journal.entity)
    members["currency"] = .string(journal.currency)
    members["total"] = .number(Cents.text(journal.lines.reduce(0) { $0 + $1.debit }))
    members["lines"] = .array(journal.lines.enumerated().map { JSONValue($1, number: $0 + 1, codes: codes) })
    if let reverses {
      members["reverses"] = .string(reverses.key)
      members["reversesReference"] = .string(reverses.reference)
    }
    self = .object(members)
  }

  private init(_ line: JournalEntryLine, number: Int, codes: AccountCodes) {
    var members: [String: JSONValue] = [
      "number": .number("\(number)"), "account": .string(codes.code(of: line.account)),
      "ourAccount": .string(line.account.path), "side": .string(line.debit != 0 ? "debit" : "credit"),
      "amount": .number(Cents.text(line.debit + line.credit)),
      "signed": .number(Cents.text(line.debit - line.credit)),
    ]
    if line.debit != 0 { members["debit"] = .number(Cents.text(line.debit)) }
    if line.credit != 0 { members["credit"] = .number(Cents.text(line.credit)) }
    for (name, text) in [
      ("party", line.party), ("facility", line.facility), ("costCenter", line.costCenter), ("evidence", line.evidence),
    ] {
      if let text, !text.isEmpty { members[name] = .string(text) }
    }
    self = .object(members)
  }
}
