// The journals that the sample files must lead to, worked out by hand from the journal table and the chart of accounts.
//
// They hold for this order of arrival: charges, then advices, then bank files, each stage applied before the next
// begins. Any other order ends in the same balances and work items; only a take-back that comes before its item
// (LHP0310078 before LHP0310077, QSM77166 before QSM77165) passes through suspense on its way.

extension SampleExpectations {
  /// Every journal.
  static let journals = charges + deposits + identifications + remittances

  // MARK: - Charges: receivable of the first payer (of the patient where there is none) / gross revenue

  static let charges: [ExpectedJournal] = [
    charge("FC-10001", "larkspur", 18_000),  // 12000 + 6000
    charge("FC-10002", "larkspur", 100_000),
    charge("FC-10003", "larkspur", 24_000),  // 15000 + 9000
    charge("FC-10004", "larkspur", 100_000),
    charge("FC-10005", "larkspur", 32_000),  // 12000 + 20000
    charge("FC-10006", "larkspur", 9_500),
    charge("FC-10007", "larkspur", 15_000),
    charge("FC-10008", "larkspur", 42_000),  // 30000 + 12000
    charge("FC-10009", "larkspur", 21_000),
    charge("FC-10010", "larkspur", 10_000),
    charge("FC-10011", "larkspur", 36_000),  // 20000 + 16000
    charge("FC-10012", "larkspur", 17_500),
    charge("FC-10013", "larkspur", 28_000),
    charge("FC-10014", "larkspur", 25_000),
    charge("FC-10015", "larkspur", 13_000),
    charge("FC-10016", "quillstone", 26_000),  // 16000 + 10000
    charge("FC-10017", "quillstone", 60_000),
    charge("FC-10018", "quillstone", 48_000),  // 40000 + 8000
    charge("FC-10019", "quillstone", 50_000),
    charge("FC-10020", "quillstone", 22_000),
    charge("FC-10021", "quillstone", 75_000),  // 60000 + 15000
    charge("FC-10022", "quillstone", 20_000),
    charge("FC-10023", "quillstone", 31_000),
    charge("FC-10024", "saltmarsh", 30_000),
    charge("FC-10025", "saltmarsh", 12_500),
    charge("FC-10026", "saltmarsh", 16_000),
    charge("FC-10027", "larkspur", 19_000),
    charge("FC-10028", "quillstone", 44_000),
    charge("FC-10029", nil, 8_000),  // self-pay
    charge("FC-10030", "unlisted-ZZ881", 27_500),  // a payer that is not in the list
  ]

  private static func charge(_ claim: String, _ payer: String?, _ cents: Int64) -> ExpectedJournal {
    let receivable = payer.map(SampleAccount.receivable) ?? SampleAccount.patient
    return ExpectedJournal(
      unit: .charge, document: claim, lines: [dr(receivable, cents), cr(SampleAccount.revenue, cents)])
  }

  // MARK: - Deposits: cash / clearing of the payment, or unidentified receipts

  static let deposits: [ExpectedJournal] = [
    // Operating account, from BAI2. Lockbox checks 00871234, 0004498 and 60012 do not say who paid.
    deposit("00871234", SampleAccount.operating, nil, 35_600),
    deposit("QSM77120", SampleAccount.operating, "quillstone", 84_700),
    deposit("0004471", SampleAccount.operating, "saltmarsh", 27_000),
    deposit("0004498", SampleAccount.operating, nil, 11_900),
    deposit("60012", SampleAccount.operating, nil, 16_000),
    deposit("QSM77190", SampleAccount.operating, "quillstone", 36_000),
    deposit("DEP0319-2", SampleAccount.operating, nil, 12_300),  // no trace number at all
    // Claims EFT account, from the ACH file; the BAI2 report repeats LHP0310001, which books nothing.
    deposit("LHP0310001", SampleAccount.claimsEFT, "larkspur", 161_142),
    deposit("LHP0310078", SampleAccount.claimsEFT, "larkspur", 53_050),
    deposit("QSM77166", SampleAccount.claimsEFT, "quillstone", 53_680),
    deposit("BBT900451", SampleAccount.claimsEFT, "brackenridge", 47_250),
  ]

  /// Unidentified receipts / clearing, once the advice tells whose check it was.
  static let identifications: [ExpectedJournal] = [
    identification("00871234", "larkspur", 35_600),
    identification("0004498", "saltmarsh", 11_900),
    identification("60012", "brackenridge", 16_000),
  ]

