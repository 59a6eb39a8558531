// Which number of an advice is the trace number, by the payer's profile.

import PayerEDIAdapter
import PaymentEvents
import Testing
import X12

@Suite struct TraceRuleTests {
  private func header(
    _ trace: String, references: [String] = [], _ change: (inout TraceRule) -> Void
  ) throws -> (header: RemittanceReceived, rules: [String]) {
    var profile = PayerProfile()
    profile.senders = [InterchangeParty(qualifier: nil, identifier: "PAYER")]
    change(&profile.trace)
    var document = Document()
    document.sets[0].trace = (["TRN*1*\(trace)*1351840597"] + references).joined(separator: "~")
    document.sets[0].countError = references.count
    let translated = try Translated(Array(document.text.utf8), profiles: PayerProfiles([profile]))
    return (try #require(try translated.headers().first), translated.rules)
  }

  @Test(arguments: [
    ("EFT00012", ["EFT"], true, "12"), ("EFT00012", ["EFT"], false, "00012"), ("00012", ["EFT"], true, "12"),
    ("EFTACH12", ["ACH", "EFT"], false, "ACH12"), ("EFT", ["EFT"], true, "EFT"), ("000", [], true, "000"),
    ("EFT000", ["EFT"], true, "000"),
  ])
  func `Prefixes and zeros are left out, but never all of it`(
    sent: String, prefixes: [String], dropsZeros: Bool, number: String
  ) throws {
    let (header, rules) = try header(sent) { rule in
      rule.prefixes = prefixes
      rule.dropsZeros = dropsZeros
    }
    #expect(header.traceNumber == number && rules.isEmpty)
    let asSent = header.references?.first { $0.qualifier == "TRN02" }?.value
    #expect(asSent == (number == sent ? nil : sent), "what was sent is not lost")
  }

  @Test func `A reference of the header may be the number`() throws {
    let (header, rules) = try header("T1", references: ["REF*EV*R1", "REF*CK*00778"]) { rule in
      rule.reference = "CK"
      rule.dropsZeros = true
    }
    #expect(header.traceNumber == "778" && rules.isEmpty)
    #expect(header.references?.map(\.qualifier) == ["EV", "CK", "TRN02"])
    let without = try self.header("T1", references: ["REF*EV*R1"]) { $0.reference = "CK" }
    #expect(without.header.traceNumber == "T1" && without.rules == ["trace-reference-missing"])
  }

  @Test func `Pages, subject and identity go with the number, and a changed rule is another reading`() throws {
    var profile = PayerProfile()
    profile.senders = [InterchangeParty(qualifier: nil, identifier: "PAYER")]
    profile.trace.prefixes = ["TRACE-"]
    let profiles = PayerProfiles([profile])
    let translated = try Translated(Array(Document().text.utf8), profiles: profiles)
    #expect(translated.events.map(\.subject) == ["1", "1"])
    #expect(try translated.pages().map(\.traceNumber) == ["1"])
    #expect(try translated.events.map(\.id) == Translated(Document().text).events.map(\.id))
    #expect(profiles.fingerprint != PayerProfiles().fingerprint)
  }
}
