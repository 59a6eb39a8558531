// Due days by the business calendar, escalation, and the table of denials.

import CashRules
import PaymentEvents
import Testing

@Suite struct WorkItemLifeTests {
  private let holidays: Set<LocalDate>
  init() throws { holidays = [try date("2026-03-09")] }

  @Test func dueDaysAreBusinessDays() throws {
    // Wednesday 4 March 2026; Monday the 9th is a holiday.
    let day = try date("2026-03-04")
    #expect(HoldReason.adviceOutOfBalance.policy.dueDay(from: day, holidays: holidays) == (try date("2026-03-05")))
    #expect(HoldReason.unposted.policy.dueDay(from: day, holidays: holidays) == (try date("2026-03-10")))
    #expect(HoldReason.notFunded.policy.dueDay(from: day, holidays: []) == (try date("2026-03-11")))
    #expect(BusinessDays.adding(0, to: try date("2026-03-07")) == (try date("2026-03-07")))
    #expect(BusinessDays.adding(1, to: try date("2026-03-06")) == (try date("2026-03-09")))
  }

  /// 42 CFR 401.305 counts calendar days.
  @Test func theStatuteCountsCalendarDays() throws {
    let due = HoldReason.creditBalance.policy.dueDay(from: try date("2026-03-04"), holidays: holidays)
    #expect(due == (try date("2026-05-03")))
  }

  @Test(arguments: [
    ("2026-03-05", 0, 3, "biller"), ("2026-03-06", 0, 3, "biller"), ("2026-03-07", 1, 2, "biller"),
    ("2026-03-13", 1, 2, "biller"), ("2026-03-16", 1, 2, "biller"), ("2026-03-17", 2, 1, "finance"),
    ("2027-03-17", 2, 1, "finance"),
  ])
  func anOverdueItemRises(today: String, level: Int, priority: Int, role: String) throws {
    // Due on Friday the 6th; with the holiday on the 9th the fifth business day after it is the 16th.
    let escalation = Escalation(
      priority: 3, role: "biller", due: try date("2026-03-06"), on: try date(today), step: 5, holidays: holidays)
    #expect(escalation.level == level && escalation.priority == priority && escalation.role == role)
  }

  @Test func nothingRisesAboveTheTop() throws {
    let top = Escalation(
      priority: 1, role: "finance", due: try date("2026-03-02"), on: try date("2026-06-01"), step: 5, holidays: [])
    #expect(top.priority == 1 && top.role == "administrator")
  }

  @Test func everyReasonHasARoleAndWhatHoldsIsNotClosedByHand() {
    for reason in HoldReason.allCases {
      #expect(["biller", "finance"].contains(reason.policy.role))
      #expect(!reason.isClosedByPeople || !reason.policy.holds, "\(reason)")
    }
  }

  @Test func whatAnItemAsksForIsACommand() {
    let commands = { (reason: HoldReason) in Remedies(reason, item: "i", unit: "u", sequence: 3).commands }
    let why = "--code … --reason …"
    #expect(
      commands(.duplicateSuspected)
        == ["tributary postings ask release --advice u --sequence 3 --subject duplicate-suspected \(why)"])
    #expect(
      commands(.amountDiffers) == [
        "tributary postings ask link --deposit u --advice … \(why)",
        "tributary postings ask card-fee --deposit u --amount … \(why)",
      ])
    #expect(commands(.approvalRequired).first == "tributary postings approve u \(why)")
    #expect(commands(.interestDiffers) == ["tributary work-items close i \(why)"])
    #expect(commands(.adviceOutOfBalance).isEmpty)
    for reason in HoldReason.allCases where reason.sentence.lowercased().contains("release") {
      #expect(commands(reason).contains { $0.contains("release") || $0.contains("resume") }, "\(reason)")
    }
    // What people can do is said in the sentence, too, by the command's name.
    for reason in HoldReason.allCases {
      guard let first = commands(reason).first(where: { $0.contains("postings ask") }) else { continue }
      let action = first.split(separator: " ")[3]
      #expect(reason.sentence.contains("`tributary postings ask \(action)`"), "\(reason)")
    }
  }

  // MARK: - Denials

  @Test(
    arguments: [
      ("197", [], DenialCategory.authorization), ("29", ["N706"], .timelyFiling), ("18", [], .duplicate),
      ("16", [], .claimData), ("16", ["M127"], .missingDocumentation), ("16", ["X1", "MA04"], .coordinationOfBenefits),
      ("96", ["N115"], .medicalNecessity), ("96", [], .notCovered), ("97", ["M127"], .bundling),
      ("22", [], .coordinationOfBenefits), ("27", [], .eligibility), ("50", [], .medicalNecessity),
      ("234", [], .notSeparatelyPayable), ("252", [], .missingDocumentation), ("999", [], .other),
      ("999", ["M62"], .authorization),
    ] as [(String, [String], DenialCategory)])
  func theTableNamesTheKind(reason: String, remarks: [String], category: DenialCategory) {
    #expect(DenialTable().category(reason: reason, remarks: remarks) == category)
  }

  @Test func configurationGoesFirst() {
    var table = DenialTable()
    table.pairs = ["197": .other, "16 N4": .claimData]
    #expect(table.category(reason: "197", remarks: []) == .other)
    #expect(table.category(reason: "16", remarks: ["N4"]) == .claimData)
    #expect(table.category(reason: "16", remarks: ["N36"]) == .coordinationOfBenefits)
  }

  @Test func theLargestAmountNamesTheClaim() throws {
    var claim = try claim("A", charge: 500, paid: 100, [("CO-197", 100)])
    let line = { (code: String, amount: Int64, remarks: [String]) in
      ServiceLine(
        procedure: "HC:1", charge: try cents(amount), paid: .zero,
        adjustments: [Adjustment(group: "CO", reason: code, amount: try cents(amount))], remarks: remarks)
    }
    claim.services = [try line("16", 120, ["M127"]), try line("252", 60, []), try line("45", 120, [])]
    let denials = try RuleBook().denials(of: claim)
    #expect(denials.main == .missingDocumentation)
    #expect(denials.text == "authorization 1.00, missing-documentation 1.80")
  }
}
