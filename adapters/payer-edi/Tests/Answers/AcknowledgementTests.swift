// TA1 and 999 for what came in: right codes, and we read back what we write.

import PayerEDIAdapter
import PaymentEvents
import Testing
import X12

@Suite struct AcknowledgementTests {
  private func answers(_ text: String, _ profiles: PayerProfiles = PayerProfiles()) throws -> [OutgoingDocument] {
    var numbers = RunningNumbers(from: 42)
    return try AcknowledgementWriter(date: 20_260_303, time: 905, profiles: profiles)
      .write(try Translated(text).report, numbers: &numbers)
  }

  private func text(_ document: OutgoingDocument?) -> String {
    String(decoding: document?.bytes ?? [], as: UTF8.self)
  }

  @Test func `A correct advice is accepted`() throws {
    let documents = try answers(Document().text)
    #expect(documents.map(\.controlNumber) == [42, 43] && documents.map(\.kind) == ["TA1", "999"])
    let envelope = text(documents.first)
    #expect(envelope.contains("*ZZ*PROVIDER       *ZZ*PAYER          *260303*0905*^*00501*000000042*0*P*:~"))
    #expect(envelope.hasSuffix("~TA1*000000042*260302*0800*A*000~IEA*0*000000042~"))
    let answer = text(documents.last)
    #expect(answer.contains("*000000043*0*P*:~GS*FA*PROVIDER*PAYER*20260303*0905*42*X*005010X231A1~"))
    #expect(answer.contains("~AK1*HP*7*005010X221A1~AK2*835*0001*005010X221A1~IK5*A~AK9*A*1*1*1~SE*6*0001~"))
  }

  @Test func `A rejected set is named with segment and element, its neighbours are accepted`() throws {
    var document = Document()
    document.sets = [AdviceText(), AdviceText()]
    document.sets[1].payment = document.sets[1].payment.replacing("*150*", with: "*15O*")
    let answer = text(try answers(document.text).last)
    #expect(answer.contains("AK2*835*0001*005010X221A1~IK5*A~AK2*835*0002*005010X221A1~IK3*BPR*2**8~IK4*2**6~IK5*R*5~"))
    #expect(answer.contains("AK9*P*2*2*1~"))
  }

  @Test func `Deviations are noted and accepted`() throws {
    let claim = OtherSet.professionalClaim.text.replacing("REF*EA*MR-1", with: "REF*QQ*MR-1")
    let answer = text(try answers(claim).last)
    #expect(answer.contains("IK3*REF*19*2300*8~IK4*1**7*QQ~IK5*E*5~AK9*E*1*1*1~"))
    #expect(text(try answers(Document().text.replacing("IEA*1*", with: "IEA*3*")).first).contains("*E*021~IEA*"))
  }

  @Test func `Acknowledgements are not acknowledged`() throws {
    #expect(try answers(OtherSet.acknowledgement.text).isEmpty)
  }

  @Test func `What we write, we read without a finding`() throws {
    var damaged = Document()
    damaged.sets = [AdviceText(), AdviceText()]
    damaged.sets[1].payment = damaged.sets[1].payment.replacing("*150*", with: "*15O*")
    for source in [Document().text, damaged.text, OtherSet.professionalClaim.text + Document().text] {
      for document in try answers(source) {
        let translated = try Translated(document.bytes)
        #expect(translated.report.findings.listed.map(\.line) == [])
        #expect(translated.summaries.flatMap(\.findings.listed).map(\.line) == [])
        let kinds = try translated.events.map { try Event<InterchangeAcknowledged>(json: $0.body).data.kind }
        #expect(kinds == [document.kind])
      }
    }
  }

  @Test func `What is of version 4010 is answered with a 997 in an interchange of its time`() throws {
    var document = Document()
    document.version = "004010X091A1"
    document.sets = [AdviceText(), AdviceText()]
    document.sets[1].payment = document.sets[1].payment.replacing("*150*", with: "*15O*")
    let old = document.text.replacing("*^*00501*", with: "*U*00401*")
    let documents = try answers(old)
    #expect(documents.map(\.kind) == ["TA1", "997"])
    #expect(documents.allSatisfy { text($0).contains("*260303*0905*U*00401*0000000") })
    let answer = text(documents.last)
    #expect(answer.contains("*42*X*004010~ST*997*0001~AK1*HP*7~AK2*835*0001~AK5*A~AK2*835*0002~AK3*BPR*2**8~AK4*2**6~"))
    #expect(answer.contains("~AK5*R*5~AK9*P*2*2*1~SE*10*0001~"))
    // Both versions in one interchange: each group is answered in its own.
    let mixed = document.text.replacing("~IEA*1*", with: "~" + group(of: Document().text) + "IEA*2*")
    #expect(try answers(mixed).map(\.kind) == ["TA1", "999", "997"])
  }

  private func group(of text: String) -> String {
    let start = text.firstRange(of: "GS*")?.lowerBound ?? text.startIndex
    let end = text.firstRange(of: "IEA*")?.lowerBound ?? text.endIndex
    return String(text[start..<end])
  }

  @Test func `A profile says what is answered, and under which names and separators`() throws {
    var profile = PayerProfile()
    profile.senders = [InterchangeParty(qualifier: nil, identifier: "PAYER")]
    profile.ours = InterchangeParty(qualifier: "30", identifier: "990000001")
    profile.theirs = InterchangeParty(qualifier: "ZZ", identifier: "CLEARING")
    profile.ourApplication = "RIVER"
    profile.theirApplication = "CLEAR"
    profile.delimiters.element = UInt8(ascii: "|")
    profile.lineEnd = [0x0A]
    let documents = try answers(Document().text, PayerProfiles([profile]))
    let answer = text(documents.last)
    let head = "|30|990000001      |ZZ|CLEARING       |260303|0905|^|00501|000000043|0|P|:~\nGS|FA|RIVER|CLEAR|"
    #expect(answer.contains(head))
    #expect(documents.map(\.partner) == ["ZZ:CLEARING", "ZZ:CLEARING"])
    #expect(try Translated(answer).rules.isEmpty)
    profile.interchangeAnswer = .requested
    #expect(try answers(Document().text, PayerProfiles([profile])).map(\.kind) == ["999"])
    let asking = Document().text.replacing("*000000042*0*P*", with: "*000000042*1*P*")
    #expect(try answers(asking, PayerProfiles([profile])).map(\.kind) == ["TA1", "999"])
    profile.answersGroups = false
    profile.interchangeAnswer = .never
    #expect(try answers(Document().text, PayerProfiles([profile])).isEmpty)
    profile.senders = [InterchangeParty(qualifier: "01", identifier: "PAYER")]
    #expect(try answers(Document().text, PayerProfiles([profile])).count == 2, "a profile of somebody else")
  }

  /// pyx12 stands in a virtual environment of its own: `make readers`.
  @Test(.enabled(if: PyX12.isInstalled, "make readers"))
  func `What we write, pyx12 finds nothing wrong with`() throws {
    var document = Document()
    document.sets = [AdviceText(), AdviceText()]
    document.sets[1].payment = document.sets[1].payment.replacing("*150*", with: "*15O*")
    let old = document.text.replacing("*^*00501*", with: "*U*00401*").replacing("005010X221A1", with: "004010X091A1")
    for answer in try answers(document.text) + answers(old) {
      #expect(try PyX12.verdict(answer.bytes) == "valid\n", "\(answer.kind)")
    }
  }
}
