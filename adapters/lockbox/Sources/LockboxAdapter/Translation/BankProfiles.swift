// What is particular to each bank: what is accepted of its files, its lockboxes, and what counts as which receipt.

import BankFiles
import PaymentEvents

/// The banks as the translator needs them.
package struct BankProfiles: Sendable, Equatable {
  /// A lockbox.
  package struct Lockbox: Sendable, Equatable {
    /// The bank account that its deposits are credited to.
    package var account: String
    /// Where its records have their fields; nil: told by the first check.
    package var layout: LockboxLayout?

    package init(account: String, layout: LockboxLayout? = nil) {
      self.account = account
      self.layout = layout
    }
  }

  /// A rule that says what a receipt is. All that it names must hold.
  package struct ReceiptRule: Sendable, Equatable {
    package var receipt: DepositReceived.Receipt
    package var account: String?
    package var typeCode: String?
    package var payer: String?
    /// Text that the item's text contains, whatever the case.
    package var text: String?

    package init(
      _ receipt: DepositReceived.Receipt, account: String? = nil, typeCode: String? = nil, payer: String? = nil,
      text: String? = nil
    ) {
      self.receipt = receipt
      self.account = account
      self.typeCode = typeCode
      self.payer = payer
      self.text = text
    }

    func holds(for deposit: DepositReceived) -> Bool {
      if let account, account != deposit.account { return false }
      if let typeCode, typeCode != deposit.typeCode { return false }
      if let payer, payer != deposit.payer?.identifier { return false }
      if let text { return deposit.text?.uppercased().contains(text.uppercased()) ?? false }
      return true
    }
  }

  /// What is accepted of which sender.
  package var relaxations: Relaxations
  /// By number, as the bank writes it.
  package var lockboxes: [String: Lockbox]
  /// The first that holds decides.
  package var receipts: [ReceiptRule]
  /// The maps of portal downloads.
  package var downloads: [ColumnMap]

  package init(
    relaxations: Relaxations = Relaxations(), lockboxes: [String: Lockbox] = [:], receipts: [ReceiptRule] = [],
    downloads: [ColumnMap] = []
  ) {
    self.relaxations = relaxations
    self.lockboxes = lockboxes
    self.receipts = receipts
    self.downloads = downloads
  }

  /// The map of a download, by what it begins with; nil where none is declared.
  package func download(beginning head: some Sequence<UInt8>) -> ColumnMap? {
    let bytes = BankFileFormat.beginning(head)
    return downloads.first { map in
      switch map.encoding {
      case .utf8: bytes.starts(with: map.begins.utf8)
      case .latin1: bytes.starts(with: map.begins.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
      }
    }
  }

  /// What a deposit is received for: by the rules; or else a payer's, where it is a payment of claims or has the trace
  /// number of an advice; or else nobody has said.
  func receipt(of deposit: DepositReceived, isClaimPayment: Bool) -> DepositReceived.Receipt? {
    if let rule = receipts.first(where: { $0.holds(for: deposit) }) { return rule.receipt }
    return isClaimPayment || deposit.traceOriginator != nil ? .payer : nil
  }
}
