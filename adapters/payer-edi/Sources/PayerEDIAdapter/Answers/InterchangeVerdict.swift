// TA104 and TA105: what became of an interchange's envelope.

import X12

/// The verdict of a TA1 (X12.56).
struct InterchangeVerdict: Equatable {
  /// TA104: `A` accepted, `E` accepted with errors, `R` rejected.
  var code = "A"
  /// TA105.
  var note = "000"

  /// What to say of each rule, the gravest first; `loses` where content may be lost.
  private static let notes: [(rule: Rule, note: String, loses: Bool)] = [
    (.interchangeTrailerMissing, "023", true), (.groupTrailerMissing, "024", true),
    (.groupHeaderMissing, "024", true), (.trailerUnexpected, "022", true), (.segmentOutsideSet, "022", true),
    (.componentSeparatorMissing, "027", false), (.interchangeControl, "001", false),
    (.interchangeCount, "021", false), (.interchangeHeaderLength, "022", false),
  ]

  init(_ received: ReceivedInterchange) {
    let isUsed = received.looseSets > 0 || received.groups.contains { $0.acceptedCount > 0 }
    if let found = Self.notes.first(where: { received.rules.contains($0.rule) }) {
      (code, note) = (found.loses && !isUsed ? "R" : "E", found.note)
    } else if received.groupCount == 0 || received.groups.contains(where: { !$0.canBeNamed }) {
      (code, note) = (isUsed ? "E" : "R", "024")
    } else if !received.hasNumber {
      (code, note) = ("E", "018")
    } else if received.date == 0 {
      (code, note) = ("E", "014")
    } else if !received.hasTime {
      (code, note) = ("E", "015")
    }
  }
}

extension ReceivedInterchange {
  /// Whether ISA13 is a number of up to nine digits, which TA101 repeats.
  var hasNumber: Bool { controlNumber.isNumber(of: 1...9) }
  /// Whether ISA10 is a time, which TA103 repeats.
  var hasTime: Bool { time.isNumber(of: 4...4) && time.prefix(2) < "24" && time.suffix(2) < "60" }

  /// Whether nothing but acknowledgements is in it: they are not acknowledged, or two systems would never stop.
  var isAcknowledgement: Bool {
    groups.isEmpty ? groupCount == 0 && acknowledgements > 0 : groups.allSatisfy(\.isAcknowledgement)
  }
}

extension ReceivedGroup {
  var isAcknowledgement: Bool { functionalID == "FA" }
  /// Whether a 999 can name it: AK101, AK102 and AK103 repeat GS01, GS06 and GS08.
  var canBeNamed: Bool {
    functionalID.utf8.count == 2 && controlNumber.isNumber(of: 1...9) && (1...12).contains(version.utf8.count)
  }
}

extension SetSummary {
  /// ST02 as AK202 takes it: four to nine characters. Zeros before a number change nothing; nil where they do not help.
  var namedControlNumber: String? {
    guard let number = controlNumbers.last, identifier.utf8.count == 3, (1...9).contains(number.utf8.count) else {
      return nil
    }
    if number.utf8.count >= 4 { return number }
    return number.isNumber(of: 1...3) ? String(repeating: "0", count: 4 - number.utf8.count) + number : nil
  }
}

extension String {
  /// Whether it is so many digits.
  fileprivate func isNumber(of count: ClosedRange<Int>) -> Bool {
    count.contains(utf8.count) && utf8.allSatisfy(ASCII.isDigit)
  }
}
