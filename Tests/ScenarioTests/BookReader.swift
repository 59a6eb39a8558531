// Reads the chapters of the scenario book.

import CashRules
import Foundation
import PaymentEvents

/// All cases of the book.
enum Book {
  private static let read = Result { try load() }

  /// The cases; none when the book cannot be read, which a test of its own tells.
  static var cases: [Scenario] { (try? read.get()) ?? [] }

  /// The cases. - Throws: ``BookError`` with file and line.
  static func all() throws -> [Scenario] { try read.get() }

  /// The folder with the chapters.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("ScenarioBook")

  private static func load() throws -> [Scenario] {
    let chapters = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "cases" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    return try chapters.flatMap { file in
      var reader = ChapterReader(chapter: file.lastPathComponent)
      return try reader.read(String(decoding: Data(contentsOf: file), as: UTF8.self))
    }
  }
}

/// Reads one chapter line by line.
private struct ChapterReader {
  let chapter: String
  private var cases: [Scenario] = []
  private var number = 0
  private var expects = false

  init(chapter: String) { self.chapter = chapter }

  mutating func read(_ text: String) throws -> [Scenario] {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      do { try take(String(line)) } catch { throw BookError("\(chapter):\(number): \(error)") }
    }
    return cases
  }

  private mutating func take(_ line: String) throws {
    let text = line.trimmingCharacters(in: .whitespaces)
    if text.isEmpty || text.hasPrefix("# ") { return }
    if text.hasPrefix("== ") {
      cases.append(Scenario(name: String(text.dropFirst(3)), place: "\(chapter):\(number)"))
      expects = false
      return
    }
    guard !cases.isEmpty else { throw BookError("a case begins with '== name'") }
    if text == "--" {
      expects = true
    } else if expects {
      try ExpectationReader.take(text, into: &cases[cases.count - 1].expected)
    } else {
      try takeInput(text, isIndented: line.hasPrefix(" "))
    }
  }

  private mutating func takeInput(_ text: String, isIndented: Bool) throws {
    let last = cases.count - 1
    if isIndented {
      guard let step = cases[last].steps.indices.last else { throw BookError("segments stand below an 835") }
      cases[last].steps[step].segments.append(text)
    } else if let rest = text.remainder(after: "> ") {
      cases[last].text.append(rest)
    } else if let rest = text.remainder(after: "covers ") {
      cases[last].covers += rest.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    } else if let rest = text.remainder(after: "order matters: ") {
      cases[last].orderMatters = rest
    } else if let rest = text.remainder(after: "with ") {
      for word in rest.split(separator: " ") {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw BookError("'with' takes key=value") }
        cases[last].settings.append((parts[0], parts[1]))
      }
    } else {
      let words = text.split(separator: " ").map(String.init)
      var step = ScenarioStep(line: number, verb: words[0], words: [], options: [:])
      for word in words.dropFirst() {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { step.options[parts[0]] = parts[1] } else { step.words.append(word) }
      }
      cases[last].steps.append(step)
    }
  }
}

/// Reads one line of what is expected.
private enum ExpectationReader {
  static func take(_ text: String, into outcome: inout Outcome) throws {
    let (verb, rest) = text.cut(at: " ")
    switch verb {
    case "balance": try add(rest, to: &outcome.balances)
    case "claims": try claims(rest, into: &outcome.claims)
    case "item":
      outcome.items.append(try item(rest))
      outcome.items.sort()
    case "open": try openItem(rest, into: &outcome.openItems)
    case "contract": try contract(rest, into: &outcome.contracts)
    case "dates": try dates(rest, into: &outcome.dates)
    default: try journal(text, into: &outcome)
    }
  }

  /// `advice T1 | CLR:p1:T1 640.00, ALW 200.00 | AR:p1 840.00`.
  private static func journal(_ text: String, into outcome: inout Outcome) throws {
    let parts = text.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 3 else { throw BookError("a journal is 'unit document | debits | credits'") }
    var lines: [String: Int64] = [:]
    var sums: [Int64] = []
    for (side, list) in zip(["D", "C"], parts.dropFirst()) {
      var amounts: [String: Int64] = [:]
      try add(list, to: &amounts)
      for (account, amount) in amounts { lines["\(side) \(account)"] = amount }
      sums.append(amounts.values.reduce(0, +))
    }
    guard sums[0] == sums[1] else { throw BookError("debits are \(sums[0]), credits \(sums[1])") }
    guard outcome.journals.updateValue(lines, forKey: parts[0]) == nil else { throw BookError("twice: \(parts[0])") }
  }

  private static func add(_ list: String, to amounts: inout [String: Int64]) throws {
    for part in list.split(separator: ",") {
      let words = part.split(separator: " ")
      guard words.count == 2 else { throw BookError("'\(part)' is no account with an amount") }
      amounts[try ShortAccount.path(words[0]), default: 0] += try ShortAccount.cents(words[1])
    }
  }

  /// `posted 2, held claim-not-found 1`.
  private static func claims(_ list: String, into claims: inout [String: Int]) throws {
    for part in list.split(separator: ",") {
      let words = part.split(separator: " ").map(String.init)
      guard let last = words.last, let count = Int(last) else { throw BookError("'\(part)' has no number") }
      claims[words.dropLast().joined(separator: " ")] = count
    }
  }

  /// `reason amount document [claim]`.
  private static func item(_ text: String) throws -> String {
    var words = text.split(separator: " ").map(String.init)
    guard (3...4).contains(words.count) else { throw BookError("an item is 'reason amount document [claim]'") }
    words[1] = String(try ShortAccount.cents(words[1]))
    return words.joined(separator: " ")
  }

  /// `p1 T1 40.00`: what is owed; below zero what is in suspense.
  private static func openItem(_ text: String, into items: inout [String: Int64]) throws {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 3 else { throw BookError("an open item is 'payer reference amount'") }
    items["\(words[0]) \(words[1])"] = try ShortAccount.cents(words[2])
  }

  /// `p1 K1 3 300.00 allowed 280.00`.
  private static func contract(_ text: String, into contracts: inout [String: String]) throws {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 6 else { throw BookError("a contract is 'payer contract number amount allowed amount'") }
    contracts["\(words[0]) \(words[1])"] =
      "\(words[2]) \(try ShortAccount.cents(words[3])) \(try ShortAccount.cents(words[5]))"
  }

  /// `advice T1 2026-04-01 instead of 2026-03-04`.
  private static func dates(_ text: String, into dates: inout [String: String]) throws {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 6 else { throw BookError("dates are 'unit document posting instead of original'") }
    dates["\(words[0]) \(words[1])"] = "\(words[2]) / \(words[5])"
  }
}

extension String {
  fileprivate func remainder(after prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }

  fileprivate func cut(at separator: Character) -> (String, String) {
    guard let place = firstIndex(of: separator) else { return (self, "") }
    return (String(self[..<place]), String(self[index(after: place)...]))
  }
}
