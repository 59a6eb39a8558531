// The command line on the samples' stack: sound output in every format, and the exit codes of its conventions.

import Foundation
import LocalStack
import TestSupport
import Testing

extension StackTests.SampleTests {
  @Test("status shows seven ready workers, empty queues and nothing on its way")
  func status() async throws {
    let stack = try RunningStack.get()
    try await eventually("all queues are empty") {
      try await queues(stack).values.allSatisfy { $0 == 0 }
    }
    let text = try await stack.succeed(["status"]).output
    for worker in LocalStack.workers {
      #expect(text.contains(worker))
    }
    #expect(text.contains("files waiting 0 · events on their way 0 · journals open 0, posted"))
    let status = try #require(try await stack.succeed(["status", "--json"]).json() as? [String: Any])
    let workers = try #require(status["workers"] as? [[String: String]])
    #expect(workers.count == 7)
    #expect(workers.allSatisfy { $0["state"] == "ready" }, "\(workers)")
    let backlog = try #require(status["backlog"] as? [String: Int])
    #expect(backlog["openWorkItems"] == SampleExpectations.workItems.count)
    #expect(backlog["deadLetters"] == 0)
  }

  private func queues(_ stack: RunningStack) async throws -> [String: Int] {
    let status = try await stack.succeed(["status", "--json"]).json() as? [String: Any]
    let lines = status?["queues"] as? [[String: Any]] ?? []
    return Dictionary(
      uniqueKeysWithValues: lines.map { ($0["name"] as? String ?? "", $0["waiting"] as? Int ?? -1) })
  }

