// Tables that keep together whatever stands in them.

import TerminalText
import Testing

@Suite struct TextTableTests {
  private func table(_ rows: [[String]]) -> TextTable {
    var table = TextTable([("name", .left), ("why", .left), ("n", .right)])
    for row in rows { table.add(row) }
    return table
  }

  @Test func columnsAreAsWideAsTheirValues() {
    let text = table([["a", "because", "1"], ["long name", "", "20"]]).text(limit: nil)
    #expect(
      text == """
        name       why       n
        ─────────  ───────  ──
        a          because   1
        long name           20
        """)
  }

  @Test func wideAndCombiningCharactersTakeTheColumnsThatTheyShow() {
    #expect("払込".displayWidth == 4 && "e\u{301}".displayWidth == 1 && "👩‍⚕️".displayWidth == 2 && "é".displayWidth == 1)
    let text = table([["払込", "x", "1"], ["abcd", "e\u{301}y", "2"]]).text(limit: nil)
    let lines = text.split(separator: "\n")
    #expect(lines.dropFirst().allSatisfy { String($0).displayWidth == String(lines[1]).displayWidth })
  }

  @Test func longValuesGoOnBelowWithinTheTerminal() {
    let why = "the queue does not get what it needs; run the command that declares it"
    let text = table([["subscriber-of-the-treasury", why, "1234567"]]).text(limit: 40)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.displayWidth <= 40 } && lines.count > 4, "\(text)")
    #expect(lines[2].hasSuffix("1234567"), "numbers are not cut: \(text)")
    for word in why.split(separator: " ") { #expect(text.contains(word), "\(word): \(text)") }
  }

  /// A value without blanks is cut where it must be, and nothing of it is lost.
  @Test(arguments: [13, 20, 31]) func aLongWordIsBroken(limit: Int) {
    let digest = String(repeating: "0123456789abcdef", count: 4)
    var table = TextTable([("digest", .left)])
    table.add([digest])
    let lines = table.text(limit: limit).split(separator: "\n").dropFirst(2)
    #expect(lines.joined() == digest && lines.allSatisfy { $0.count <= limit })
  }

  @Test func inAPipeOnlyEndlessValuesAreCut() {
    let text = table([["a", String(repeating: "x", count: 499), "1"], ["b", String(repeating: "x", count: 501), "2"]])
      .text(limit: nil)
    let lines = text.split(separator: "\n")
    #expect(lines[2].contains(String(repeating: "x", count: 499)) && lines[3].contains("x…"))
    #expect(String(lines[2]).displayWidth == String(lines[3]).displayWidth)
  }

  @Test(
    arguments: [
      ("plain, ünd 払込", "plain, ünd 払込"), ("a\u{1B}[31mred", "a\\u{1b}[31mred"),
      ("two\nlines\r", "two\\u{a}lines\\u{d}"),
      ("tab\there\u{0}", "tab\\u{9}here\\u{0}"), ("\u{9B}2J", "\\u{9b}2J"), ("\u{202E}evil", "\\u{202e}evil"),
      ("a\u{2028}b", "a\\u{2028}b"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("", ""),
    ])
  func whatATerminalWouldObeyIsWrittenOut(text: String, expected: String) {
    #expect(printable(text) == expected)
    var table = TextTable([("x", .left)])
    table.add([text])
    #expect(table.text(limit: nil).split(separator: "\n", omittingEmptySubsequences: false).count == 3)
    #expect(table.text(limit: nil).hasSuffix(expected))
  }
}
