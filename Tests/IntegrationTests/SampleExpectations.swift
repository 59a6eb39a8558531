// What the sample files must lead to: balances, open work items and totals, worked out by hand. Amounts are cents.
// The journals are in SampleExpectations+Journals.swift, what each file shows is in samples/README.md.

/// One line of a journal; one side is zero.
struct ExpectedLine: Hashable {
  let account: String
  let debit: Int64
  let credit: Int64
}

/// What a posting unit books in all. Runs of an advice are added together, lines by account and side.
struct ExpectedJournal {
  enum Unit: String { case charge, deposit, identification, remittance }
  let unit: Unit
  /// Trace number, patient control number (charges), or the bank's reference (deposits without a trace number).
  let document: String
  /// In no particular order.
  let lines: [ExpectedLine]
}

/// A work item that is open in the end.
struct ExpectedWorkItem: Hashable {
  let reason: String
  let amount: Int64
  /// Trace number, or the bank's reference of a deposit without one.
  let document: String
  /// The patient control number of the claim it is about; nil for items about an advice or a deposit.
  let claim: String?
}

/// What came in for one payment and what became of it.
struct ExpectedTieOut {
  let document: String
  /// What the bank says; 0 where no deposit came, nil for zero-pay advices, which have none.
  let bank: Int64?
  /// BPR02; nil where no advice came.
  let advice: Int64?
  /// The net debit of the clearing account by claims and provider-level adjustments.
  let posted: Int64
  /// What open items hold; bank = posted + open where there is a deposit, advice = posted + open where there is one.
  let open: Int64
}

/// The account names that occur.
enum SampleAccount {
  static let operating = "assets:bank:1020304050"
  static let claimsEFT = "assets:bank:5566778899"
  static let patient = "assets:receivable:patient"
  static let revenue = "income:gross-revenue"
  static let allowance = "income:contractual-allowance"
  static let interest = "income:interest"
  static let unidentified = "liabilities:unidentified-receipts"

  static func receivable(_ payer: String) -> String { "assets:receivable:payer:\(payer)" }
  static func clearing(_ payer: String, _ trace: String) -> String { "liabilities:clearing:\(payer):\(trace)" }
  static func owed(_ payer: String) -> String { "liabilities:owed-to-payer:\(payer)" }
  static func suspense(_ payer: String) -> String { "assets:take-back-suspense:\(payer)" }
}

/// The samples' expected end; the journals are in an extension.
enum SampleExpectations {
  // MARK: - Balances: debit less credit; every account that is not listed stands at zero

  static let balances: [String: Int64] = [
    SampleAccount.operating: 223_500,  // 35600 + 84700 + 27000 + 11900 + 16000 + 36000 + 12300
    SampleAccount.claimsEFT: 315_122,  // 161142 + 53050 + 53680 + 47250
    // FC-10005 20000, 10011 36000, 10012 17500, 10013 28000, 10027 19000
    SampleAccount.receivable("larkspur"): 120_500,
    SampleAccount.receivable("quillstone"): 135_000,  // FC-10018 40000, 10022 20000, 10023 31000, 10028 44000
    SampleAccount.receivable("unlisted-ZZ881"): 27_500,
    // 8000 + 30500 + 4700 - 1000 + 2500 + 30000 + 9000 - 6000 + 14000 + 3000 + 5000 - 900
    SampleAccount.patient: 98_800,
    SampleAccount.suspense("quillstone"): 7_500,
    SampleAccount.clearing("larkspur", "LHP0310078"): -34_500,  // two held claims: 25000 + 9500
    SampleAccount.clearing("quillstone", "QSM77190"): -36_000,  // the advice that is out of balance
    SampleAccount.clearing("brackenridge", "BBT900451"): -47_250,  // no advice
    SampleAccount.unidentified: -12_300,  // DEP0319-2
    SampleAccount.revenue: -980_000,  // 510000 + 376000 + 58500 + 8000 + 27500
    // 55900 + 16700 + 5000 + 6000 + 8000 + 34800 - 14000 + 49320 + 5000 + 10500 + 5000
    SampleAccount.allowance: 182_220,
    SampleAccount.interest: -92,  // 42 + 50
  ]

