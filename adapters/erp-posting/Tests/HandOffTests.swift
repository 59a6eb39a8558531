// Journals in files: each in one, whatever ends in between; posted when the ERP says so; read by a real hledger.

import AdapterKit
import ERPPostingAdapter
import Foundation
import Ledger
import Logging
import Storage
import TestSupport
import Testing

@Suite struct HandOffTests {
  /// As if no file had been noted as renamed.
  private static func forgetNames(in folder: URL) async throws {
    let database = try testStore(of: "hand-off", in: folder).open(HandOffTarget.migrations)
    _ = try await database.write { try $0.execute("UPDATE files SET renamed = 0") }
    try await database.close()
  }

  private func scene(_ body: (HandOffScene) async throws -> Void) async throws {
    try await withTemporaryFolder { try await body(HandOffScene(folder: $0)) }
  }

  @Test func journalsArePendingUntilTheyAreAcknowledged() async throws {
    try await scene { scene async throws in
      let target = try scene.target()
      let journals = try ["j-1", "j-2", "j-3"].map { try journal(requested($0)) }
      #expect(try await target.post(journals) == [.pending, .pending, .pending])
      #expect(try await target.post(journals) == [.pending, .pending, .pending])
      #expect(try scene.files() == ["journals-000001.csv"])
      #expect(try await target.find(["j-1"]).isEmpty)
      try scene.acknowledge("""
        journal,status,reference,code,reason
        j-1,ACCEPTED,A-77,,
        j-2,rejected,,period,"Period 3, closed"

        """)
      #expect(try await target.post(journals) == [
        .posted(reference: "A-77"), .rejected(code: "period", reason: "Period 3, closed"), .pending,
      ])
      #expect(try await target.find(["j-1", "j-2", "j-3"]) == ["j-1": "A-77"])
      #expect(try scene.files() == ["journals-000001.csv"])
      // Until it is stored that it was rejected, whoever asks is told so; a process may have ended in between.
      #expect(try await target.post([journals[1]]) == [.rejected(code: "period", reason: "Period 3, closed")])
      try await target.settled(refused: ["j-2"])
      // Posted again after a correction, it goes into another file, and only it.
      #expect(try await target.post([journals[1]]) == [.pending])
      #expect(try scene.files() == ["journals-000001.csv", "journals-000002.csv"])
      let second = try scene.text("journals-000002.csv")
      #expect(second.contains("j-2") && !second.contains("j-1"))
      // The first answer comes once more, and says nothing about the second file.
      try scene.acknowledge("journal,status,file\nj-2,rejected,journals-000001.csv\n", as: "answer-1.csv")
      #expect(try await target.post([journals[1]]) == [.pending])
      try scene.acknowledge("journal,status\nj-2,ok\nj-3,ok\n", as: "answer-2.csv")
      #expect(try await target.find(["j-2", "j-3"]) == ["j-2": "j-2", "j-3": "j-3"])
      let read = scene.acknowledgements.appendingPathComponent("read")
      let answers = try FileManager.default.contentsOfDirectory(atPath: read.path).sorted()
      #expect(answers == ["answer-1.csv", "answer-2.csv"])
      await target.close()
    }
  }

  @Test func csvHasTheDeclaredColumns() async throws {
    try await scene { scene async throws in
      var form = HandOffForm()
      form.separator = ";"
      form.decimalMark = ","
      form.dateForm = "DD.MM.YYYY"
      form.lineEnding = "\r\n"
      let columns = ["postingDate", "account", "side", "amount", "=TRIB", "journal", "evidence"].map {
        HandOffColumn(name: $0.uppercased(), value: $0)
      }
      let target = try scene.target(.csv(columns, form))
      let odd = try journal(requested("a;\"b\""))
      _ = try await target.post([odd])
      await target.close()
      #expect(try scene.text("journals-000001.csv") == [
        "POSTINGDATE;ACCOUNT;SIDE;AMOUNT;=TRIB;JOURNAL;EVIDENCE",
        "05.03.2026;1010;D;10,00;TRIB;\"a;\"\"b\"\"\";e", "05.03.2026;2010;C;10,00;TRIB;\"a;\"\"b\"\"\";e", "",
      ].joined(separator: "\r\n"))
    }
  }

  @Test func fixedColumnsAreNeverCutUnlessTheyMayBe() async throws {
    try await scene { scene async throws in
      var journalColumn = HandOffColumn(name: "key", value: "journal")
      journalColumn.width = 5
      var amount = HandOffColumn(name: "amount", value: "signed")
      (amount.width, amount.isRight, amount.fill) = (12, true, "0")
      var memo = HandOffColumn(name: "memo", value: "description")
      (memo.width, memo.isCut) = (4, true)
      var form = HandOffForm()
      form.decimalMark = nil
      let target = try scene.target(.fixed([journalColumn, amount, memo], form))
      let outcomes = try await target.post([journal(requested("j-1")), journal(requested("too-long"))])
      await target.close()
      #expect(outcomes == [
        .pending,
        .rejected(
          code: "other",
          reason: "its journal has 8 characters, the column 'key' takes 5; widen it, or say cut: true"),
      ])
      #expect(try scene.text("journals-000001.txt") == "j-1  000000001000Depo\nj-1  0000000-1000Depo\n")
    }
  }

  @Test func withoutAcknowledgementsAJournalIsPostedWhenItIsHandedOver() async throws {
    try await scene { scene async throws in
      let target = try scene.target(acknowledges: false)
      let journals = try ["j-1", "j-2"].map { try journal(requested($0)) }
      let outcomes = try await target.post(journals)
      #expect(outcomes == [
        .posted(reference: "journals-000001.csv#1"), .posted(reference: "journals-000001.csv#2"),
      ])
      #expect(try await target.post(journals) == outcomes)
      let reversal = try inverse(of: journals[0], as: "r-1")
      #expect(try await target.reverse("j-1", by: reversal) == .posted(reference: "journals-000002.csv#1"))
      #expect(try await target.reverse("j-9", by: reversal) == .rejected(
        code: "reversal", reason: "journal j-9 cannot be reversed: the ERP has not accepted it"))
      await target.close()
      #expect(try scene.files().count == 2)
    }
  }

  /// What a process leaves behind that ends between two steps.
  @Test func aFileIsHandedOverOnceWhereverAProcessEnds() async throws {
    try await scene { scene async throws in
      var target = try scene.target()
      let journals = try ["j-1", "j-2"].map { try journal(requested($0)) }
      // It ended before the file was noted: what lies aside is written over.
      try "half a fi".write(
        to: scene.outgoing.appendingPathComponent(".journals-000001.csv.partial"), atomically: true, encoding: .utf8)
      #expect(try await target.post([journals[0]]) == [.pending])
      #expect(try scene.files() == ["journals-000001.csv"])
      let first = try scene.text("journals-000001.csv")
      #expect(first.hasPrefix("journal,"))
      await target.close()
      // It ended after the file was noted, before it was renamed.
      let named = scene.outgoing.appendingPathComponent("journals-000001.csv")
      let aside = scene.outgoing.appendingPathComponent(".journals-000001.csv.partial")
      try FileManager.default.moveItem(at: named, to: aside)
      try await Self.forgetNames(in: scene.folder)
      target = try scene.target()
      #expect(try await target.post([journals[0]]) == [.pending])
      #expect(try scene.files() == ["journals-000001.csv"])
      await target.close()
      // It ended after it was renamed, and the ERP has taken the file since.
      try FileManager.default.removeItem(at: named)
      try await Self.forgetNames(in: scene.folder)
      target = try scene.target()
      #expect(try await target.post(journals) == [.pending, .pending])
      #expect(try scene.files() == ["journals-000002.csv"])
      let second = try scene.text("journals-000002.csv")
      #expect(!second.contains("j-1"))
      await target.close()
    }
  }

  @Test func faultyAcknowledgementsStayAndSayWhy() async throws {
    try await scene { scene async throws in
      let log = LogLines()
      let target = try scene.target(logger: log.logger)
      let journals = try ["j-1", "j-2"].map { try journal(requested($0)) }
      _ = try await target.post(journals)
      try scene.acknowledge("journal,status\nj-1,accepted\nj-2,perhaps\nj-9,accepted\nj-2,acc", as: "mixed.csv")
      try scene.acknowledge("nothing of use\n", as: "empty.csv")
      try scene.acknowledge("journal,status\nj-2,accepted\n", as: "late.csv.partial")
      #expect(try await target.post(journals) == [.posted(reference: "j-1"), .pending])
      #expect(try await target.post(journals) == [.posted(reference: "j-1"), .pending])
      #expect(log.lines == [
        "acknowledgements/empty.csv: its header has not the columns 'journal' and 'status'; correct it",
        "acknowledgements/mixed.csv: record 3 has a status that is neither accepted nor rejected (and 2 more); "
          + "correct it",
      ])
      let left = try FileManager.default.contentsOfDirectory(atPath: scene.acknowledgements.path).sorted()
      #expect(left == ["empty.csv", "late.csv.partial", "mixed.csv", "read"])
      await target.close()
    }
  }

  @Test func whatIsNotAcknowledgedAgesVisibly() async throws {
    try await scene { scene async throws in
      let log = LogLines()
      let target = try scene.target(logger: log.logger)
      let first = try journal(requested("j-1"))
      _ = try await target.post([first])
      scene.clock.advance(milliseconds: 23 * 3_600_000)
      _ = try await target.post([first])
      #expect(log.lines.isEmpty)
      scene.clock.advance(milliseconds: 2 * 3_600_000)
      for _ in 1...2 { _ = try await target.post([first]) }
      #expect(log.lines == [
        "the ERP has not acknowledged 1 journals, the oldest handed over at 2026-03-01T12:00:00Z; ask it"
      ])
      let waiting = try await target.waiting
      #expect(waiting.count == 1 && waiting.since?.rfc3339 == "2026-03-01T12:00:00Z")
      await target.close()
    }
  }

  @Test func aRealHledgerReadsWhatWasHandedOver() async throws {
    try await scene { scene async throws in
      let target = try scene.target(.hledger)
      _ = try await target.post([journal(requested("j-1")), journal(requested("j-2", debit: 5, credit: 5))])
      _ = try await target.post([journal(requested("j-3", debit: 1_234, credit: 1_234, on: "2026-02-01"))])
      await target.close()
      let files = try scene.files().flatMap { ["-f", scene.outgoing.appendingPathComponent($0).path] }
      #expect(files.count == 4)
      let complaints = try hledger(files + ["check", "accounts", "commodities"])
      #expect(complaints.isEmpty)
      let balances = try hledger(files + ["balance", "--flat", "-N"]).split(separator: "\n").map {
        $0.split(separator: " ").joined(separator: " ")
      }
      #expect(balances == ["22.39 USD assets:bank:1", "-22.39 USD liabilities:clearing:p1"])
    }
  }

  @Test func beancountOpensAnAccountInOneFileOnly() async throws {
    try await scene { scene async throws in
      let target = try scene.target(.beancount)
      _ = try await target.post([journal(requested("j-1"))])
      _ = try await target.post([journal(requested("j-2", on: "2026-01-01", account: "assets:bank:2"))])
      await target.close()
      func openings(_ name: String) throws -> [Substring] {
        try scene.text(name).split(separator: "\n").filter { $0.contains(" open ") }
      }
      let (first, second) = (try openings("journals-000001.beancount"), try openings("journals-000002.beancount"))
      #expect(first == ["1970-01-01 open Assets:Bank:1", "1970-01-01 open Liabilities:Clearing:P1"])
      #expect(second == ["1970-01-01 open Assets:Bank:2"])
    }
  }

  private func hledger(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/hledger")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return text
  }
}
