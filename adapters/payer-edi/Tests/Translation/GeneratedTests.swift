// Generated remittances with a known answer: whatever separators, wrapping, reversals, denials and provider-level
// adjustments, totals are exact; and one corruption is found where it is.

import Foundation
import PayerEDIAdapter
import PaymentEvents
import SeededRandom
import Testing
import X12

extension SeededGenerator {
  /// For small numbers that follow each other.
  init(_ number: Int) { self.init(seed: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ 1) }
}

/// A balanced advice and what it adds up to, in cents.
struct GeneratedAdvice {
  var document = Document()
  var charge = 0
  var paid = 0
  var patient = 0
  var adjustments: [String: Int] = [:]
  var provider = 0
  var claims = 0

  init(_ random: inout SeededGenerator) {
    var set = AdviceText()
    set.claims = []
    for number in 0..<Int.random(in: 1...12, using: &random) { set.claims.append(claim(number, &random)) }
    claims = set.claims.count
    set.providerAdjustments = plbs(&random)
    let payment = paid - provider
    set.payment = set.payment.replacing("I*150*C", with: "I*\(amount(abs(payment)))*\(payment < 0 ? "D" : "C")")
    document.sets = [set]
    let separators = [("*", ":", "~"), ("|", ">", "\u{1E}"), ("\u{1D}", "\u{1F}", "\u{1E}"), ("+", "/", "'")]
    (document.separator, document.component, document.terminator) =
      separators.randomElement(using: &random) ?? ("*", ":", "~")
    document.lineEnd = ["", "\n", "\r\n"].randomElement(using: &random) ?? ""
  }

  /// The document, perhaps cut into lines of 80 columns.
  func bytes(_ random: inout SeededGenerator) -> [UInt8] {
    let text = Array(document.text.utf8)
    guard Bool.random(using: &random), document.lineEnd.isEmpty else { return text }
    return text.enumerated().flatMap { $0.offset > 0 && $0.offset % 80 == 0 ? [0x0A, $0.element] : [$0.element] }
  }

  private mutating func claim(_ number: Int, _ random: inout SeededGenerator) -> [String] {
    // A reversal has all its signs turned; a denial pays nothing; a secondary payer's has what the first did.
    let kind = ["1", "1", "1", "4", "2", "22"].randomElement(using: &random) ?? "1"
    let sign = kind == "22" ? -1 : 1
    var lines: [String] = []
    var (charge, paid, patient) = (0, 0, 0)
    for line in 0..<Int.random(in: 1...4, using: &random) {
      let billed = Int.random(in: 100...90_000, using: &random) * sign
      var rest = billed
      var cas: [String] = []
      for (group, reason) in kind == "2" ? [("OA", "23"), ("CO", "45"), ("PR", "2")] : [("CO", "45"), ("PR", "1")] {
        let part = rest * Int.random(in: 0...60, using: &random) / 100
        if part == 0 { continue }
        rest -= part
        adjustments[group, default: 0] += part
        if group == "PR" { patient += part }
        cas.append("CAS*\(group)*\(reason)*\(amount(part))")
      }
      if kind == "4", rest != 0 {
        adjustments["CO", default: 0] += rest
        cas.append("CAS*CO*29*\(amount(rest))")
        rest = 0
      }
      lines += ["SVC*HC:9921\(line)*\(amount(billed))*\(amount(rest))**1"] + cas
      charge += billed
      paid += rest
    }
    (self.charge, self.paid, self.patient) = (self.charge + charge, self.paid + paid, self.patient + patient)
    return ["CLP*PCN-\(number)*\(kind)*\(amount(charge))*\(amount(paid))*\(amount(patient))*12*ICN-\(number)"] + lines
  }

  private mutating func plbs(_ random: inout SeededGenerator) -> [String] {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in
      let pairs = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        let cents = Int.random(in: -5_000...5_000, using: &random)
        provider += cents
        return "\(["FB", "WO", "L6", "72", "CS"].randomElement(using: &random) ?? "FB"):REF-1*\(amount(cents))"
      }
      return "PLB*1999999984*20261231*" + pairs.joined(separator: "*")
    }
  }

  /// Cents as the document writes them: without zeros at the end, sometimes without a digit before the point.
  private func amount(_ cents: Int) -> String {
    let whole = cents.magnitude / 100
    let rest = cents.magnitude % 100
    let decimals = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    let text = whole == 0 && rest != 0 ? decimals : "\(whole)\(decimals)"
    return (cents < 0 ? "-" : "") + text
  }
}