  // MARK: - Work items

  static let workItems: [ExpectedWorkItem] = [
    item("denied", 20_000, "LHP0310001", "FC-10005"),  // CO-16
    item("denied", 40_000, "QSM77120", "FC-10018"),  // CO-197
    item("take-back-unmatched", 7_500, "QSM77120"),
    item("claim-out-of-balance", 25_000, "LHP0310078", "FC-10011"),  // line 2: 16000 - 4000 = 12000, paid 11000
    item("claim-not-found", 9_500, "LHP0310078", "FC-19999"),
    item("not-funded", 30_000, "LHP0310140"),
    item("advice-out-of-balance", 36_000, "QSM77190"),
    item("contractual-capped", 10_000, "60012", "FC-10019"),  // 13000 - 3000
    item("prior-payer-differs", 10_000, "60012", "FC-10019"),  // OA-23 32000; posted 32000 + 10000
    item("deposit-without-advice", 47_250, "BBT900451"),
    item("deposit-without-advice", 12_300, "DEP0319-2"),
  ]

  private static func item(
    _ reason: String, _ amount: Int64, _ document: String, _ claim: String? = nil
  ) -> ExpectedWorkItem {
    ExpectedWorkItem(reason: reason, amount: amount, document: document, claim: claim)
  }

  // MARK: - Tie-out

  static let tieOut: [ExpectedTieOut] = [
    ExpectedTieOut(document: "LHP0310001", bank: 161_142, advice: 161_142, posted: 161_142, open: 0),
    ExpectedTieOut(document: "00871234", bank: 35_600, advice: 35_600, posted: 35_600, open: 0),
    ExpectedTieOut(document: "LHP0310077", bank: nil, advice: 0, posted: 0, open: 0),
    ExpectedTieOut(document: "LHP0310078", bank: 53_050, advice: 53_050, posted: 18_550, open: 34_500),
    ExpectedTieOut(document: "LHP0310140", bank: 0, advice: 30_000, posted: 0, open: 30_000),
    ExpectedTieOut(document: "LHP0310141", bank: nil, advice: 0, posted: 0, open: 0),
    ExpectedTieOut(document: "QSM77120", bank: 84_700, advice: 84_700, posted: 84_700, open: 0),
    ExpectedTieOut(document: "QSM77165", bank: nil, advice: 0, posted: 0, open: 0),
    ExpectedTieOut(document: "QSM77166", bank: 53_680, advice: 53_680, posted: 53_680, open: 0),
    ExpectedTieOut(document: "QSM77190", bank: 36_000, advice: 36_000, posted: 0, open: 36_000),
    ExpectedTieOut(document: "60012", bank: 16_000, advice: 16_000, posted: 16_000, open: 0),
    ExpectedTieOut(document: "0004471", bank: 27_000, advice: 27_000, posted: 27_000, open: 0),
    ExpectedTieOut(document: "0004498", bank: 11_900, advice: 11_900, posted: 11_900, open: 0),
    ExpectedTieOut(document: "BBT900451", bank: 47_250, advice: nil, posted: 0, open: 47_250),
    ExpectedTieOut(document: "DEP0319-2", bank: 12_300, advice: nil, posted: 0, open: 12_300),
  ]

  /// All deposits that book: 223500 + 315122.
  static let bankTotal: Int64 = 538_622
  /// ΣBPR02 of all advices, the duplicate file not counted.
  static let adviceTotal: Int64 = 509_072
  /// Net debit of clearing by all advices.
  static let postedTotal: Int64 = 408_572
  /// Money that open items hold although deposit and advice are here: 34500 + 36000.
  static let heldTotal: Int64 = 70_500
  /// Deposits without an advice: 47250 + 12300. bankTotal = postedTotal + heldTotal + this.
  static let unadvisedTotal: Int64 = 59_550
  /// Advices without a deposit. adviceTotal = postedTotal + heldTotal + this.
  static let unfundedTotal: Int64 = 30_000
}
