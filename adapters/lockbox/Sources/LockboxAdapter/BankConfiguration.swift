// Bank profiles from configuration.

import AdapterKit
import BankFiles
import PaymentEvents

extension BankProfiles {
  /// The keys that the lockbox adapter has besides those of every file adapter.
  package static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "banks",
      .list(
        .section([
          ConfigurationKey("name", .text, "What people call the bank."),
          ConfigurationKey(
            "senders", .list(.text),
            "What its files name as their sender: BAI2's sender, NACHA's and a lockbox's origin."),
          ConfigurationKey(
            "relaxations", .list(.choice(Relaxation.allCases.map(\.rawValue))), "What is accepted of its files."),
          ConfigurationKey("lockboxes", .list(.section(lockboxKeys)), "Its lockboxes."),
          ConfigurationKey("receipts", .list(.section(receiptKeys)), "What counts as which receipt; the first holds."),
          ConfigurationKey("downloads", .list(.section(ColumnMap.keys)), "The maps of its portal downloads."),
        ])), "The banks: what is particular to their files.")
  ]

  private static let lockboxKeys: [ConfigurationKey] = [
    ConfigurationKey("number", .text, "The lockbox's number as the bank's files write it."),
    ConfigurationKey("account", .text, "The bank account that its deposits are credited to."),
    ConfigurationKey(
      "layout", .choice(["detect"] + LockboxLayout.all.map(\.name)), default: "detect",
      "Where records have their fields."),
    ConfigurationKey("columns", .map(.text), "Fields that stand elsewhere, for instance amount: 8-17."),
  ]

  private static let receiptKeys: [ConfigurationKey] = [
    ConfigurationKey(
      "receipt", .choice(["payer", "patient", "other"]), default: "other", "What a deposit is received for."),
    ConfigurationKey("account", .text, "Only deposits on this account."),
    ConfigurationKey("typeCode", .text, "Only deposits with this type or transaction code."),
    ConfigurationKey("payer", .text, "Only deposits of this payer identifier (NACHA's company identification)."),
    ConfigurationKey("text", .text, "Only deposits whose text contains this, whatever the case."),
  ]

  /// Reads them. - Throws: ``ConfigurationError``.
  package init(_ configuration: Configuration) throws {
    self.init()
    var accepted: [String: Set<Relaxation>] = [:]
    for bank in configuration.sections("banks") {
      let name = bank.text("name")
      let senders = bank.texts("senders")
      let relaxed = Set(bank.texts("relaxations").compactMap(Relaxation.init))
      guard relaxed.isEmpty || !senders.isEmpty else {
        throw ConfigurationError("banks: \(name): relaxations hold for senders; list what its files name as sender")
      }
      for sender in senders { accepted[sender, default: []].formUnion(relaxed) }
      for lockbox in bank.sections("lockboxes") { try addLockbox(lockbox, of: name) }
      downloads += try bank.sections("downloads").map { try ColumnMap($0) }
      for rule in bank.sections("receipts") { try addReceipt(rule, of: name) }
    }
    relaxations = Relaxations(accepted)
  }

  private mutating func addLockbox(_ section: Configuration, of bank: String) throws {
    let number = section.text("number")
    guard !number.isEmpty, !section.text("account").isEmpty else {
      throw ConfigurationError("banks: \(bank): lockboxes: each needs its number and its account")
    }
    guard lockboxes[number] == nil else {
      throw ConfigurationError("banks: \(bank): lockboxes: \(number) is listed twice; leave it once")
    }
    let named = LockboxLayout.all.first { $0.name == section.text("layout") }
    let columns = section.textMap("columns")
    guard named != nil || columns.isEmpty else {
      throw ConfigurationError("banks: \(bank): lockbox \(number): columns need a layout that they change")
    }
    var layout = named
    for (field, text) in columns {
      guard let path = LockboxLayout.fields[field], let range = Self.range(text) else {
        let known = LockboxLayout.fields.keys.sorted().joined(separator: ", ")
        throw ConfigurationError(
          "banks: \(bank): lockbox \(number): columns: \(field): '\(text)': write first-last, for one of \(known)")
      }
      layout?[keyPath: path] = range
    }
    lockboxes[number] = Lockbox(account: section.text("account"), layout: layout)
  }

  private mutating func addReceipt(_ section: Configuration, of bank: String) throws {
    guard let receipt = DepositReceived.Receipt(rawValue: section.text("receipt")) else { return }
    let rule = ReceiptRule(
      receipt, account: section.optionalText("account"), typeCode: section.optionalText("typeCode"),
      payer: section.optionalText("payer"), text: section.optionalText("text"))
    guard rule != ReceiptRule(receipt) else {
      throw ConfigurationError("banks: \(bank): receipts: a rule needs an account, type code, payer or text")
    }
    receipts.append(rule)
  }

  private static func range(_ text: String) -> ClosedRange<Int>? {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 2, (1...LockboxReader.maximumLine).contains(parts[0]), parts[0] <= parts[1],
      parts[1] <= LockboxReader.maximumLine
    else { return nil }
    return parts[0]...parts[1]
  }
}