  @Test("trace tells the whole life of a payment, by trace number, file and event")
  func trace() async throws {
    let stack = try RunningStack.get()
    let text = try await stack.succeed(["trace", "LHP0310001"]).output
    for event in ["remittance.received", "remittance.matched", "journal.requested", "journal.posted"] {
      #expect(text.contains(event), "\(event) is missing")
    }
    let trail = try #require(try await stack.succeed(["trace", "LHP0310001", "--json"]).json() as? [String: Any])
    let events = try #require(trail["events"] as? [[String: Any]])
    #expect(text.contains("remittance.received.v1 goes by its type to cash-application, operations"))
    let advice = try #require(events.first { $0["type"] as? String == "tributary.remittance.received.v1" })
    for key in ["id", "correlationID"] {
      let same = try await stack.succeed(["trace", try #require(advice[key] as? String)]).output
      #expect(same.contains("journal.posted"))
    }
    #expect(try await stack.tributary("trace", "no-such-key").status == 65)
  }

  @Test("reconcile ties out, for all days or one")
  func reconcile() async throws {
    let stack = try RunningStack.get()
    let all = try await stack.succeed(["reconcile"]).output
    #expect(all.contains("Bank = advice = posted + open items, to the cent."))
    let result = try #require(try await stack.succeed(["reconcile", "--json"]).json() as? [String: Any])
    let total = try #require(result["tieOut"] as? [String: Any])
    #expect(total["bank"] as? Int == Int(SampleExpectations.bankTotal))
    #expect(total["posted"] as? Int == Int(SampleExpectations.postedTotal))
    let day = try #require(
      try await stack.succeed(["reconcile", "--date", "2026-03-16", "--json"]).json() as? [String: Any])
    let deposits = try #require(day["deposits"] as? [[String: Any]])
    #expect(deposits.compactMap { $0["trace"] as? String } == ["0004498"])
  }

  @Test("work-items lists what waits and shows one item")
  func listedItems() async throws {
    let stack = try RunningStack.get()
    let text = try await stack.succeed(["work-items", "list"]).output
    #expect(text.contains("claim-out-of-balance"))
    let items = try #require(try await stack.succeed(["work-items", "list", "--json"]).json() as? [[String: Any]])
    #expect(items.count == SampleExpectations.workItems.count)
    let item = try #require(items.first)
    let id = try #require(item["id"] as? String)
    let shown = try await stack.succeed(["work-items", "show", String(id.prefix(8))]).output
    #expect(shown.contains(try #require(item["summary"] as? String)))
    let json = try #require(try await stack.succeed(["work-items", "show", id, "--json"]).json() as? [String: Any])
    #expect(json["id"] as? String == id)
    let everything = try await stack.succeed(["work-items", "list", "--all", "--json"]).json() as? [[String: Any]]
    #expect((everything?.count ?? 0) > items.count, "resolved items are shown with --all")
    #expect(try await stack.tributary("work-items", "show", "no-such-item").status == 65)
  }

  @Test("dead-letters says that there are none")
  func noDeadLetters() async throws {
    let stack = try RunningStack.get()
    #expect(try await stack.succeed(["dead-letters", "list"]).output.contains("There are no such dead letters."))
    #expect(try await stack.succeed(["dead-letters", "list", "--json"]).json() as? [String] == [])
    #expect(try await stack.tributary("dead-letters", "show", "1").status == 65)
  }

  @Test("ledger prints journals as text, JSON, hledger and beancount; hledger agrees")
  func ledger() async throws {
    let stack = try RunningStack.get()
    let count = try await stack.data.ledger().count()
    let text = try await stack.succeed(["ledger", "journal"]).output
    #expect(text.components(separatedBy: "GL-").count == count + 1)
    let lines = try await stack.succeed(["ledger", "journal", "--json"]).output.split(separator: "\n")
    #expect(lines.count == count)
    for line in lines { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) } }
    let beancount = try await stack.succeed(["ledger", "journal", "--format", "beancount"]).output
    #expect(beancount.contains("Assets:") && beancount.contains(" USD"))
    #expect(try await stack.tributary("ledger", "journal", "--format", "csv").status == 64)
    try await checkWithHledger(try await stack.succeed(["ledger", "journal", "--format", "hledger"]).output, stack)
  }

  private func checkWithHledger(_ journal: String, _ stack: RunningStack) async throws {
    let file = stack.folder.appendingPathComponent("books.journal")
    try Data(journal.utf8).write(to: file)
    let hledger = URL(fileURLWithPath: "/usr/bin/hledger")
    let check = try await CommandLineTool.run(hledger, ["-f", file.path, "check"], in: stack.folder)
    #expect(check.status == 0, "\(check.error)")
    let balance = try await CommandLineTool.run(
      hledger, ["-f", file.path, "balance", "--flat", "-O", "csv"], in: stack.folder)
    let cash = try #require(balance.output.split(separator: "\n").first { $0.contains(SampleAccount.operating) })
    let digits = cash.drop { $0 != "," }.filter(\.isNumber)
    #expect(Int64(String(digits)) == SampleExpectations.balances[SampleAccount.operating])
  }

  @Test("ledger trial-balance sums to zero, as text and JSON")
  func trialBalance() async throws {
    let stack = try RunningStack.get()
    let text = try await stack.succeed(["ledger", "trial-balance"]).output
    #expect(text.contains(SampleAccount.operating) && text.contains("2,235.00"))
    let all = try await stack.succeed(["ledger", "trial-balance", "--all"]).output
    #expect(all.split(separator: "\n").count > text.split(separator: "\n").count)
    let balances = try #require(
      try await stack.succeed(["ledger", "trial-balance", "--json"]).json() as? [[String: Any]])
    let sums = ["debits", "credits"].map { side in balances.compactMap { $0[side] as? Int }.reduce(0, +) }
    #expect(sums[0] == sums[1] && sums[0] > 0)
  }

  @Test("report is the page for finance")
  func report() async throws {
    let text = try await RunningStack.get().succeed(["report"]).output
    for part in ["What came in", "What was posted", "What waits for a person", "Does it tie out?", "5,386.22"] {
      #expect(text.contains(part), "\(part) is missing")
    }
    #expect(text.contains("The ledger agrees with the sub-ledger on every account."))
  }

  @Test("translate, validate and config check say whether all is well by their exit status")
  func offline() async throws {
    let folder = try RunningStack.get().folder
    let good = Places.advices.appendingPathComponent("quillstone-2026-03-05.835").path
    let bad = Places.advices.appendingPathComponent("quillstone-2026-03-18.835").path
    let translated = try await CommandLineTool.tributary(["translate", good], in: folder)
    #expect(translated.status == 0)
    #expect(translated.output.split(separator: "\n").count == 2)
    let summary = try await CommandLineTool.tributary(["translate", good, "--summary", "--json"], in: folder)
    #expect((try summary.json() as? [String: Any])?["payment"] as? Int == 84_700)
    #expect(try await CommandLineTool.tributary(["validate", good], in: folder).status == 0)
    let unbalanced = try await CommandLineTool.tributary(["validate", bad, "--json"], in: folder)
    #expect(unbalanced.status == 65)
    #expect((try unbalanced.json() as? [String: Any])?["balance"] is [Any])
    let page = try await CommandLineTool.tributary(["validate", good, bad, "--html"], in: folder)
    #expect(page.status == 65 && page.output.contains("<td class=\"number\">10.00</td>"))
    #expect(page.output.contains("no objection") && !page.output.contains("{{"))
    #expect(try await CommandLineTool.tributary(["config", "check"], in: folder).status == 0)
  }

  @Test("An archive is looked at member by member, and one for two adapters is not handed in")
  func archives() async throws {
    let folder = try RunningStack.get().folder
    let samples = Places.home.appendingPathComponent("adapters")
    let files = ["payer-edi/samples/quillstone-2026-03-05.835", "lockbox/samples/pinefall-bank-2026-03.bai2"]
      .map { samples.appendingPathComponent($0) }
    let zip = try Archives.zip(files: files, to: folder.appendingPathComponent("both.zip"))
    let report = try await CommandLineTool.tributary(["validate", zip.path], in: folder)
    #expect(report.status == 0)
    #expect(report.output.contains("both.zip/quillstone-2026-03-05.835: x12"))
    #expect(report.output.contains("both.zip/pinefall-bank-2026-03.bai2: bai2"))
    let data = ["--data", folder.appendingPathComponent("elsewhere").path]
    let refused = try await CommandLineTool.tributary(["submit", zip.path] + data, in: folder)
    #expect(refused.status == 65 && refused.error.contains("hand them in one by one"))
    try Archives.markEncrypted(zip)
    let encrypted = try await CommandLineTool.tributary(["translate", zip.path], in: folder)
    #expect(encrypted.status == 65 && encrypted.error.contains("encrypted"))
  }

  @Test("Wrong usage is 64, bad data 65, nothing running 69; each in one line")
  func exitCodes() async throws {
    let folder = try RunningStack.get().folder
    let elsewhere = ["--data", folder.appendingPathComponent("nowhere").path]
    let cases: [([String], Int32)] = [
      (["no-such-command"], 64), (["reconcile", "--no-such-option"], 64), (["submit", "no-such-file"] + elsewhere, 65),
      (["publish", "no-such-file"] + elsewhere, 69), (["status"] + elsewhere, 69), (["reconcile"] + elsewhere, 69),
      (["work-items", "list"] + elsewhere, 69), (["dead-letters", "list"] + elsewhere, 69),
      (["ledger", "trial-balance"] + elsewhere, 69), (["trace", "x"] + elsewhere, 69), (["report"] + elsewhere, 69),
    ]
    for (arguments, status) in cases {
      let result = try await CommandLineTool.tributary(arguments, in: folder)
      #expect(result.status == status, "\(arguments): \(result.error)")
      #expect(!result.error.isEmpty, "\(arguments) says nothing")
      if status != 64 { #expect(result.error.split(separator: "\n").count == 1, "\(arguments): \(result.error)") }
    }
  }
}