  private static func deposit(_ trace: String, _ bank: String, _ payer: String?, _ cents: Int64) -> ExpectedJournal {
    let credit = payer.map { SampleAccount.clearing($0, trace) } ?? SampleAccount.unidentified
    return ExpectedJournal(unit: .deposit, document: trace, lines: [dr(bank, cents), cr(credit, cents)])
  }

  private static func identification(_ trace: String, _ payer: String, _ cents: Int64) -> ExpectedJournal {
    ExpectedJournal(
      unit: .identification, document: trace,
      lines: [dr(SampleAccount.unidentified, cents), cr(SampleAccount.clearing(payer, trace), cents)])
  }

  // MARK: - Advices

  static let remittances: [ExpectedJournal] = larkspur + quillstone + brackenridge + saltmarsh

  private static func advice(_ trace: String, _ lines: [ExpectedLine]) -> ExpectedJournal {
    ExpectedJournal(unit: .remittance, document: trace, lines: lines)
  }

  static let larkspur: [ExpectedJournal] = [
    advice(
      "LHP0310001",
      [
        // Claims 10100 + 64000 + 15000 + 64000 + 8000 + 0 = 161100, interest L6 42.
        dr(SampleAccount.clearing("larkspur", "LHP0310001"), 161_142),
        // CO-45 by claim: (3000 + 2400) + 20000 + 4000 + 20000 + 4000 + 2500.
        dr(SampleAccount.allowance, 55_900),
        // PR by claim, no further payer: 2500 + 16000 + 5000 + 7000.
        dr(SampleAccount.patient, 30_500),
        // FC-10004: PR-2 goes to the second payer.
        dr(SampleAccount.receivable("brackenridge"), 16_000),
        // 18000 + 100000 + 24000 + 100000 + 12000 + 9500; of FC-10005 the denied 20000 (CO-16) stay open.
        cr(SampleAccount.receivable("larkspur"), 263_500),
        cr(SampleAccount.interest, 42),
      ]),
    advice(
      "00871234",
      [
        dr(SampleAccount.clearing("larkspur", "00871234"), 35_600),  // 7800 + (21000 + 6800) + 0
        dr(SampleAccount.allowance, 16_700),  // 4200 + 9000 + 3500
        dr(SampleAccount.patient, 4_700),  // 3000 + 1700
        cr(SampleAccount.receivable("larkspur"), 57_000),  // 15000 + 42000
      ]),
    advice(
      "LHP0310077",
      [
        // Reversal of FC-10002 (paid 64000, CO-45 20000, PR-2 16000), correction (60000, 25000, 15000), FB -4000.
        dr(SampleAccount.clearing("larkspur", "LHP0310077"), 64_000),  // correction 60000 + FB 4000
        cr(SampleAccount.clearing("larkspur", "LHP0310077"), 64_000),  // reversal
        dr(SampleAccount.allowance, 25_000),
        cr(SampleAccount.allowance, 20_000),
        dr(SampleAccount.patient, 15_000),
        cr(SampleAccount.patient, 16_000),
        dr(SampleAccount.receivable("larkspur"), 100_000),
        cr(SampleAccount.receivable("larkspur"), 100_000),
        cr(SampleAccount.owed("larkspur"), 4_000),
      ]),
    advice(
      "LHP0310078",
      [
        // Posted: FC-10009 12500 and FC-10010 10000, interest 50. Held: FC-10011 25000, FC-19999 9500.
        dr(SampleAccount.clearing("larkspur", "LHP0310078"), 22_550),
        cr(SampleAccount.clearing("larkspur", "LHP0310078"), 4_000),  // FB +4000
        dr(SampleAccount.owed("larkspur"), 4_000),  // settles what LHP0310077 left with us
        dr(SampleAccount.allowance, 6_000),
        dr(SampleAccount.patient, 2_500),
        cr(SampleAccount.receivable("larkspur"), 31_000),  // 21000 + 10000
        cr(SampleAccount.interest, 50),
      ]),
    // LHP0310140 waits for its money and books nothing.
    advice(
      "LHP0310141",
      [
        dr(SampleAccount.allowance, 8_000),  // 5000 + 3000
        dr(SampleAccount.patient, 30_000),  // deductible 20000 + 10000
        cr(SampleAccount.receivable("larkspur"), 38_000),  // 25000 + 13000
      ]),
  ]

