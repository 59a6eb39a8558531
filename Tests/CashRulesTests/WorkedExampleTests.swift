// The worked example with its literal numbers.

import CashRules
import Foundation
import Ledger
import PaymentEvents
import Testing

@Suite struct WorkedExampleTests {
  @Test func endsWithTheLiteralNumbersStepByStep() throws {
    var books = try Books()
    func step(_ document: Document) throws -> [String: Int64] {
      try books.take(document)
      return sides(books.steps.last ?? [])
    }
    #expect(try step(WorkedExample.charge1()) == ["D \(AR.p1)": 100_000, "C \(Accounts.revenue)": 100_000])
    // The advice waits for its money; the deposit then posts both.
    #expect(try step(WorkedExample.adviceA()) == [:])
    #expect(
      try step(WorkedExample.depositA()) == [
        "D \(Accounts.cash)": 64_000, "C \(Accounts.clearing("A"))": 64_000, "D \(Accounts.clearing("A"))": 64_000,
        "D \(Accounts.allowance)": 20_000, "D \(AR.p2)": 16_000, "C \(AR.p1)": 100_000,
      ])
    #expect(
      try step(WorkedExample.depositB()) == ["D \(Accounts.cash)": 11_000, "C \(Accounts.clearing("B", "p2"))": 11_000])
    #expect(
      try step(WorkedExample.adviceB()) == [
        "D \(Accounts.clearing("B", "p2"))": 11_000, "D \(Accounts.allowance)": 2_000, "D \(AR.patient)": 3_000,
        "C \(AR.p2)": 16_000,
      ])
    #expect(try step(WorkedExample.patientPays()) == ["D \(Accounts.cash)": 3_000, "C \(AR.patient)": 3_000])
    #expect(
      balances(books.entries) == [Accounts.cash: 78_000, Accounts.allowance: 22_000, Accounts.revenue: -100_000])
    #expect(
      try step(WorkedExample.adviceC()) == [
        "D \(AR.p1)": 100_000, "C \(Accounts.clearing("C"))": 64_000, "C \(Accounts.allowance)": 20_000,
        "C \(AR.p2)": 16_000, "D \(Accounts.clearing("C"))": 64_000, "D \(Accounts.allowance)": 25_000,
        "D \(AR.p2)": 15_000, "C \(AR.p1)": 100_000, "C \(Accounts.owed)": 4_000,
      ])
    #expect(balances(books.entries)[AR.p2] == -1_000)
    #expect(try step(WorkedExample.charge2()) == ["D \(AR.p1)": 10_000, "C \(Accounts.revenue)": 10_000])
    #expect(try step(WorkedExample.adviceD()) == [:])
    #expect(
      try step(WorkedExample.depositD()) == [
        "D \(Accounts.cash)": 6_050, "C \(Accounts.clearing("D"))": 6_050 + 4_000,
        "D \(Accounts.clearing("D"))": 10_000 + 50, "D \(Accounts.owed)": 4_000, "C \(AR.p1)": 10_000,
        "C \(Accounts.interest)": 50,
      ])
    #expect(
      try step(WorkedExample.refund()) == [
        "D \(AR.p2)": 1_000, "C liabilities:refund-payable": 1_000, "D liabilities:refund-payable": 1_000,
        "C \(Accounts.cash)": 1_000,
      ])
    #expect(balances(books.entries) == WorkedExample.end)
    #expect(books.held.isEmpty)
  }

  @Test func everyEntryNamesItsRuleAndItsEvidence() throws {
    var books = try Books()
    for document in try WorkedExample.all() { try books.take(document) }
    #expect(books.entries.allSatisfy { !$0.rule.isEmpty && !$0.evidence.isEmpty })
    let contractual = books.entries.first { $0.rule == "contractual CO-45" }
    #expect(contractual?.evidence == "d1 segments 10-20")
    #expect(contractual?.facility == "north" && contractual?.costCenter == "cc-7")
    // What stands on the patient is about no payer.
    #expect(books.entries.filter { $0.account.path == AR.patient }.allSatisfy { $0.party == nil })
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/hledger")))
  func hledgerReadsTheSameBalances() throws {
    var books = try Books()
    for document in try WorkedExample.all() { try books.take(document) }
    let day = try Day(iso: "2026-03-03")
    let journals = try books.steps.enumerated().filter { !$0.element.isEmpty }.map { index, entries in
      let lines = try books.rules.summarise(entries, evidence: "step \(index)").flatMap { $0 }
      return try Journal(
        id: "step-\(index)", description: "step \(index)", valueDate: day, postingDate: day, originalDate: day,
        period: "2026-03", entity: "clinic", currency: "USD", lines: lines.map(ledgerLine))
    }
    let text = Export.hledger(journals)
    #expect(try hledger(text, ["check", "--strict"]) == "")
    let csv = try hledger(text, ["balance", "--flat", "--output-format=csv", "--no-total"])
    #expect(
      csv.split(separator: "\n").dropFirst().sorted() == [
        #""assets:bank:001","830.50 USD""#, #""income:contractual-allowance","270.00 USD""#,
        #""income:gross-revenue","-1100.00 USD""#, #""income:interest","-0.50 USD""#,
      ])
    #expect(try TrialBalance(journals).balance(of: Account("assets:bank:001"), currency: "USD") == 83_050)
  }

  private func ledgerLine(_ line: JournalLine) throws -> JournalEntryLine {
    JournalEntryLine(
      account: try Account(line.account), debit: line.debit.cents, credit: line.credit.cents, party: line.party,
      facility: line.facility, costCenter: line.costCenter, evidence: line.evidence)
  }

  private func hledger(_ journal: String, _ arguments: [String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rules-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "export.journal")
    try Data(journal.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/hledger")
    process.arguments = ["-f", file.path] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
