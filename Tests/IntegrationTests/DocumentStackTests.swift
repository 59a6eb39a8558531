// From paper to the books through real processes: what proves itself posts by itself, whatever dies on the way; a scan
// posts after a person's word on the command line; each amount is traced to its page and box.

import AdapterKit
import DocumentExtractionAdapter
import DocumentReading
import Documents
import Foundation
import LocalStack
import Messaging
import PaymentEvents
import RabbitMQ
import SyntheticDocuments
import TestSupport
import Testing

extension StackTests {
  @Suite
  struct DocumentStackTests {
    static let steps: [CrashPoint] = [.pageStored, .documentDeciding, .documentDecided]
    private static let worker = DocumentExtractionWorker.name

    /// An invented payer's document, in the name of one that is listed.
    private static func document(_ index: Int, seed: UInt64) -> SyntheticDocument {
      var layout = LayoutBook.known[index]
      layout.payer = "LARKSPUR HEALTH PLAN"
      return SyntheticDocument(layout, seed: seed)
    }

    @Test(
      "Paper posts once though its reader is killed at every step, and a scan after a person's word",
      .timeLimit(.minutes(4)))
    func fromPaperToBooks() async throws {
      try await RunningStack.with(change: { settings, folder in
        let crashes = folder.appendingPathComponent("crashes")
        try FileManager.default.createDirectory(at: crashes, withIntermediateDirectories: true)
        settings.environment[CrashPoint.variable] = crashes.path
        settings.longestRestartPause = 0.1
      }) { stack in
        try await textsAndKills(stack)
        try await theSample(stack)
        try await aScanAndAPerson(stack)
      }
    }

    private func textsAndKills(_ stack: RunningStack) async throws {
      for (number, step) in Self.steps.enumerated() {
        let crashes = stack.folder.appendingPathComponent("crashes")
        let armed = CrashPoint.file(step, of: Self.worker, in: crashes)
        try Data().write(to: armed)
        let file = stack.folder.appendingPathComponent("advice-\(number).pdf")
        try Data(Self.document(1, seed: UInt64(number + 1)).pdf).write(to: file)
        try stack.drop(file, into: Self.worker)
        try await eventually("the worker ends at \(step.rawValue)", within: .seconds(60)) {
          FileManager.default.fileExists(atPath: armed.path + ".reached")
        }
      }
      let file = stack.folder.appendingPathComponent("again.pdf")
      try Data(Self.document(1, seed: 1).pdf).write(to: file)
      try stack.drop(file, into: Self.worker)
      try await eventually("each is published once", within: .seconds(60)) {
        let advices = try await stack.data.number(
          "cash-application", "SELECT COUNT(*) FROM remittances WHERE extracted = 1")
        let again = try await stack.data.number(Self.worker, "SELECT COUNT(*) FROM intakes WHERE duplicate = 1")
        let waiting = try await stack.data.number(Self.worker, "SELECT COUNT(*) FROM outbox")
        return (advices, again, waiting) == (3, 1, 0)
      }
      #expect(try await stack.data.number(Self.worker, "SELECT COUNT(*) FROM documents WHERE state = 'published'") == 3)
      #expect(try await stack.data.inputs()[RemittanceReceived.type] == 3)
    }

    /// The shipped scan: held since its reduction has no code, posted with its check once a person says the code, and
    /// each amount is traced to its place on the page.
    private func theSample(_ stack: RunningStack) async throws {
      let said = Places.home.appendingPathComponent("samples/documents/larkspur-2026-03-09.json")
      let truth = try JSONDecoder().decode(DocumentTruth.self, from: Data(contentsOf: said))
      try await publishCharges(truth, stack)
      let scan = "adapters/document-extraction/samples/larkspur-2026-03-09.png"
      for file in [scan, "samples/paper/pinefall-check-2026-03-10.bai2"] {
        _ = try await stack.succeed(["submit", Places.home.appendingPathComponent(file).path])
      }
      try await eventually("the scan waits for a person", within: .seconds(60)) {
        try await stack.data.number(Self.worker, "SELECT COUNT(*) FROM documents WHERE state = 'held'") == 1
      }
      let shown = try await stack.succeed(["documents", "list", "--state", "held", "--json"]).json() as? [[String: Any]]
      let digest = try #require(shown?.first?["digest"] as? String)
      let reasons = shown?.first?["reasons"] as? [String]
      #expect(reasons == ["claim 1: the reason code of its adjustment is not said"])
      _ = try await stack.succeed([
        "documents", "correct", digest, "--set", "1.code=CO-45", "--reason", "its contract says so",
      ])
      try await eventually("it is posted with its check") {
        let lines = try await stack.data.cash().advices().filter { $0.trace == truth.traceNumber }
        return lines.count == 1 && lines[0].posted == truth.amount
      }
      let printed = try await stack.succeed(["trace", truth.traceNumber, "--json"]).json() as? [String: Any]
      let documents = try #require(printed?["documents"] as? [[String: Any]])
      let fields = try #require(documents.first?["fields"] as? [[String: Any]])
      let amounts = truth.claims[0].amounts
      for (name, cents) in [("charge", amounts.charge), ("adjustment", amounts.adjustment), ("paid", amounts.paid)] {
        let field = fields.first { $0["name"] as? String == name && $0["claim"] as? Int == 1 }
        #expect(field?["amount"] as? Int == Int(cents) && field?["page"] as? Int == 1)
        #expect((field?["box"] as? [Int]).map { $0[2] > 50 && $0[3] > 20 } == true, "\(name)")
      }
    }

