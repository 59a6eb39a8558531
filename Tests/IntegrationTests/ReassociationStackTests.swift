// An ACH payment and the 835 that it pays, through the running system: in either order, in two parts, mistyped.

import BankFiles
import Foundation
import LockboxAdapter
import PayerEDIAdapter
import PaymentEvents
import RabbitMQ
import TestSupport
import Testing
import Workload

extension StackTests {
  @Suite(.stack())
  struct ReassociationStackTests {
    /// What the bank's entry for an advice says.
    private struct Payment {
      var trace: String
      let originator: String
      var cents: Int64

      init(_ advice: RemittanceReceived) {
        trace = advice.traceNumber
        originator = advice.traceOriginator ?? ""
        cents = advice.payment.amount.cents
      }
    }

    @Test(
      "Money and advice find each other by the right rule, or a person is shown what fits", .timeLimit(.minutes(3)))
    func pairs() async throws {
      let stack = try RunningStack.get()
      let files = try Workload(seed: 31, claims: 4, claimsPerAdvice: 1, advicesPerFile: 1)
        .write(to: stack.folder.appendingPathComponent("workload"))
      try await publish(files.charges, stack)
      let advices = try files.remittances.map(Self.advice(in:))
      let (early, late, split, typed) = (
        Payment(advices[0]), Payment(advices[1]), Payment(advices[2]), Payment(advices[3])
      )
      var (first, rest, wrong) = (split, split, typed)
      first.cents = split.cents / 3
      rest.cents = split.cents - first.cents
      wrong.trace = String(typed.trace.dropLast(2)) + String(typed.trace.suffix(2).reversed())
      #expect(wrong.trace != typed.trace && wrong.trace != rest.trace)

      // The money of the first advice, and a part of another's, come before any advice; everything else behind them.
      try drop([early, first], "monday.ach", stack)
      try await deposits(2, stack)
      for file in files.remittances { try stack.drop(file, into: PayerEDIWorker.name) }
      try await eventually("the first advice has its money, the others wait", within: .seconds(60)) {
        let open = try await stack.data.cash().workItems(state: "open").map(\.reason)
        return try await matches(stack).count == 1 && open.filter { $0 == "not-funded" }.count == 3
      }
      try drop([late], "tuesday.ach", stack)
      try drop([rest, wrong], "wednesday.ach", stack)
      try await deposits(5, stack)
      try await eventually("three advices have their money, and one deposit has a suggestion", within: .seconds(60)) {
        let open = try await stack.data.cash().workItems(state: "open").map(\.reason)
        return try await matches(stack).count == 3 && open.contains("advice-suggested")
      }
      let rules = try await matches(stack)
      #expect(rules[early.trace] == ["trace+payer+amount"] && rules[late.trace] == ["trace+payer+amount"])
      #expect(rules[split.trace] == ["trace+payer, several deposits", "trace+payer, several deposits"])
      #expect(rules[typed.trace] == nil)
      let item = try #require(
        try await stack.data.cash().workItems(state: "open").first { $0.reason == "advice-suggested" })
      #expect(item.amount == typed.cents && item.summary.contains("Advice \(typed.trace) of "), "\(item.summary)")
      #expect(item.summary.contains("trace number like it"))

      // A person links them, and nothing is left.
      let linked = try await stack.succeed([
        "postings", "ask", "link", "--deposit", wrong.trace, "--advice", typed.trace, "--code", "mistyped",
        "--reason", "two digits exchanged",
      ])
      #expect(linked.output.contains("applied"), "\(linked.output)")
      try await eventually("all is posted", within: .seconds(60)) {
        guard try await stack.data.cash().workItems(state: "open").isEmpty else { return false }
        return try await stack.data.cash().journalStates()["requested"] ?? 0 == 0
      }
      let tieOut = try await stack.data.cash().tieOut()
      let bank = [early, late, split, typed].reduce(0) { $0 + $1.cents }
      #expect(tieOut.holds && tieOut.bank == bank && tieOut.posted == bank)
      #expect(try await stack.data.operations().deadLetterCount() == 0)
    }

    // MARK: - Files

    private static func advice(in file: URL) throws -> RemittanceReceived {
      let events = try Inputs.events(of: file)
      guard let header = events.first(where: { $0.type == RemittanceReceived.type }) else {
        throw Unexpected("\(file.lastPathComponent) has no advice")
      }
      return try Event<RemittanceReceived>(json: header.body).data
    }

    private func publish(_ charges: URL, _ stack: RunningStack) async throws {
      let result = try await stack.succeed(["publish", charges.path])
      #expect(result.status == 0)
    }

    private func drop(_ payments: [Payment], _ name: String, _ stack: RunningStack) throws {
      let file = stack.folder.appendingPathComponent(name)
      try Data(try Self.file(payments)).write(to: file)
      try stack.drop(file, into: LockboxWorker.name)
    }

    /// A file of CCD+ entries, each in a batch of its payer.
    private static func file(_ payments: [Payment]) throws -> [UInt8] {
      var writer = NACHAWriter()
      try writer.take(
        .file(
          NACHAFileHeader([
            "immediate destination": " 138100429", "immediate origin": "1390000102", "file creation date": "260403",
            "file creation time": "0630", "file ID modifier": "A", "destination name": "PINEFALL BANK",
            "origin name": "ACH OPERATOR", "reference code": payments.map(\.trace).joined().suffix(8).description,
          ])))
      for (index, payment) in payments.enumerated() {
        let batch = try NACHABatch([
          "service class": "220", "company name": "A PAYER", "company identification": payment.originator,
          "entry class": "CCD", "entry description": "HCCLAIMPMT", "effective entry date": "260402",
          "originator status": "1", "originating DFI": "13820017", "batch number": "\(index + 1)",
        ])
        let information = "TRN*1*\(payment.trace)*\(payment.originator)\\"
        try writer.take(.batch(batch))
        try writer.take(
          .entry(
            NACHAEntry(
              [
                "transaction code": "22", "receiving DFI": "13810042", "account": "5566778899",
                "amount": "\(payment.cents)", "trace number": "13820017000000\(index + 1)",
              ],
              addenda: NACHAAddenda.payments(information, entrySequence: index + 1), in: batch)))
      }
      return try writer.finish()
    }

    // MARK: - What came of it

    private func deposits(_ count: Int, _ stack: RunningStack) async throws {
      try await eventually("the money is booked", within: .seconds(60)) {
        try await stack.data.cash().deposits().count == count
      }
    }

    /// The rules that gave advices money, by their trace numbers.
    private func matches(_ stack: RunningStack) async throws -> [String: [String]] {
      let rows = try await stack.data.query(
        "cash-application",
        "SELECT r.trace, l.rule FROM links l JOIN remittances r ON r.id = l.remittance ORDER BY r.trace, l.rule")
      return Dictionary(grouping: rows) { $0.text(0) }.mapValues { $0.map { $0.text(1) } }
    }
  }
}
