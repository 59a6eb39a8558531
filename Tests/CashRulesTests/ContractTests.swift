// Prices by contract, what was allowed beside them, and contracts as tables.

import CashRules
import PaymentEvents
import Testing

@Suite struct ContractTests {
  private func line(
    _ procedure: String, charge: Int64, paid: Int64, units: String = "1", _ adjustments: [(String, String, Int64)] = [],
    revenue: String? = nil
  ) throws -> ServiceLine {
    ServiceLine(
      procedure: procedure, charge: try cents(charge), paid: try cents(paid), units: units,
      adjustments: try adjustments.map { Adjustment(group: $0.0, reason: $0.1, amount: try cents($0.2)) },
      revenueCode: revenue)
  }

  private func claim(_ lines: [ServiceLine], drg: String? = nil, on day: String? = "2026-02-10") throws -> Claim {
    var claim = try CashRulesTests.claim(
      "A", charge: lines.map(\.charge.cents).reduce(0, +), paid: lines.map(\.paid.cents).reduce(0, +))
    claim.services = lines
    claim.diagnosisGroup = drg
    claim.dates = try day.map { DateRange(from: try date($0), to: try date($0)) }
    return claim
  }

  private func contract(_ terms: ContractPublished.Term...) throws -> Contract {
    Contract(name: "K", from: try date("2026-01-01"), terms: terms)
  }

  private func fee(_ code: String, _ amount: Int64, _ modifiers: String...) throws -> ContractPublished.Term {
    .init(method: .fee, code: code, modifiers: modifiers, amount: try cents(amount))
  }

  @Test(
    arguments: [
      ("1", 9_501), ("2.5", 23_753), (".5", 4_751), ("0.001", 10), ("3.000", 28_503), ("0", 0),
    ] as [(String, Int64)])
  func unitsAreCountedToTheThousandth(units: String, amount: Int64) throws {
    let claim = try claim([line("HC:99213", charge: 50_000, paid: 0, units: units)])
    #expect(try contract(fee("99213", 9_501)).price(claim) == .lines([cents(amount)]))
  }

  @Test(arguments: ["-1", "1.0001", "", "1.2.3", "many", "12345678901"])
  func otherUnitsHaveNoPrice(units: String) throws {
    let claim = try claim([line("HC:99213", charge: 50_000, paid: 0, units: units)])
    #expect(try contract(fee("99213", 9_501)).price(claim) == nil)
  }

  @Test func hospitalTermsGoBeforeFees() throws {
    let room = try line("NU:0120", charge: 500_000, paid: 0, units: "3", revenue: "0120")
    let knee = try line("HC:27447", charge: 900_000, paid: 0)
    let perDiem = ContractPublished.Term(method: .perDiem, code: "0120", amount: try cents(180_000))
    let anyCase = ContractPublished.Term(method: .caseRate, amount: try cents(700_000))
    let kneeCase = ContractPublished.Term(method: .caseRate, code: "27447", amount: try cents(800_000))
    let all = try contract(fee("27447", 1), perDiem, anyCase, kneeCase)
    #expect(try all.price(claim([room, knee])) == .claim(cents(800_000), .caseRate))
    #expect(try all.price(claim([room], drg: "470")) == .claim(cents(700_000), .caseRate))
    #expect(try all.price(claim([room])) == .claim(cents(540_000), .perDiem))
    #expect(try contract(fee("27447", 1)).price(claim([room, knee])) == .lines([nil, cents(1)]))
  }

  @Test func amountsAtTheEdgeAreRefusedAndNotWrappedAround() throws {
    let huge = try line("HC:1", charge: Money.limit, paid: 0, units: "999999999")
    #expect(throws: MoneyError.overflow) { try contract(fee("1", Money.limit)).price(claim([huge])) }
    var percentage = ContractPublished.Term(method: .percentOfCharge)
    percentage.basisPoints = 5_000
    #expect(try contract(percentage).price(claim([huge])) == .lines([cents(4_503_599_627_370_496)]))
  }

  @Test func aContractIsChosenByDayAndPlan() throws {
    let begun = { (name: String, plan: String?, from: String) in
      Contract(name: name, plan: plan, from: try date(from), to: try date("2026-12-31"))
    }
    let all = [try begun("old", nil, "2025-01-01"), try begun("new", nil, "2026-01-01")]
    var claim = try claim([])
    #expect(all.contract(for: claim)?.name == "new")
    let planned = all + [try begun("plan", "CLASS-1", "2025-01-01")]
    #expect(planned.contract(for: claim)?.name == "new")
    claim.references = [Reference(qualifier: "CE", value: "CLASS-1")]
    #expect(planned.contract(for: claim)?.name == "plan")
    claim.dates = DateRange(from: try date("2027-01-01"), to: try date("2027-01-01"))
    #expect(planned.contract(for: claim) == nil)
    claim.dates = nil
    #expect(planned.contract(for: claim) == nil, "without a day of service")
  }

