// What people ask of cash application, and documents by the file that they came in.

import CashRules
import PaymentEvents

/// A file's digest made of one letter.
func digest(_ letter: Character) -> String { String(repeating: letter, count: 64) }

/// The same events as if they had come in this file.
func of(_ file: Character, _ events: [EncodedEvent]) -> [EncodedEvent] {
  events.map { event in
    var event = event
    let text = String(decoding: event.body, as: UTF8.self)
      .replacing("\"correlationid\":\"\(event.correlationID)\"", with: "\"correlationid\":\"\(digest(file))\"")
    event.body = Array(text.utf8)
    event.correlationID = digest(file)
    return event
  }
}

func of(_ file: Character, _ events: EncodedEvent...) -> [EncodedEvent] { of(file, events) }

func withdrawal(of file: Character, number: Int64 = 1) throws -> EncodedEvent {
  let id = "withdraw-\(file)-\(number)"
  let request = FileWithdrawalRequested(digest: digest(file), number: number, requestedBy: "ann", reason: "a bad file")
  return of(file, [try event(id, request)])[0]
}

func payer(_ key: String, _ state: RunState, number: Int64) throws -> EncodedEvent {
  try event(
    "payer-\(key)-\(number)",
    PayerStateRequested(payer: key, state: state, number: number, requestedBy: "ann", reason: "why"))
}

extension CashScene {
  /// The general ledger's view: all journals that were asked for, summed up by account.
  func journalled() async throws -> [String: Int64] {
    var balances: [String: Int64] = [:]
    for journal in try await sent(JournalRequested.self) {
      for line in journal.data.lines { balances[line.account, default: 0] += line.debit.cents - line.credit.cents }
    }
    return balances.filter { $0.value != 0 }
  }

  /// What must be the same whichever way the books came about.
  func books() async throws -> [String: Int64] {
    var books = try await reader.claimBalances().filter { $0.value != 0 }
    for (item, sums) in try await reader.openItems() where sums.contains(where: { $0 != 0 }) {
      books["open item \(item)"] = sums[0] - sums[1]
    }
    return books
  }

  /// Sub-ledger and journals agree, and bank, advices and books tie out.
  func isSound() async throws -> Bool {
    let (own, asked, tieOut) = (try await balances(), try await journalled(), try await reader.tieOut())
    return own == asked && tieOut.holds
  }
}
