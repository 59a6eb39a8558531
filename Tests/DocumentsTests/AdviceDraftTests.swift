// From what stands on paper to claims: nothing guessed, what is derived said, what is not plain left to a person.

import Documents
import PaymentEvents
import Testing

@Suite struct AdviceDraftTests {
  private static func field<Value>(_ value: Value, page: Int = 1) -> ExtractedField<Value> {
    ExtractedField(
      value, text: "\(value)", page: page, box: Box(left: 1, top: 2, width: 3, height: 4), readingConfidence: 1)
  }

  private static func claim(_ amounts: [AmountKind: Int64], codes: [String] = []) throws -> ExtractedClaim {
    var claim = ExtractedClaim(patientControlNumber: field("A1001"))
    claim.amounts = try amounts.mapValues { field(try Money(cents: $0)) }
    claim.codes = codes
    claim.columnCodes = [.adjustment: "CO-45", .patientResponsibility: "PR-2"]
    return claim
  }

  private static func draft(_ claim: ExtractedClaim) -> AdviceDraft {
    AdviceDraft(Extraction(template: "t 1", kind: "eob", claims: [claim]))
  }

  private static func said(_ adjustments: [Adjustment]) -> [String] {
    adjustments.map { "\($0.group)-\($0.reason) \($0.amount.cents)\($0.derived == true ? " derived" : "")" }
  }

  @Test(
    arguments: [
      (
        [.charge: 100, .adjustment: 30, .patientResponsibility: 10, .paid: 60], [],
        ["CO-45 30 derived", "PR-2 10 derived"]
      ),
      (
        [.charge: 100, .adjustment: 30, .patientResponsibility: 10, .paid: 60], ["CO-253", "PR-1"],
        ["CO-253 30", "PR-1 10"]
      ),
      ([.charge: 100, .allowed: 60, .patientResponsibility: 0, .paid: 60], [], ["CO-45 40 derived"]),
      ([.charge: 100, .patientResponsibility: 40, .paid: 60], [], ["PR-2 40 derived"]),
      ([.charge: 100, .paid: 100], [], []),
      // A discount is no reason to allow nothing at all: a denial, and nothing is written off.
      ([.charge: 100, .adjustment: 100, .paid: 0], [], ["CO-A1 100 derived"]),
      ([.charge: 100, .adjustment: 100, .paid: 0], ["CO-29"], ["CO-29 100"]),
      ([.charge: -100, .adjustment: -40, .patientResponsibility: 0, .paid: -60], [], ["CO-45 -40 derived"]),
      (
        [.charge: 100, .adjustment: 30, .patientResponsibility: 0, .otherPayer: 50, .paid: 20], ["CO-45", "OA-23"],
        ["CO-45 30", "OA-23 50"]
      ),
    ] as [([AmountKind: Int64], [String], [String])])
  func whatReducesAChargeIsSaid(_ amounts: [AmountKind: Int64], _ codes: [String], _ expected: [String]) throws {
    let draft = Self.draft(try Self.claim(amounts, codes: codes))
    #expect(draft.problems == [])
    #expect(draft.claims.map { Self.said($0.adjustments) } == [expected])
    let totals = try draft.totals()
    let adjusted = try totals.adjustments.values.total()
    #expect(totals.charge.cents - adjusted.cents == totals.paid.cents)
  }

  @Test(
    arguments: [
      ([.charge: 100, .paid: 60], [], "what reduces its charge"),
      ([.charge: 100, .allowed: 80, .paid: 60], [], "who owes the rest"),
      ([.charge: 100, .adjustment: 30, .paid: 60], [], "who owes the rest"),
      ([.charge: 100, .adjustment: 30, .patientResponsibility: 20, .paid: 60], [], "do not add up"),
      ([.charge: -100, .adjustment: -160, .patientResponsibility: 0, .paid: 60], [], "below zero"),
      (
        [.charge: 100, .adjustment: 40, .patientResponsibility: 0, .paid: 60], ["CO-45", "CO-16"],
        "several reason codes"
      ),
      ([.paid: 60], [], "is missing"),
    ] as [([AmountKind: Int64], [String], String)])
  func whatIsNotPlainIsLeftToAPerson(_ amounts: [AmountKind: Int64], _ codes: [String], _ expected: String) throws {
    let draft = Self.draft(try Self.claim(amounts, codes: codes))
    #expect(draft.problems.count == 1 && draft.claims.isEmpty)
    #expect(draft.problems.first?.contains(expected) == true, "\(draft.problems)")
  }