  @Test func adjustmentsOfTheClaimAreComparedAsAWhole() throws {
    var whole = try claim([line("HC:1", charge: 100, paid: 100), line("HC:2", charge: 100, paid: 100)])
    whole.paid = try cents(150)
    whole.adjustments = [Adjustment(group: "CO", reason: "45", amount: try cents(50))]
    let rules = RuleBook()
    let both = try rules.variance(of: whole, under: [contract(fee("1", 80), fee("2", 90))])
    #expect(both?.expected.cents == 170 && both?.allowed.cents == 150)
    #expect(both?.isBeyondTolerance == false, "20 cents are within the dollar")
    #expect(try rules.variance(of: whole, under: [contract(fee("1", 80))]) == nil, "line 2 has no price")
  }

  @Test func aTableBecomesContractsInParts() throws {
    var text = "contract,payer,from,method,code,modifiers,amount,percent\r\n"
    for number in 1...2_001 { text += "K1,\"Larkspur, Inc\",2026-01-01,fee,HC:\(10_000 + number),25 57,95.5,\n" }
    text += "K2,p2,2026-01-01,percent-of-charge,,,,65\n"
    let contracts = try ContractTable.contracts(text, version: 3)
    #expect(contracts.map(\.contract) == ["K1", "K1", "K2"])
    #expect(contracts.map(\.part) == [1, 2, 1] && contracts.map(\.parts) == [2, 2, 1])
    #expect(contracts.map(\.terms.count) == [2_000, 1, 1] && contracts.allSatisfy { $0.version == 3 })
    #expect(contracts[1].payer == "Larkspur, Inc")
    let last = ContractPublished.Term(
      method: .fee, code: "12001", modifiers: ["25", "57"], amount: try cents(9_550))
    #expect(contracts[1].terms == [last])
    #expect(contracts[2].terms == [.init(method: .percentOfCharge, basisPoints: 6_500)])
  }

  @Test(arguments: [
    ("", "line 1, there is no header"), ("contract,payer\n", "line 1, the column 'from' is missing"),
    ("contract,payer,from,method,rate\n", "line 1, there is no column 'rate'"),
    ("contract,payer,from,method\nK,p,2026-13-01,fee\n", "line 2, from: '2026-13-01'; write YYYY-MM-DD"),
    ("contract,payer,from,method\nK,p,2026-01-01,guess\n", "line 2, method: 'guess'"),
    ("contract,payer,from,method,code\nK,p,2026-01-01,fee,1\n", "line 2, amount: ''; write the amount"),
    ("contract,payer,from,method,amount\nK,p,2026-01-01,fee,1\n", "line 2, code: ''; name the procedure"),
    ("contract,payer,from,method,code,amount\nK,p,2026-01-01,fee,1,\"1,000\"\n", "line 2, amount: '1,000'"),
    (
      "contract,payer,from,method,code,amount\nK,p,2026-01-01,fee,1,1\n\nK,q,2026-01-01,fee,2,1\n",
      "line 4, the contract's payer"
    ),
    ("contract,payer,from,method\n\"K", "line 2, a quote is not closed"),
    ("contract,payer,from,method\n\"K\"x,p,2026-01-01,fee\n", "line 2, something stands behind"),
    ("contract,payer,from,method\nK,p,2026-01-01,fee,extra\n", "line 2, 5 fields under 4 columns"),
  ])
  func aTablesFaultsAreNamedByLine(text: String, problem: String) {
    let error = #expect(throws: TableFindings.self) { try ContractTable.contracts(text, version: 1) }
    let first = error?.findings.first?.description ?? ""
    #expect(first.hasPrefix(problem), "\(first)")
  }

  /// Days the wrong way round, a payer that is not listed: nothing would ever be compared, and nobody would know.
  @Test func aTablesFaultsAreNamedTogether() throws {
    let payers = try PayerDirectory([.init(key: "p1", identifiers: ["1111"])])
    let text = """
      contract,payer,from,to,method,code,amount
      K1,p1,2026-12-01,2026-01-31,fee,1,95.00
      K2,NOPE,2026-01-01,,fee,1,95.00
      K2,NOPE,2026-01-01,,fee,2,95.00
      K3,1111,2026-01-01,,guess,1,95.00

      """
    let error = #expect(throws: TableFindings.self) { try ContractTable.contracts(text, version: 1, payers: payers) }
    #expect(error?.findings.map(\.line) == [2, 3, 4, 5])
    #expect(throws: TableFindings.self) { try ContractTable.contracts(text, version: 1) }
  }
}
