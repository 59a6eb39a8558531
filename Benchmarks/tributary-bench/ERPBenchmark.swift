// How many journals a second go over REST into an ERP that takes its time for each.

import AdapterKit
import ERPContractServer
import ERPPostingAdapter
import Foundation
import Ledger
import LocalStack

/// Posts journals to the strict server of the tests, whose every answer takes 20 ms.
struct ERPBenchmark {
  let journals: Int
  let concurrency: Int

  func run() async throws {
    let port = Int(try FreePort.next())
    let server = try ContractServer(port: port, delay: .milliseconds(20))
    let serving = Task { try await server.run() }
    defer { serving.cancel() }
    let target = try RESTTarget(connection(port))
    try await wait(for: target)
    let batch = 200
    let start = ContinuousClock.now
    var posted = 0
    for first in stride(from: 1, through: journals, by: batch) {
      let some = try (first..<min(first + batch, journals + 1)).map(journal)
      posted += try await target.post(some).count { if case .posted = $0 { true } else { false } }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    await target.close()
    let isComplete = posted == journals && server.books.keys.count == journals && server.books.refusals.isEmpty
    print(
      "rest: \(posted) journals of 4 lines in \(String(format: "%.2f", seconds)) s, "
        + "\(Int(Double(posted) / seconds)) a second; \(concurrency) at once, the server takes 20 ms for each; "
        + (isComplete ? "all are there once" : "NOT ALL ARE THERE ONCE"))
  }

  private func connection(_ port: Int) throws -> RESTConnection {
    let text = """
      name: bench
      url: "http://127.0.0.1:\(port)"
      idempotency: {by: header, header: Idempotency-Key}
      limits: {concurrency: \(concurrency)}
      post:
        path: /journals
        body:
          externalId: /key
          date: /postingDate
          currency: /currency
          memo: /description
          lines: {each: /lines, item: {fields: {
            account: /account, debit: {from: /debit, optional: true}, credit: {from: /credit, optional: true},
            memo: {from: /evidence, optional: true}}}}
        reference: /number
      find: {path: "/journals/{/key}", reference: /number}
      """
    var connection = RESTConnection(profile: try RESTProfile(RuleFile.read(text, as: "bench.yaml")))
    connection.accounts = ["assets:bank": "1010", "liabilities": "2010", "income": "4010", "expenses": "5010"]
    return connection
  }

  private func wait(for target: RESTTarget) async throws {
    for _ in 0..<200 {
      if (try? await target.find(["none"])) != nil { return }
      try await Task.sleep(for: .milliseconds(25))
    }
    throw URLError(.cannotConnectToHost)
  }

  private func journal(_ number: Int) throws -> Journal {
    let day = try Day(iso: "2026-03-05")
    let cents = Int64(number % 9_000 + 2)
    return try Journal(
      id: "bench-\(number)", description: "Posting run", valueDate: day, postingDate: day, originalDate: day,
      period: "2026-03", entity: "main", currency: "USD",
      lines: [
        JournalEntryLine(account: try Account("liabilities:clearing:p1"), debit: cents * 2, evidence: "advice"),
        JournalEntryLine(account: try Account("expenses:adjustments"), debit: 1, evidence: "advice"),
        JournalEntryLine(account: try Account("income:services"), credit: cents, evidence: "advice"),
        JournalEntryLine(account: try Account("assets:bank:1"), credit: cents + 1, evidence: "advice"),
      ])
  }
}