    private func aScanAndAPerson(_ stack: RunningStack) async throws {
      // Its column `Adjustments` has no code, so that a person is asked however well it is read.
      let documents = (UInt64(77)...99).lazy.map { Self.document(3, seed: $0) }
      let made = try #require(documents.first { $0.truth.claims.allSatisfy { $0.amounts.charge > 0 } })
      let truth = made.truth
      try await publishCharges(truth, stack)
      let document = try OpenDocument(made.pdf)
      let pictures = try (1...document.pageCount).map { try document.picture($0).image }
      let scan = TIFFWriter.file(
        SyntheticDocument.scans(pictures, quality: .poor, seed: 5), resolution: Int(ScanQuality.poor.resolution))
      let file = stack.folder.appendingPathComponent("scan.tiff")
      try Data(scan).write(to: file)
      try stack.drop(file, into: Self.worker)
      try await eventually("the scan waits for a person", within: .seconds(120)) {
        try await stack.data.number(
          "cash-application", "SELECT COUNT(*) FROM work_items WHERE reason = 'document-review' AND state = 'open'")
          == 1
      }
      let listed =
        try await stack.succeed(["documents", "list", "--state", "held", "--json"]).json() as? [[String: Any]]
      let entry = try #require(listed?.first)
      let digest = try #require(entry["digest"] as? String)
      #expect((entry["images"] as? [String])?.isEmpty == false)
      let found = try await DocumentsReader(data: stack.data.folder).extraction(of: digest)
      let wrong = try await stack.tributary("documents", "correct", digest, "--set", "amount=1.00", "--reason", "a try")
      #expect(wrong.status == 65, "what does not add up is refused: \(wrong.output)")
      _ = try await stack.succeed(
        ["documents", "correct", digest, "--reason", "read by eye"] + Self.changes(truth, found?.claims.count ?? 0))
      try await eventually("the advice is here and the item is closed") {
        let advices = try await stack.data.number(
          "cash-application", "SELECT COUNT(*) FROM remittances WHERE extracted = 1")
        let items = try await stack.data.number(
          "cash-application", "SELECT COUNT(*) FROM work_items WHERE reason = 'document-review' AND state = 'open'")
        return (advices, items) == (5, 0)
      }
      _ = try await stack.succeed([
        "postings", "ask", "release", "--advice", truth.traceNumber, "--subject", "not-funded", "--code", "T",
        "--reason",
        "its check is in another account",
      ])
      try await eventually("it is posted") {
        let lines = try await stack.data.cash().advices().filter { $0.trace == truth.traceNumber }
        return lines.count == 1 && lines[0].posted == truth.amount
      }
      try await trace(truth, digest, stack)
    }

    /// All values as they are in truth, typed in.
    private static func changes(_ truth: DocumentTruth, _ found: Int) -> [String] {
      func text(_ cents: Int64) -> String { "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)" }
      var sets = [
        "kind=eob", "payer=larkspur", "traceNumber=\(truth.traceNumber)", "date=\(truth.date.iso)",
        "amount=\(text(truth.amount))", "totals=",
      ]
      for (index, claim) in truth.claims.enumerated() {
        let number = index + 1
        let amounts = claim.amounts
        sets += [
          "\(number).patientControlNumber=\(claim.patientControlNumber)", "\(number).serviceDate=",
          "\(number).charge=\(text(amounts.charge))", "\(number).adjustment=\(text(amounts.adjustment))",
          "\(number).allowed=\(text(amounts.allowed))",
          "\(number).patientResponsibility=\(text(amounts.patientResponsibility))",
          "\(number).paid=\(text(amounts.paid))", "\(number).code=\(claim.lines[0].reason) PR-1",
        ]
      }
      let surplus = found > truth.claims.count ? Array((truth.claims.count + 1)...found) : []
      return sets.flatMap { ["--set", $0] } + surplus.flatMap { ["--drop", "\($0)"] }
    }

    private func publishCharges(_ truth: DocumentTruth, _ stack: RunningStack) async throws {
      let publisher = try await stack.publisher(as: BrokerUsers.billing)
      for claim in truth.claims {
        let context = EventContext(
          id: EventID("charge-\(claim.patientControlNumber)"), source: "urn:example:billing",
          subject: claim.patientControlNumber, time: Instant(startOf: truth.date), tenant: Inputs.tenant,
          correlationID: claim.patientControlNumber)
        let charge = ChargePosted(
          patientControlNumber: claim.patientControlNumber, patient: .init(reference: "r"),
          amount: try Money(cents: claim.amounts.charge), currency: "USD", chargeDate: truth.date, payers: ["larkspur"])
        var message = try Event(context, data: charge).encoded().message()
        message.userID = BrokerUsers.billing
        try await publisher.publish(message, to: Exchange.ingress)
      }
      await publisher.close()
    }

    /// An advice of text leads to the page and the box of each amount; a scan that was corrected to its picture.
    private func trace(_ truth: DocumentTruth, _ digest: String, _ stack: RunningStack) async throws {
      let corrected = try await stack.succeed(["trace", truth.traceNumber]).output
      #expect(corrected.contains("journal.posted") && corrected.contains("document.extracted"))
      #expect(corrected.contains("document \(digest.prefix(12))") && corrected.contains("page picture"))
      let text = Self.document(1, seed: 1).truth
      let printed = try await stack.succeed(["trace", text.traceNumber, "--json"]).json() as? [String: Any]
      let documents = try #require(printed?["documents"] as? [[String: Any]])
      let fields = try #require(documents.first?["fields"] as? [[String: Any]])
      for (index, claim) in text.claims.enumerated() {
        let paid = fields.first {
          $0["name"] as? String == "paid" && $0["claim"] as? Int == index + 1 && $0["line"] == nil
        }
        #expect(paid?["amount"] as? Int == Int(claim.amounts.paid))
        #expect(paid?["page"] as? Int ?? 0 >= 1 && (paid?["box"] as? [Int])?.count == 4)
      }
    }
  }
}
