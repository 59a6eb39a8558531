// What an answer of an ERP means for the journal: statuses, fields and words to our own few kinds.

import Foundation
import JSONRules

/// The rules of a profile's `errors`, the first that fits counts.
struct RESTErrorMap: Sendable {
  /// What an answer means besides a refusal of a kind.
  enum Meaning: Sendable, Equatable {
    /// The journal is refused, with our name for the kind.
    case refusal(String)
    /// The journal is there already.
    case duplicate
    /// What was asked for is not there.
    case absent
    /// Too many requests: not carried out, to be repeated later.
    case busy
    /// The ERP fails; what became of the request is not known.
    case outage
    /// Our secrets or rights.
    case login
  }

  private struct Entry: Sendable {
    let statuses: Set<Int>
    let condition: Condition?
    let pointer: JSONPointer?
    let pattern: Pattern?
    let meaning: Meaning
  }

  /// A regular expression that has been compiled once, and is so again for each use, since `Regex` is not `Sendable`.
  private struct Pattern: Sendable {
    let text: String

    init(_ node: RuleNode) throws(RuleError) {
      text = try node.text()
      guard (try? Regex(text)) != nil else { throw node.error("'\(text)' is no regular expression") }
    }

    func isFound(in words: String) -> Bool {
      guard let regex = try? Regex(text).ignoresCase() else { return false }
      return words.firstMatch(of: regex) != nil
    }
  }

  static let refusals = ["account", "period", "party", "unbalanced", "currency", "cost-center", "reversal", "other"]
  private static let others: [(String, Meaning)] = [
    ("duplicate", .duplicate), ("absent", .absent), ("busy", .busy), ("outage", .outage), ("login", .login),
  ]

  private var entries: [Entry] = []
  private var words: [JSONPointer] = []

  /// Reads the section `errors`: `words`, and `rules` of `status`, `when`, `pointer`, `matches` and `as`.
  init(_ node: RuleNode?, _ reader: inout ProfileReader) {
    guard let node, let section = reader.section(node, ["words", "rules"]) else { return }
    if let node = section["words"] {
      words = reader.attempt { () throws(RuleError) in try Self.pointers(node) } ?? []
    }
    for item in reader.items(section["rules"]) {
      if let entry = reader.attempt({ () throws(RuleError) in try Self.entry(item) }) { entries.append(entry) }
    }
  }

  private static func pointers(_ node: RuleNode) throws(RuleError) -> [JSONPointer] {
    guard case .list(let items) = node.content else { return [try node.pointer()] }
    var pointers: [JSONPointer] = []
    for item in items { pointers.append(try item.pointer()) }
    return pointers
  }

  private static func entry(_ node: RuleNode) throws(RuleError) -> Entry {
    let section = try node.section(["status", "when", "pointer", "matches", "as"])
    guard let name = section["as"] else { throw node.error("a rule needs as: what the answer means") }
    let text = try name.text()
    let meaning =
      others.first { $0.0 == text }?.1 ?? (refusals.contains(text) ? .refusal(text) : nil)
    guard let meaning else {
      throw name.error("expected one of \((refusals + others.map(\.0)).joined(separator: ", "))")
    }
    var statuses: Set<Int> = []
    for item in try section["status"]?.texts() ?? [] {
      guard let status = Int(item), (100...599).contains(status) else {
        throw (section["status"] ?? node).error("'\(item)' is no status of HTTP")
      }
      statuses.insert(status)
    }
    var pattern: Pattern?
    if let node = section["matches"] { pattern = try Pattern(node) }
    return Entry(
      statuses: statuses, condition: try Condition(optional: section["when"]),
      pointer: try section["pointer"]?.pointer(), pattern: pattern, meaning: meaning)
  }

  /// What an answer without success means.
  func meaning(of answer: RESTAnswer) -> Meaning {
    for entry in entries where fits(entry, answer) { return entry.meaning }
    switch answer.status {
    case 401, 403: return .login
    case 404, 410: return .absent
    // A conflict or a lock may be our own earlier request, which the ERP still works on.
    case 409, 423, 429: return .busy
    case 408, 425, 500...: return .outage
    default: return .refusal("other")
    }
  }

  private func fits(_ entry: Entry, _ answer: RESTAnswer) -> Bool {
    guard entry.statuses.isEmpty || entry.statuses.contains(answer.status) else { return false }
    if let condition = entry.condition, !condition.verdict(on: answer.document).holds { return false }
    guard let pattern = entry.pattern else {
      return entry.pointer.map { $0.value(in: answer.document) != nil } ?? true
    }
    guard let pointer = entry.pointer else { return pattern.isFound(in: answer.text) }
    return pointer.value(in: answer.document)?.stringValue.map(pattern.isFound) ?? false
  }

  /// The ERP's own words about an answer, cut.
  func words(of answer: RESTAnswer) -> String {
    let found = words.lazy.compactMap { $0.value(in: answer.document)?.stringValue }.first { !$0.isEmpty }
    return ERPText.cut(found ?? "status \(answer.status) without a word", to: ERPText.longestWords)
  }
}
