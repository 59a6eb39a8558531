// Real files for the cases: X12 835, NACHA and BAI2, with envelopes, counts, hashes and totals that are right.

import PaymentEvents

/// The payers and the clinic of the book.
enum Cast {
  static let provider = "1234567893"
  static let taxIdentifier = "895550123"

  /// TRN03 and ACH company identification: `p1` is 1111111111. Payers that are not listed begin with 9.
  static func originator(_ payer: String) -> String {
    guard let digit = payer.last, payer.hasPrefix("p"), digit.isNumber else { return "9999999999" }
    return String(repeating: digit, count: 10)
  }

  static func name(_ payer: String) -> String { "PAYER \(payer.uppercased())" }
}

/// An 835 of one advice.
struct AdviceFile {
  var payer: String
  var trace: String
  /// BPR02 as written.
  var amount: String
  var method = "ACH"
  var direction = "C"
  var date = "20260304"
  var version = "005010X221A1"
  /// Interchange control number: makes files with the same content different bytes.
  var number: Int
  /// CLP loops and PLB as written, without the terminator.
  var segments: [String]

  var text: String {
    let plb = segments.filter { $0.hasPrefix("PLB*") }
    let claims = segments.filter { !$0.hasPrefix("PLB*") }
    let control = padded(number, 9)
    let isOld = version.hasPrefix("004010")
    let set =
      header + (claims.isEmpty ? [] : ["LX*1"]) + claims + plb
    let body = ["ST*835*0001"] + set + ["SE*\(set.count + 2)*0001"]
    let repetition = isOld ? "U*00401" : "^*00501"
    let sender = field(payer.uppercased(), 15)
    return
      ([
        "ISA*00*          *00*          *ZZ*\(sender)*ZZ*CLINIC         *260304*0615*\(repetition)*\(control)*0*P*:",
        "GS*HP*\(payer.uppercased())*CLINIC*20260304*0615*\(number)*X*\(version)",
      ] + body + ["GE*1*\(number)", "IEA*1*\(control)"]).map { $0 + "~\n" }.joined()
  }

  private var header: [String] {
    let originator = Cast.originator(payer)
    let accounts = "CCP*01*138200170*DA*70010017*\(originator)**01*138100429*DA*001"
    let payment = "BPR*I*\(amount)*\(direction)*\(method)*\(method == "ACH" ? accounts : "**********")*\(date)"
    return [
      payment, "TRN*1*\(trace)*\(originator)", "DTM*405*\(date)", "N1*PR*\(Cast.name(payer))", "N3*18 ORCHARD ROW",
      "N4*PINEFALL*VT*05991", "REF*2U*\(payer.uppercased())", "PER*BL*PROVIDER SERVICES*TE*8005550100",
      "N1*PE*FERNHOLLOW COMMUNITY CLINIC*XX*\(Cast.provider)", "N3*220 MILL LANE", "N4*PINEFALL*VT*05991",
      "REF*TJ*\(Cast.taxIdentifier)",
    ]
  }
}

/// A bank's entry: money that came.
struct BankEntry {
  /// `p1`; `-` where a BAI2 record does not say who paid.
  var payer: String
  var trace: String?
  /// Cents.
  var amount: Int64
  /// YYMMDD.
  var date: String
  /// BAI2: the account, the type code and the bank's reference.
  var account = "002"
  var typeCode = "142"
  var reference = ""
}

/// A NACHA file: an entry of the kind CCD with its TRN addenda, in a batch of its own.
struct ACHFile {
  var number: Int
  var entries: [BankEntry]
  private let routing = "13810042"

  init(number: Int, entries: [BankEntry]) {
    self.number = number
    self.entries = entries
  }

  var text: String {
    let time = padded(number % 24, 2) + padded(number / 24 % 60, 2)
    var records = [
      "101 138100429 139000010260304\(time)A094101\(field("PINEFALL BANK", 23))\(field("ACH OPERATOR", 23))        "
    ]
    for (index, entry) in entries.enumerated() { records += batch(entry, number: index + 1) }
    let addenda = entries.count { $0.trace != nil }
    let hash = entries.count * 13_810_042 % 10_000_000_000
    let blocks = (records.count + 1 + 9) / 10
    records.append(
      "9\(padded(entries.count, 6))\(padded(blocks, 6))\(padded(entries.count + addenda, 8))\(padded(hash, 10))"
        + "\(padded(0, 12))\(padded(Int(entries.map(\.amount).reduce(0, +)), 12))" + String(repeating: " ", count: 39))
    while records.count % 10 != 0 { records.append(String(repeating: "9", count: 94)) }
    return records.joined(separator: "\n") + "\n"
  }

  private func batch(_ entry: BankEntry, number: Int) -> [String] {
    let company = Cast.originator(entry.payer)
    let sequence = padded(number, 7)
    let hasAddenda = entry.trace != nil
    let addenda = entry.trace.map {
      "705\(field("TRN*1*\($0)*\(company)\\", 80))0001\(sequence)"
    }
    return [
      "5220\(field(Cast.name(entry.payer), 16))\(field("", 20))\(company)CCDHCCLAIMPMT\(entry.date)\(entry.date)   "
        + "113820017\(sequence)",
      "622\(routing)9\(field("001", 17))\(padded(Int(entry.amount), 10))\(field(Cast.taxIdentifier, 15))"
        + "\(field("FERNHOLLOW CLINIC", 22))  \(hasAddenda ? 1 : 0)13820017\(sequence)",
    ] + (addenda.map { [$0] } ?? []) + [
      "822000000\(hasAddenda ? 2 : 1)\(padded(13_810_042, 10))\(padded(0, 12))\(padded(Int(entry.amount), 12))"
        + "\(company)\(field("", 19))\(field("", 6))13820017\(sequence)"
    ]
  }
}

/// A BAI2 file of one account with records 16 and the TRN in 88.
struct BAI2File {
  var number: Int
  var entries: [BankEntry]

  var text: String {
    let date = entries.first?.date ?? "260304"
    let account = entries.first?.account ?? "002"
    var details: [String] = []
    var total: Int64 = 0
    for entry in entries {
      total += entry.amount
      details.append("16,\(entry.typeCode),\(entry.amount),Z,\(entry.reference),,LOCKBOX 5501")
      if let trace = entry.trace {
        details.append("88,TRN*1*\(trace)\(entry.payer == "-" ? "" : "*" + Cast.originator(entry.payer))\\/")
      }
    }
    let time = padded(number % 24, 2) + padded(number / 24 % 60, 2)
    let count = details.count + 2
    return
      ([
        "01,138100429,FERNHOLLOW,\(date),\(time),\(number),80,,2/",
        "02,FERNHOLLOW,138100429,1,\(date),2400,USD,2/", "03,\(account),,100,\(total),\(entries.count),/",
      ] + details + [
        "49,\(total * 2),\(count)/", "98,\(total * 2),1,\(count + 2)/", "99,\(total * 2),1,\(count + 4)/",
      ]).map { $0 + "\n" }.joined()
  }
}

private func padded(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}

private func field(_ text: String, _ width: Int) -> String {
  String((text + String(repeating: " ", count: max(0, width - text.count))).prefix(width))
}