  @Test func aColumnWithoutACodeIsNotPosted() throws {
    var claim = try Self.claim([.charge: 100, .adjustment: 40, .patientResponsibility: 0, .paid: 60])
    claim.columnCodes = [:]
    #expect(Self.draft(claim).problems == ["claim 1: the reason code of its adjustment is not said"])
  }

  @Test func linesThatAddUpArePublishedAndOthersAreNot() throws {
    var claim = try Self.claim([.charge: 300, .adjustment: 100, .patientResponsibility: 0, .paid: 200])
    let line = { (cents: Int64, code: String) in
      ExtractedLine(
        procedure: Self.field("99213"), serviceDate: nil,
        amounts: try [.charge: cents, .adjustment: 50, .patientResponsibility: 0, .paid: cents - 50]
          .mapValues { Self.field(try Money(cents: $0)) }, codes: [code])
    }
    claim.lines = [try line(100, "CO-45"), try line(200, "CO-253")]
    claim.codes = ["CO-45", "CO-253"]
    let whole = try #require(Self.draft(claim).claims.first)
    #expect(
      whole.adjustments == [] && whole.services.map { Self.said($0.adjustments) } == [["CO-45 50"], ["CO-253 50"]])
    claim.lines[1].amounts[.charge] = Self.field(try Money(cents: 201))
    claim.codes = []
    let part = try #require(Self.draft(claim).claims.first)
    #expect(part.services == [] && Self.said(part.adjustments) == ["CO-45 100 derived"])
  }

  // MARK: - Corrections

  private typealias Change = DocumentCorrectionRequested.Change

  @Test func aPersonsWordIsCertainAndMustAddUp() throws {
    var read = Extraction(template: "t 1", kind: "other", traceNumber: Self.field("T0001"))
    read.claims = [try Self.claim([.charge: 100, .adjustment: 40, .patientResponsibility: 0, .paid: 6])]
    read.crossCheck()
    var changes = [
      Change(field: "kind", value: "eob"), Change(field: "payer", value: "larkspur"),
      Change(field: "date", value: "2026-03-05"), Change(field: "amount", value: "0.80"),
      Change(field: "paid", claim: 1, value: "0.60"), Change(field: "patientControlNumber", claim: 2, value: "B7"),
      Change(field: "charge", claim: 2, value: "0.20"), Change(field: "paid", claim: 2, value: "0.20"),
    ]
    let confirmed = try read.confirmed(changes)
    #expect(ExtractionGate().reasons(confirmed) == [])
    #expect(AdviceDraft(confirmed).claims.map(\.paid.cents) == [60, 20])
    changes.append(Change(field: "claim", claim: 2))
    #expect(try read.confirmed(changes).claims.count == 1)
    #expect(try ExtractionGate().reasons(read.confirmed(changes)).contains("1 of 2 sums do not come out"))
  }

  @Test(
    arguments: [
      ("amount", nil, "12"), ("nothing", nil, "x"), ("paid", 5, "1.00"), ("nothing", 1, "x"), ("claim", nil, nil),
      ("claim", 9, nil), ("code", 1, "45"), ("date", nil, "soon"),
    ] as [(String, Int?, String?)])
  func aChangeThatCannotBeIsRefused(_ field: String, _ claim: Int?, _ value: String?) throws {
    var read = Extraction(template: "t 1", kind: "eob")
    read.claims = [try Self.claim([.charge: 100, .paid: 100])]
    #expect(throws: Extraction.ChangeRefused.self) {
      try read.confirmed([Change(field: field, claim: claim, value: value)])
    }
  }

  @Test func anExtractionComesBackFromItsStore() throws {
    var read = Extraction(template: "t 1", kind: "eob", traceNumber: Self.field("T0001"))
    read.claims = [try Self.claim([.charge: 100, .paid: 100])]
    read.crossCheck()
    let stored = try EventCoding.encoder().encode(read)
    #expect(try EventCoding.decoder().decode(Extraction.self, from: stored) == read)
  }
}