@Suite struct GeneratedTests {
  @Test(arguments: 0..<300)
  func `Totals are exact and everything balances`(seed: Int) throws {
    var random = SeededGenerator(seed)
    let advice = GeneratedAdvice(&random)
    let translated = try Translated(advice.bytes(&random), chunk: Int.random(in: 1...4_000, using: &random))
    #expect(translated.rules == [])
    let header = try #require(try translated.headers().first)
    #expect(header.totals.charge.cents == Int64(advice.charge) && header.totals.paid.cents == Int64(advice.paid))
    #expect(header.totals.patientResponsibility.cents == Int64(advice.patient))
    #expect(header.totals.adjustments.mapValues { Int($0.cents) } == advice.adjustments)
    #expect(header.claimCount == advice.claims && header.balance.findingCount == 0 && header.balance.balanced)
    let claims = try translated.claims()
    #expect(claims.reduce(0) { $0 + $1.paid.cents } == Int64(advice.paid))
    let pairs = header.providerAdjustments.reduce(0) { $0 + $1.amount.cents }
    #expect(pairs == Int64(advice.provider))
  }

  /// The payment of one line is changed: its sum no longer agrees, and the place said is that of the line.
  @Test(arguments: 0..<100)
  func `One changed amount is found where it is`(seed: Int) throws {
    var random = SeededGenerator(seed)
    var advice = GeneratedAdvice(&random)
    advice.document.separator = "*"
    advice.document.component = ":"
    advice.document.terminator = "~"
    advice.document.lineEnd = ""
    var segments = advice.document.text.split(separator: "~").map(String.init)
    let lines = segments.indices.filter { segments[$0].hasPrefix("SVC*") }
    let changed = try #require(lines.randomElement(using: &random))
    var elements = segments[changed].split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    elements[3] = elements[3].hasSuffix(".07") ? "0.08" : "0.07"
    segments[changed] = elements.joined(separator: "*")
    let header = try #require(try Translated(segments.joined(separator: "~") + "~").headers().first)
    let finding = try #require(header.balance.findings.first { $0.level == "line" })
    #expect(finding.segment == changed + 1)
    #expect(finding.found.cents == (elements[3] == "0.08" ? 8 : 7))
    #expect(header.balance.balanced, "the advice as a whole still adds up: only the line is wrong")
  }

  /// One byte of an amount is made a letter: the set is refused, and the finding names segment and element.
  @Test(arguments: 0..<100)
  func `One unreadable amount is refused with its place`(seed: Int) throws {
    var random = SeededGenerator(seed)
    var advice = GeneratedAdvice(&random)
    advice.document.separator = "*"
    advice.document.component = ":"
    advice.document.terminator = "~"
    advice.document.lineEnd = ""
    var segments = advice.document.text.split(separator: "~").map(String.init)
    let places = ["BPR": 2, "CLP": 4, "SVC": 2, "CAS": 3, "PLB": 4]
    let candidates = segments.indices.filter { places[String(segments[$0].prefix(3))] != nil }
    let chosen = try #require(candidates.randomElement(using: &random))
    let element = try #require(places[String(segments[chosen].prefix(3))])
    var elements = segments[chosen].split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    elements[element] += "O"
    segments[chosen] = elements.joined(separator: "*")
    let text = segments.joined(separator: "~") + "~"
    let translated = try Translated(text)
    let finding = try #require(translated.summaries.first?.findings.listed.first { $0.rule.severity == .error })
    #expect(finding.rule.code == "money-not-numeric")
    #expect(finding.segmentNumber == chosen + 1 && finding.element == element)
    let offset = segments[..<chosen].reduce(0) { $0 + $1.utf8.count + 1 }
    #expect(finding.byteOffset == offset)
    #expect(translated.events.isEmpty)
  }
}
