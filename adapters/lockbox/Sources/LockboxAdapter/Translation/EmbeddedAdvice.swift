// An X12 interchange that came inside an ACH entry's addenda (CTX): read by the X12 reader for what ties it to its
// money.

import BankFiles
import X12

/// What an embedded 820 or 835 says of its payment.
struct EmbeddedAdvice: Equatable {
  /// ST01 of the first set: `820` or `835`.
  var set: String
  /// BPR02, cents; nil if it cannot be read.
  var amount: Int64?
  var traceNumber: String?
  var traceOriginator: String?
  /// How many sets there are.
  var sets = 0

  /// Reads payment information that begins with an interchange, a group or a set; nil for anything else.
  init?(_ information: String) {
    guard ["ISA", "GS", "ST"].contains(where: information.hasPrefix) else { return nil }
    let bytes = Array(information.utf8)
    let reader = SegmentReader(MemoryBytes(bytes))
    if !information.hasPrefix("ISA"), let guessed = bytes.withUnsafeBufferPointer({ Delimiters.guess($0) }) {
      reader.use(guessed)
    }
    set = ""
    while let more = try? reader.next(), more { take(reader.segment) }
    guard !set.isEmpty else { return nil }
  }

  private mutating func take(_ segment: Segment) {
    switch segment[0].text {
    case "ST":
      sets += 1
      if set.isEmpty { set = segment[1].text }
    case "BPR" where sets == 1 && amount == nil:
      if case .value(let cents) = Cents(segment[2]) { amount = cents }
    case "TRN" where sets == 1 && traceNumber == nil && segment[1].equals("1"):
      traceNumber = segment[2].trimmed.text
      traceOriginator = segment[3].trimmed.text
    default: break
    }
  }

  /// What does not fit the entry that carries it.
  func findings(amount entry: Int64, at place: RecordPlace) -> [BankFiles.Finding] {
    var findings: [BankFiles.Finding] = []
    if sets > 1 || (set != "820" && set != "835") {
      findings.append(
        BankFiles.Finding(
          .nachaEmbedded, at: place, field: "payment information", expected: "one set 820 or 835",
          found: "\(sets) sets, the first \(TextBytes.shown(Array(set.utf8)))"))
    }
    if let amount, sets == 1, amount != entry {
      findings.append(
        BankFiles.Finding(.nachaEmbeddedAmount, at: place, field: "BPR02", expected: "\(entry)", found: "\(amount)"))
    }
    return findings
  }
}
