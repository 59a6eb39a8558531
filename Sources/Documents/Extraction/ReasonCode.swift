// Claim adjustment group and reason codes as they stand on documents (X12 external code list 139).

enum ReasonCode {
  private static let groups = ["CO", "PR", "OA", "PI", "CR"]

  /// Whether it is a group and a code: `CO-45`, `PR-1`, `CO-A1`.
  static func isCode(_ text: String) -> Bool { code(text) == text }

  /// The codes of a line, each once, in order.
  static func codes(in line: PageLine) -> [String] {
    var codes: [String] = []
    for word in line.words {
      for piece in word.text.split(whereSeparator: { ",;/.:()".contains($0) }) {
        if let code = code(String(piece)), !codes.contains(code) { codes.append(code) }
      }
    }
    return codes
  }

  /// `CO45`, `CO-45` and `co 45` as `CO-45`; nil for anything else.
  private static func code(_ text: String) -> String? {
    let text = text.uppercased().filter { !$0.isWhitespace }
    guard let group = groups.first(where: text.hasPrefix) else { return nil }
    let reason = text.dropFirst(2).drop { $0 == "-" }
    guard (1...3).contains(reason.count), reason.contains(where: \.isDigit),
      reason.dropFirst().allSatisfy(\.isDigit), reason.first.map({ $0.isDigit || "ABDPWY".contains($0) }) == true
    else { return nil }
    return "\(group)-\(reason)"
  }
}
