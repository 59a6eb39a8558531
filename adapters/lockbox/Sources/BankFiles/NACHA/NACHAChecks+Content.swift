// Checks of single records beyond money and order: fields by their layouts, addenda by their entry class. Warnings all:
// banks deviate here in practice, and no total depends on it.

extension NACHAChecks {
  /// Reports the fields that do not hold what their layout says. Fields that have a rule of their own are left to it.
  mutating func checkContent(_ record: NACHARecord, _ layout: NACHALayout) {
    for (field, expected) in layout.deviations(of: record) where !Self.hasOwnRule.contains(field.name) {
      report(
        .nachaFieldContent, record.place, field: field.name, expected: expected,
        found: TextBytes.shown(record.bytes(field.columns)))
    }
  }

  private static let hasOwnRule: Set<String> = [
    "record type", "record size", "file creation date", "effective entry date", "transaction code", "receiving DFI",
    "amount", "addenda indicator", "addenda sequence number", "batch number", "service class", "number of addenda",
    "entry/addenda count", "entry hash", "total debits", "total credits", "batch count", "block count", "addenda type",
  ]

  /// The check digit of a routing number (ABA): 3, 7 and 1 times its digits add up to a multiple of ten.
  mutating func checkDigit(_ record: NACHARecord) {
    let digits = record.bytes(4...12)
    guard digits.allSatisfy({ (48...57).contains($0) }), !digits.allSatisfy({ $0 == 48 }) else { return }
    var sum = 0
    for (index, digit) in digits.enumerated() {
      sum += (Int(digit) - 48) * (index % 3 == 0 ? 3 : index % 3 == 1 ? 7 : 1)
    }
    guard sum % 10 != 0 else { return }
    let right = (10 - (sum - (Int(record.bytes(12...12).first ?? 48) - 48)) % 10) % 10
    report(
      .nachaCheckDigit, record.place, field: "check digit", expected: "\(right)",
      found: TextBytes.shown(record.bytes(12...12)))
  }

  mutating func checkEntryClass(_ batch: NACHABatch) {
    guard NACHAEntryClass.named(batch.entryClass) == nil, !batch.isADV else { return }
    report(
      .nachaEntryClass, batch.place, field: "entry class", expected: "a Standard Entry Class",
      found: TextBytes.shown(Array(batch.entryClass.utf8)))
  }

  /// Checks an addenda's type and fields as it comes.
  mutating func checkAddenda(_ record: NACHARecord, in batch: NACHABatch) {
    guard let layout = NACHALayout.addenda(record, isIAT: batch.isIAT) else {
      return report(
        .nachaAddendaType, record.place, field: "addenda type", expected: "02, 05, 10 to 18, 98 or 99",
        found: TextBytes.shown(record.bytes(2...3)))
    }
    checkContent(record, layout)
    let type = record.text(2...3)
    guard let entryClass, type != "98", type != "99", !entryClass.addenda.contains(type)
    else { return }
    let allowed = entryClass.addenda.sorted().joined(separator: ", ")
    report(
      .nachaAddendaType, record.place, field: "addenda type",
      expected: "\(allowed.isEmpty ? "no addenda" : allowed) in \(batch.entryClass)", found: type)
  }

  /// A code that says that no money moves, on an entry with an amount: one wrong digit in it would make the money
  /// vanish, and every total would still be right. A return's code needs the addenda of a return.
  mutating func checkMoney(of entry: NACHAEntry) {
    guard entry.amount != 0 else { return }
    let expected: String
    switch entry.code.purpose {
    case .prenote: expected = "no amount, or the code of a payment (a prenote)"
    case .zeroDollar: expected = "no amount, or the code of a payment (a zero-dollar entry)"
    case .returnOrChange:
      guard !entry.addenda.contains(where: { $0.type == "98" || $0.type == "99" }) else { return }
      expected = "addenda 98 or 99, or the code of a payment (a return or a notification of change)"
    case .payment, .advice: return
    }
    report(
      .nachaCodeWithMoney, entry.place, field: "transaction code", expected: expected,
      found: "\(entry.code.text) with money")
  }

  /// Checks the addenda of an entry that has them all: their number, and what every IAT entry has.
  mutating func checkAddendaCount(_ entry: NACHAEntry, in batch: NACHABatch) {
    guard let entryClass else { return }
    let own = entry.addenda.reduce(0) { $0 + ($1.type != "98" && $1.type != "99" ? 1 : 0) }
    if own > entryClass.maximum {
      report(
        .nachaAddendaCount, entry.place, field: "addenda", expected: "at most \(entryClass.maximum)", found: "\(own)")
    }
    if let columns = entryClass.countColumns, let stated = entry.record.number(columns),
      stated != Int64(entry.addenda.count), entry.code.purpose != .returnOrChange
    {
      report(
        .nachaAddendaCount, entry.place, field: "number of addenda", expected: "\(entry.addenda.count)",
        found: "\(stated)")
    }
    guard batch.isIAT, entry.code.purpose != .returnOrChange else { return }
    for type in NACHAEntryClass.mandatoryIAT where !entry.addenda.contains(where: { $0.type == type }) {
      report(.nachaAddendaCount, entry.place, field: "addenda", expected: "an addenda \(type)", found: "none")
    }
  }
}