  static let quillstone: [ExpectedJournal] = [
    advice(
      "QSM77120",
      [
        dr(SampleAccount.clearing("quillstone", "QSM77120"), 92_200),  // (8000 + 6200) + 40000 + 6000 + 32000
        cr(SampleAccount.clearing("quillstone", "QSM77120"), 7_500),  // WO +7500: BPR02 = 84700
        dr(SampleAccount.suspense("quillstone"), 7_500),  // no open item explains the take-back
        dr(SampleAccount.allowance, 34_800),  // (5000 + 3800) + 14000 + 2000 + 10000
        dr(SampleAccount.patient, 9_000),  // 3000 + 6000
        dr(SampleAccount.receivable("brackenridge"), 8_000),  // FC-10019: PR-1 goes to the second payer
        // 26000 + 60000 + 8000 + 50000; of FC-10018 the denied 40000 (CO-197) stay open.
        cr(SampleAccount.receivable("quillstone"), 144_000),
      ]),
    advice(
      "QSM77165",
      [
        // Reversal of FC-10017 (paid 40000, CO-45 14000, PR-2 6000), the money left with us: WO -40000.
        dr(SampleAccount.clearing("quillstone", "QSM77165"), 40_000),
        cr(SampleAccount.clearing("quillstone", "QSM77165"), 40_000),
        dr(SampleAccount.receivable("quillstone"), 60_000),
        cr(SampleAccount.allowance, 14_000),
        cr(SampleAccount.patient, 6_000),
        cr(SampleAccount.owed("quillstone"), 40_000),
      ]),
    advice(
      "QSM77166",
      [
        dr(SampleAccount.clearing("quillstone", "QSM77166"), 93_680),  // 36000 (correction) + 15680 + (32000 + 10000)
        cr(SampleAccount.clearing("quillstone", "QSM77166"), 40_000),  // WO +40000: BPR02 = 53680
        dr(SampleAccount.owed("quillstone"), 40_000),
        dr(SampleAccount.allowance, 49_320),  // 18000 + (6000 + CO-253 320) + (20000 + 5000)
        dr(SampleAccount.patient, 14_000),  // 6000 + 8000
        cr(SampleAccount.receivable("quillstone"), 157_000),  // 60000 + 22000 + 75000
      ]),
    // QSM77190 is out of balance (claims 35000, payment 36000): held as a whole, it books nothing.
  ]

  static let brackenridge: [ExpectedJournal] = [
    advice(
      "60012",
      [
        dr(SampleAccount.clearing("brackenridge", "60012"), 16_000),  // 11000 + 5000
        // FC-10004: CO-45 2000. FC-10019: CO-45 13000, capped at what is open: 8000 - 5000 = 3000.
        dr(SampleAccount.allowance, 5_000),
        dr(SampleAccount.patient, 3_000),  // FC-10004: PR-3
        cr(SampleAccount.receivable("brackenridge"), 24_000),  // 16000 + 8000
      ])
  ]

  static let saltmarsh: [ExpectedJournal] = [
    advice(
      "0004471",
      [
        dr(SampleAccount.clearing("saltmarsh", "0004471"), 27_000),  // 20000 + 7000
        dr(SampleAccount.allowance, 10_500),  // 7000 + 3500
        dr(SampleAccount.patient, 5_000),  // 3000 + 2000
        cr(SampleAccount.receivable("saltmarsh"), 42_500),  // 30000 + 12500
      ]),
    advice(
      "0004498",
      [
        // Reversal of FC-10024 under group CR (20000, 7000, 3000), correction (22000, 7000, 1000), FC-10026.
        dr(SampleAccount.clearing("saltmarsh", "0004498"), 31_900),  // 22000 + 9900
        cr(SampleAccount.clearing("saltmarsh", "0004498"), 20_000),  // BPR02 = 11900
        dr(SampleAccount.allowance, 12_000),  // 7000 + 5000
        cr(SampleAccount.allowance, 7_000),
        dr(SampleAccount.patient, 2_100),  // 1000 + 1100
        cr(SampleAccount.patient, 3_000),
        dr(SampleAccount.receivable("saltmarsh"), 30_000),
        cr(SampleAccount.receivable("saltmarsh"), 46_000),  // 30000 + 16000
      ]),
  ]
}

private func dr(_ account: String, _ cents: Int64) -> ExpectedLine {
  ExpectedLine(account: account, debit: cents, credit: 0)
}

private func cr(_ account: String, _ cents: Int64) -> ExpectedLine {
  ExpectedLine(account: account, debit: 0, credit: cents)
}
