// The bank's file: a NACHA CCD+ entry with its TRN addenda for every advice that pays something.

struct BankFile {
  let advices: [PlannedAdvice]
  private let routing = "13810042"

  init(_ advices: [PlannedAdvice]) { self.advices = advices.filter { $0.amount > 0 } }

  var text: String {
    var records = [
      "101 138100429 1390000102604010630A094101\(field("PINEFALL BANK", 23))\(field("ACH OPERATOR", 23))        "
    ]
    for (index, advice) in advices.enumerated() { records += batch(advice, number: index + 1) }
    let hash = advices.count * 13_810_042 % 10_000_000_000
    let total = advices.map(\.amount).reduce(0, +)
    let count = records.count + 1
    let blocks = (count + 9) / 10
    records.append(
      "9\(padded(advices.count, 6))\(padded(blocks, 6))\(padded(advices.count * 2, 8))\(padded(hash, 10))"
        + "\(padded(0, 12))\(padded(total, 12))" + String(repeating: " ", count: 39))
    while records.count % 10 != 0 { records.append(String(repeating: "9", count: 94)) }
    return records.joined(separator: "\n") + "\n"
  }

  private func batch(_ advice: PlannedAdvice, number: Int) -> [String] {
    let payer = advice.payer
    let sequence = padded(number, 7)
    return [
      "5220\(field(payer.company, 16))\(field("", 20))\(payer.originator)CCDHCCLAIMPMT260402260402   113820017\(sequence)",
      "622\(routing)9\(field("5566778899", 17))\(padded(advice.amount, 10))\(field("895550123", 15))"
        + "\(field("FERNHOLLOW CLINIC", 22))  113820017\(sequence)",
      "705\(field("TRN*1*\(advice.trace)*\(payer.originator)\\", 80))0001\(sequence)",
      "8220000002\(padded(13_810_042, 10))\(padded(0, 12))\(padded(advice.amount, 12))\(payer.originator)"
        + "\(field("", 19))\(field("", 6))13820017\(sequence)",
    ]
  }

  private func field(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
