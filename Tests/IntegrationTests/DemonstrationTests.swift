// `tributary demo`, as people meet it first: on an empty folder, and again on the same one.

import Foundation
import TestSupport
import Testing

extension StackTests {
  @Suite
  struct DemonstrationTests {
    @Test("The demonstration ends in the expected books; run again it posts nothing new", .timeLimit(.minutes(5)))
    func twice() async throws {
      try await withTemporaryFolder { folder in
        let first = try await DemonstrationTests.demo(folder)
        #expect(first.status == 0, "\(first.error)")
        #expect(first.output.contains("Bank = advice = posted + open items, to the cent."))
        #expect(first.output.contains("The trial balance of the ledger is 0.00."))
        let data = StackData(folder: folder.appendingPathComponent("data"))
        let books = try await Books(data.cash())
        #expect(books.accounts == DemonstrationTests.balances)
        #expect(try await data.cash().workItems(state: "open").count { $0.reason == "document-review" } == 2)
        let count = try await data.ledger().count()
        #expect(first.output.contains("\(count) journals were posted in this run."))

        let second = try await DemonstrationTests.demo(folder)
        #expect(second.status == 0, "\(second.error)")
        #expect(second.output.contains("Nothing new was posted"))
        #expect(try await data.ledger().count() == count)
        #expect(try await Books(data.cash()).differences(from: books).isEmpty)
      }
    }

    /// The samples', and what `samples/paper` adds: of 440.00 are 90.00 by contract, 90.00 the patient's, 260.00 paid;
    /// and a check of 125.00 whose scanned advice waits for a person.
    private static let balances = SampleExpectations.balances.merging([
      SampleAccount.operating: 38_500, SampleAccount.unidentified: -12_500,
      SampleAccount.receivable("quillstone"): -44_000,
      SampleAccount.allowance: 9_000, SampleAccount.patient: 9_000,
    ]) { $0 + $1 }

    private static func demo(_ folder: URL) async throws -> CommandResult {
      let data = folder.appendingPathComponent("data").path
      return try await CommandLineTool.tributary(["demo", "--data", data], in: folder)
    }
  }
}
