// The chart of accounts: which account each rule books to.

import Ledger

/// Account names by purpose. Each is configuration; text from documents is appended as an encoded part of the path.
package struct Chart: Sendable, Equatable, Codable {
  private var accounts: [Purpose: Account]

  /// What an account is for; the raw value is its key in configuration.
  package enum Purpose: String, Sendable, CaseIterable, Codable {
    case bank, clearing, unidentifiedReceipts, receivablePayer, receivablePatient, grossRevenue
    case contractualAllowance, capitationAllowance, owedToPayer, takeBackSuspense, providerAdjustmentSuspense
    case interestIncome, capitationRevenue, providerAdjustmentExpense, advancesPayable, patientDeposits
    case refundPayable, cardFees, badDebt, charity, smallBalance, journalClearing
    case openingBalance
  }

  /// The built-in chart.
  package init() { accounts = [:] }

  /// The built-in chart with some accounts named otherwise.
  package init(_ named: [Purpose: Account]) { accounts = named }

  /// The account of a purpose. - Throws: ``LedgerError`` never for the built-in names; they are tested.
  package func account(_ purpose: Purpose) throws -> Account {
    if let account = accounts[purpose] { return account }
    return try Account(purpose.builtIn)
  }

  /// Cash in a bank account, by our account's number at the bank. - Throws: ``LedgerError`` when it is too long.
  package func cash(bankAccount: String) throws -> Account { try account(.bank).appending(bankAccount) }

  /// The clearing sub-account of one payment. - Throws: ``LedgerError`` when payer and trace number are too long.
  package func clearing(payer: String, trace: String) throws -> Account {
    try account(.clearing).appending(payer).appending(Trace.normalised(trace))
  }

  /// What a payer owes for claims. - Throws: ``LedgerError`` when the key is too long.
  package func receivable(payer: String) throws -> Account { try account(.receivablePayer).appending(payer) }

  /// What we owe a payer; items below it are told apart by ``Entry/openItem``. - Throws: ``LedgerError``.
  package func owed(payer: String) throws -> Account { try account(.owedToPayer).appending(payer) }

  /// Money taken back by a payer that no open item explains yet. - Throws: ``LedgerError``.
  package func takeBackSuspense(payer: String) throws -> Account { try account(.takeBackSuspense).appending(payer) }

  /// An expense, levy or withhold, by the PLB code. - Throws: ``LedgerError``.
  package func providerAdjustment(code: String) throws -> Account {
    try account(.providerAdjustmentExpense).appending(code)
  }
}

extension Chart.Purpose {
  /// The name when configuration says nothing else.
  package var builtIn: String {
    switch self {
    case .bank: "assets:bank"
    case .clearing: "liabilities:clearing"
    case .unidentifiedReceipts: "liabilities:unidentified-receipts"
    case .receivablePayer: "assets:receivable:payer"
    case .receivablePatient: "assets:receivable:patient"
    case .grossRevenue: "income:gross-revenue"
    case .contractualAllowance: "income:contractual-allowance"
    case .capitationAllowance: "income:capitation-allowance"
    case .owedToPayer: "liabilities:owed-to-payer"
    case .takeBackSuspense: "assets:take-back-suspense"
    case .providerAdjustmentSuspense: "assets:provider-adjustment-suspense"
    case .interestIncome: "income:interest"
    case .capitationRevenue: "income:capitation-revenue"
    case .providerAdjustmentExpense: "expenses:provider-adjustment"
    case .advancesPayable: "liabilities:advances-payable"
    case .patientDeposits: "liabilities:patient-deposits"
    case .refundPayable: "liabilities:refund-payable"
    case .cardFees: "expenses:card-fees"
    case .badDebt: "expenses:bad-debt"
    case .charity: "income:charity-care"
    case .smallBalance: "expenses:small-balance"
    case .journalClearing: "liabilities:journal-clearing"
    case .openingBalance: "equity:opening-balances"
    }
  }
}
