// Claims that posted before a contract came: compared again, some in each transaction, and one fault stops nothing.

import CashApplication
import CashRules
import Foundation
import PaymentEvents
import TestSupport
import Testing

@Suite struct RepricingTests {
  /// An advice of zero, which needs no money: claims of 95.00 that were denied, or paid by a contract of 0.00.
  private func advice(
    _ number: Int, claims: Int, units: String = "1", on date: String = "2026-03-02"
  ) throws -> [EncodedEvent] {
    let claims = try (1...claims).map { sequence in
      var claim = try claim("A-\(number)-\(sequence)", charge: 95_00, paid: 0, [], sequence: sequence)
      claim.services = [
        ServiceLine(
          procedure: "HC:99213", charge: try money(95_00), paid: .zero, units: units,
          adjustments: [Adjustment(group: "CO", reason: "45", amount: try money(95_00))])
      ]
      claim.dates = DateRange(from: try day("2026-02-10"), to: try day("2026-02-10"))
      return claim
    }
    return try Advice(id: "advice-\(number)", trace: "T\(number)", amount: 0, pages: [claims], date: date).events
      + claims.map { try charge($0.patientControlNumber, 95_00) }
  }

  private func contract(_ fee: Int64, version: Int = 1) throws -> EncodedEvent {
    let contract = ContractPublished(
      contract: "K1", version: version, part: 1, parts: 1, payer: "1111", plan: nil, from: try day("2026-01-01"),
      to: nil, lesserOfCharge: false,
      terms: [.init(method: .fee, code: "99213", modifiers: [], amount: try money(fee))])
    return try event("contract-\(version)", contract)
  }

  private func underpaid(_ scene: CashScene) async throws -> Int {
    try await scene.open().count { $0 == "underpaid" }
  }

  @Test func aTransactionComparesSomeAndTheNextGoesOn() async throws {
    try await withTemporaryFolder { folder in
      let payers = try PayerDirectory([.init(key: "p1", identifiers: ["1111"])])
      let configuration = CashConfiguration(tenant: "clinic", payers: payers, bookingFormats: [:])
      let scene = try CashScene(folder, configuration: configuration)
      let events = try (1...4).flatMap { try advice($0, claims: 200) }
      try await scene.receiver.run(scene.queue.stream(events.map { scene.queue.delivery(.routed($0)) }))
      #expect(try await scene.reader.claimStates() == ["posted": 800])
      try await scene.receive(contract(95_00))
      #expect(try await underpaid(scene) == 600, "500 and what is left of the advice")
      try await scene.handler.review(scene.database)
      #expect(try await underpaid(scene) == 600, "a start in between compares nothing of which a replay would not know")
      try await scene.handler.finishTurns(scene.database)
      #expect(try await underpaid(scene) == 800)
      let total = try #require(try await scene.reader.contractTotals().first)
      #expect(total.claims == 800 && total.expected == 800 * 95_00 && total.allowed == 0)
      #expect(total.underpaid == 800 * 95_00 && total.overpaid == 0)
      let books = folder.appendingPathComponent("books.txt")
      let scratch = folder.appendingPathComponent("scratch")
      try await BooksExport(data: folder).write(to: books)
      _ = try await CashReplay(data: folder, configuration: configuration).run(into: scratch)
      try await BooksExport(data: scratch).write(to: scratch.appendingPathComponent("books.txt"))
      #expect(try Data(contentsOf: books) == Data(contentsOf: scratch.appendingPathComponent("books.txt")))
      try await scene.database.close()
    }
  }

  /// A fee so large that its units leave the range of an amount: the claim cannot be compared, its neighbours can.
  @Test func whatCannotBeComparedIsToldOf() async throws {
    try await withCash { cash async throws in
      try await cash.receive(advice(1, claims: 1, units: "900") + advice(2, claims: 1))
      try await cash.receive(contract(Money.limit / 100))
      #expect(try await cash.open() == ["contract-not-compared", "underpaid"])
      #expect(try await cash.failures() == [])
      try await cash.receive(contract(0, version: 2))
      #expect(try await cash.open() == [])
    }
  }

  /// What was paid before a contract's first day is not looked at, whatever days its claims name.
  @Test func advicesBeforeTheContractAreLeftAlone() async throws {
    try await withCash { cash async throws in
      try await cash.receive(advice(1, claims: 1, on: "2025-12-30") + advice(2, claims: 1))
      try await cash.receive(contract(95_00))
      #expect(try await underpaid(cash) == 1)
    }
  }
}
