// Builds NACHA files with right controls, a column at a time.

import BankFiles

/// An entry to be written.
struct SampleEntry {
  var code = "22"
  var bank: Int64 = 12_345_678
  var account = "987654321"
  var amount: Int64 = 100
  var name = "CLINIC"
  var indicator: String?
  var trace = 1
  /// Columns 2 to 83 of the addenda: type code and information.
  var addenda: [String] = []
}

/// A file of one batch.
struct SampleNACHA {
  var serviceClass = "220"
  var company = "HEALTH PAYER"
  var companyID = "1512345678"
  var entryClass = "CCD"
  var description = "HCCLAIMPMT"
  var effective = "260303"
  var settlement = "   "
  var created = "2603020715"
  var entries: [SampleEntry] = []

  /// The records, each of 94 columns, padded to whole blocks.
  var records: [String] {
    var lines = [
      "101 1211403991210428822" + "\(created)A094101" + pad("OUR BANK", 23) + pad("THEIR BANK", 31),
      "5\(serviceClass)" + pad(company, 16) + pad("", 20) + pad(companyID, 10) + pad(entryClass, 3)
        + pad(description, 10) + pad("", 6) + effective + settlement + "1121042880000001",
    ]
    for entry in entries { lines += written(entry) }
    lines.append("8\(serviceClass)" + controls(6) + pad(companyID, 10) + pad("", 25) + "121042880000001")
    let blocks = (lines.count + 1 + 9) / 10
    lines.append(pad("9000001" + number(Int64(blocks), 6) + controls(8), 94))
    while lines.count % 10 != 0 { lines.append(String(repeating: "9", count: 94)) }
    return lines
  }

  var text: String { records.joined(separator: "\n") + "\n" }

  private func written(_ entry: SampleEntry) -> [String] {
    let indicator = entry.indicator ?? (entry.addenda.isEmpty ? "0" : "1")
    let bank = number(entry.bank, 8) + checkDigit(entry.bank)
    let money = pad(entry.account, 17) + number(entry.amount, 10)
    let people = pad("PAYEE", 15) + pad(entry.name, 22) + "  "
    let first = "6\(entry.code)" + bank + money + people + indicator + "12104288" + number(Int64(entry.trace), 7)
    return [first]
      + entry.addenda.enumerated().map { index, text in
        let sequence = text.hasPrefix("05") ? number(Int64(index + 1), 4) : "    "
        return "7" + pad(text, 82) + sequence + number(Int64(entry.trace), 7)
      }
  }

  /// Count, hash, debits, credits.
  private func controls(_ width: Int) -> String {
    let isDebit = { (entry: SampleEntry) in entry.code.last.map { "56789".contains($0) } ?? false }
    let count = entries.reduce(0) { $0 + 1 + $1.addenda.count }
    let hash = entries.reduce(0) { $0 + $1.bank } % 10_000_000_000
    let debits = entries.filter(isDebit).reduce(0) { $0 + $1.amount }
    let credits = entries.filter { !isDebit($0) }.reduce(0) { $0 + $1.amount }
    return number(Int64(count), width) + number(hash, 10) + number(debits, 12) + number(credits, 12)
  }

  /// A health care payment of 1234.56 with its trace.
  static let claimPayment = SampleNACHA(entries: [
    SampleEntry(amount: 123_456, addenda: ["05TRN*1*0012345*1512345678\\"])
  ])

  private func checkDigit(_ bank: Int64) -> String {
    let sum = zip(number(bank, 8).utf8, [3, 7, 1, 3, 7, 1, 3, 7]).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
    return "\((10 - sum % 10) % 10)"
  }

  private func number(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Text filled up with spaces.
func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
