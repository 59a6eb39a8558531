// Records made of values by the names of their fields, for those who write files.

extension NACHAFileHeader {
  /// Makes one of the fields of its layout, for instance `immediate destination`. - Throws: ``BankWriteError``.
  package init(_ values: [String: String]) throws {
    self.init(try NACHALayout.fileHeader.record(values))
  }
}

extension NACHABatch {
  /// Makes one of the fields of its layout, for instance `entry class`. - Throws: ``BankWriteError``.
  package init(_ values: [String: String]) throws {
    let isIAT = values["entry class"] == "IAT"
    self.init(try (isIAT ? NACHALayout.batchHeaderIAT : .batchHeader).record(values))
  }
}

extension NACHAEntry {
  /// Makes one of the fields of its layout, for instance `account`, and the addenda that belong to it. The check digit
  /// and the indicator of addenda are worked out.
  /// - Throws: ``BankWriteError``, also where code or amount cannot be read back.
  package init(_ values: [String: String], addenda: [NACHAAddenda] = [], in batch: NACHABatch) throws {
    var values = values
    let bank = values["receiving DFI"] ?? ""
    values["check digit"] = Self.checkDigit(bank)
    values["addenda indicator"] = addenda.isEmpty ? "0" : "1"
    if batch.countColumns != nil { values["number of addenda"] = "\(addenda.count)" }
    let record = try Self.layout(batch).record(values)
    guard let code = record.number(2...3).flatMap(NACHATransactionCode.init),
      let amount = record.number(batch.isADV ? 28...39 : 30...39)
    else { throw BankWriteError(record: "entry (6)", field: "transaction code", expected: "a known code") }
    self.init(record, in: batch, code: code, amount: amount)
    self.addenda = addenda
  }

  private static func layout(_ batch: NACHABatch) -> NACHALayout {
    if batch.isIAT { return .entryIAT }
    if batch.isADV { return .entryADV }
    return batch.countColumns == nil ? .entry : .entryWithCount
  }

  /// The ABA check digit of eight digits.
  private static func checkDigit(_ bank: String) -> String {
    let sum = zip(bank.utf8, [3, 7, 1, 3, 7, 1, 3, 7]).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
    return "\((10 - sum % 10) % 10)"
  }
}

extension NACHABatch {
  /// Where the entries of its class say how many addenda they have; nil where they do not.
  var countColumns: ClosedRange<Int>? { NACHAEntryClass.named(entryClass)?.countColumns }
}

extension NACHAAddenda {
  /// Makes one of a type and the fields of its layout, for instance `payment information`. For types 98 and 99 the code
  /// (`change code`, `refusal code`, `return code`, `dishonor code`, `contest code`) tells the layout.
  /// - Throws: ``BankWriteError``.
  package init(type: String, _ values: [String: String], isIAT: Bool = false) throws {
    let leading: [String?] =
      switch type {
      case "98": [values["refusal code"], values["change code"]]
      case "99": [values["contest code"], values["dishonor code"], values["return code"]]
      default: []
      }
    let code = leading.compactMap { $0 }.first ?? ""
    let probe = NACHARecord(Array("7\(type)\(code)".utf8), at: .file)
    guard let layout = NACHALayout.addenda(probe, isIAT: isIAT) else {
      throw BankWriteError(record: "addenda \(type)", field: "addenda type", expected: "02, 05, 10 to 18, 98 or 99")
    }
    self.init(try layout.record(values), isIAT: isIAT)
  }

  /// Payment information as addenda 05, 80 characters each.
  /// - Throws: ``BankWriteError`` where it holds what cannot be written, or takes more than 9,999 addenda.
  package static func payments(_ information: String, entrySequence: Int) throws -> [NACHAAddenda] {
    let scalars = Array(information.unicodeScalars)
    let pieces = stride(from: 0, to: scalars.count, by: 80).map { start in
      var piece = String.UnicodeScalarView()
      piece.append(contentsOf: scalars[start..<min(start + 80, scalars.count)])
      return String(piece)
    }
    return try pieces.enumerated().map { index, piece in
      try NACHAAddenda(
        type: "05",
        [
          "payment information": piece, "addenda sequence number": "\(index + 1)",
          "entry sequence number": "\(entrySequence)",
        ])
    }
  }
}
