// TA1 and 999 for what came in: right codes, and we read back what we write.

import Foundation
import PayerEDIAdapter
import PaymentEvents
import Testing
import X12

@Suite struct AcknowledgementTests {
  private func answers(_ text: String, from number: Int = 41) throws -> [OutgoingDocument] {
    var last = number
    return try AcknowledgementWriter(date: 20_260_303, time: 905).write(try Translated(text).report) {
      last += 1
      return last
    }
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
    #expect(answer.contains("*000000043*0*P*:~GS*FA*PROVIDER*PAYER*20260303*0905*1*X*005010X231A1~"))
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
    #expect(try answers(String(Document().text.prefix(106)) + "IEA*0*000000042~").isEmpty)
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

  /// pyx12 stands in a virtual environment of its own: `make readers`.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: python.path), "make readers"))
  func `What we write, pyx12 finds nothing wrong with`() throws {
    var document = Document()
    document.sets = [AdviceText(), AdviceText()]
    document.sets[1].payment = document.sets[1].payment.replacing("*150*", with: "*15O*")
    let folder = FileManager.default.temporaryDirectory.appending(path: "pyx12-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for answer in try answers(document.text) { #expect(try pyx12(answer, in: folder) == "valid\n", "\(answer.kind)") }
  }

  private func pyx12(_ answer: OutgoingDocument, in folder: URL) throws -> String {
    let file = folder.appending(path: answer.kind)
    try Data(answer.bytes).write(to: file)
    let process = Process()
    process.executableURL = Self.python
    process.arguments = ["-c", Self.script, file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return said
  }

  private static let python = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".build/readers/bin/python3")
  private static let script = """
    import sys, logging, pyx12.params, pyx12.x12n_document
    logging.disable(logging.CRITICAL)
    valid = pyx12.x12n_document.x12n_document(pyx12.params.params(), sys.argv[1], None, None, None)
    print('valid' if valid else 'not valid')
    """
}
