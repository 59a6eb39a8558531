// Lists and groups for whoever asks over HTTP: what the command line reads from the database itself.

import Foundation
import Storage

extension LetterDesk {
  /// A page of letters, the newest first; see ``OperationsReader/page(_:limit:before:)``. - Throws: ``DeskRefusal``.
  package func page(_ filter: LetterFilter, limit: Int, before: Int64?) async throws -> OperationsReader.Page {
    try check(filter)
    return try await reader.page(filter, limit: limit, before: before)
  }

  /// Letters by fingerprint, the largest group first. - Throws: ``DeskRefusal``.
  package func groups(_ filter: LetterFilter) async throws -> [OperationsReader.Group] {
    try check(filter)
    return try await reader.groups(filter)
  }

  /// A letter and all that is known of it, without what its message says. - Throws: ``DeskRefusal``.
  package func whole(_ number: Int64) async throws -> WholeLetter {
    guard let letter = try await reader.deadLetter("\(number)") else { throw LetterDesk.missing(number) }
    return WholeLetter(letter: letter, history: try await reader.history(of: number))
  }

  var reader: OperationsReader { OperationsReader(database: database, cipher: cipher) }

  private func check(_ filter: LetterFilter) throws {
    if let fault = filter.fault { throw DeskRefusal(.invalid, fault) }
  }
}

/// A letter with its history.
package struct WholeLetter: Sendable, Codable {
  package let letter: OperationsReader.Letter
  package let history: OperationsReader.History
}

extension LetterFilter {
  /// What a query of an address may say of letters.
  static let parameters: Set<String> = [
    "state", "group", "type", "class", "code", "queue", "publisher", "payer", "text", "since", "until",
  ]

  /// From the query of an address: ``parameters``; `state` may be `all`. - Throws: ``DeskRefusal`` for a state that
  /// does not exist.
  init(_ query: [String: String]) throws {
    self.init()
    if let word = query["state"] {
      guard let state = LetterState(rawValue: word) ?? (word == "all" ? .open : nil) else {
        let known = LetterState.allCases.map(\.rawValue).joined(separator: ", ")
        throw DeskRefusal(.invalid, "'\(word)' is no state of a letter; there are \(known), and all")
      }
      states = word == "all" ? LetterState.allCases : [state]
    }
    group = query["group"]
    type = query["type"]
    failureClass = query["class"]
    code = query["code"]
    queue = query["queue"]
    publisher = query["publisher"]
    payer = query["payer"]
    text = query["text"]
    since = query["since"].map(LetterFilter.time)
    until = query["until"].map(LetterFilter.time)
  }
}
