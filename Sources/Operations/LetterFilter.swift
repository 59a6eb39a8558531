// Which letters: what operators filter by, and how it reads in SQL.

import Foundation
import Messaging
import PaymentEvents
import Storage

/// A choice of letters. All that is given must hold.
package struct LetterFilter: Sendable, Codable, Equatable {
  /// The most numbers in one filter.
  package static let maximumNumbers = 10_000
  /// The most characters of a text to search for.
  package static let maximumTextLength = 200

  /// States; open ones when none is given.
  package var states: [LetterState]?
  /// Numbers of letters.
  package var numbers: [Int64]?
  /// The fingerprint of a group.
  package var group: String?
  /// The event's type, with or without `tributary.`.
  package var type: String?
  /// The failure's class.
  package var failureClass: String?
  /// Its code.
  package var code: String?
  /// The queue, and so the worker, where it failed.
  package var queue: String?
  /// The broker user who published the message first.
  package var publisher: String?
  /// The payer, as the event names it.
  package var payer: String?
  /// Words of the reason, anywhere in it; letter case does not matter.
  package var text: String?
  /// Last seen at or after this time, RFC 3339.
  package var since: String?
  /// Last seen before this time, RFC 3339.
  package var until: String?

  /// Creates it: all open letters.
  package init() {}

  /// Whether it leaves nothing out but by state.
  package var isEverything: Bool {
    var bare = self
    bare.states = nil
    return bare == LetterFilter()
  }

  /// Why it cannot be used; nil when it can.
  package var fault: String? {
    if let numbers, numbers.isEmpty || numbers.count > LetterFilter.maximumNumbers {
      return "name 1 to \(LetterFilter.maximumNumbers) letters, or use a filter"
    }
    if let text, text.isEmpty || text.count > LetterFilter.maximumTextLength {
      return "the text to search for has 1 to \(LetterFilter.maximumTextLength) characters"
    }
    for time in [since, until].compactMap(\.self) where Instant(rfc3339: time) == nil {
      return "'\(time)' is no time; write a day as 2026-03-01, or a time as 2026-03-01T09:30:00Z (UTC)"
    }
    if let failureClass, FailureClass(rawValue: failureClass) == nil {
      let known = FailureClass.allCases.map(\.rawValue).joined(separator: ", ")
      return "'\(failureClass)' is no class of failures; there are \(known)"
    }
    return nil
  }

  /// A time as people write it: a day is its beginning (UTC); what is neither a day nor a time stays as it is.
  package static func time(_ text: String) -> String { LocalDate(iso: text) == nil ? text : "\(text)T00:00:00Z" }

  /// A condition of SQL over `dead_letters`, and its arguments.
  struct Condition {
    var terms: [String] = []
    var arguments: [SQLValue] = []
    var sql: String { terms.isEmpty ? "TRUE" : terms.joined(separator: " AND ") }

    mutating func add(_ term: String, _ values: SQLValue...) {
      terms.append(term)
      arguments += values
    }
  }

  /// How a text is looked for.
  enum TextSearch {
    /// In the index of all texts of three characters: fast for what few letters say.
    case index
    /// In each reason: fast for what many say, and for any text where the reasons lie in the index that is read anyway.
    case reasons
  }

  var condition: Condition { condition(searching: .index) }

  func condition(searching search: TextSearch) -> Condition {
    var condition = Condition()
    addStates(&condition)
    if let numbers {
      let marks = numbers.map { _ in "?" }.joined(separator: ", ")
      condition.terms.append("sequence IN (\(marks))")
      condition.arguments += numbers.map(SQLValue.integer)
    }
    let equal = [
      ("fingerprint", group), ("type", type.map(LetterFilter.fullType)), ("failure_class", failureClass),
      ("code", code), ("queue", queue), ("publisher", publisher), ("payer", payer),
    ]
    for (column, value) in equal {
      if let value { condition.add("\(column) = ?", .text(value)) }
    }
    addTimes(&condition)
    addText(&condition, search)
    return condition
  }

  private func addStates(_ condition: inout Condition) {
    let states = states ?? [.open]
    if Set(states).count == LetterState.allCases.count { return }
    if states.count == 1 { return condition.add("state = ?", .text(states[0].rawValue)) }
    let marks = states.map { _ in "?" }.joined(separator: ", ")
    condition.terms.append("state IN (\(marks))")
    condition.arguments += states.map { .text($0.rawValue) }
  }

  /// Letters are ordered by their last failure, and failures by arrival: so a time becomes a place in that order.
  private func addTimes(_ condition: inout Condition) {
    let first = "(SELECT sequence FROM dead_letter_failures WHERE seen_at >= ? ORDER BY seen_at, sequence LIMIT 1)"
    let none = Int64.max
    if let since { condition.add("last_failure >= COALESCE(\(first), ?)", .text(since), .integer(none)) }
    if let until { condition.add("last_failure < COALESCE(\(first), ?)", .text(until), .integer(none)) }
  }

  private func addText(_ condition: inout Condition, _ search: TextSearch) {
    guard let text else { return }
    guard search == .index, let phrase else {
      let escaped = text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
      return condition.add("LOWER(reason) LIKE LOWER(?) ESCAPE '\\'", .text("%\(escaped)%"))
    }
    condition.add(
      "sequence IN (SELECT rowid FROM dead_letter_text WHERE \(LetterText.matches))", .text(phrase))
  }

  /// The text as the index takes it; nil where it is shorter than what the index is made of.
  var phrase: String? {
    guard let text, text.count >= 3 else { return nil }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static func fullType(_ type: String) -> String {
    type.hasPrefix("tributary.") ? type : "tributary.\(type)"
  }
}
