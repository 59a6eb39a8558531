// The same document as different senders write it: the same claims come out.

import PayerEDIAdapter
import PaymentEvents
import Testing
import X12

@Suite struct DialectTests {
  /// What must not depend on how the document is written: the header without its source's digest, and the claims.
  private func content(_ translated: Translated) throws -> [[UInt8]] {
    let headers = try translated.headers().map { header in
      var header = header
      header.source.digest = ""
      return header
    }
    return try headers.map { Array(try EventCoding.encoder().encode($0)) }
      + translated.claims().map { Array(try EventCoding.encoder().encode($0)) }
  }

  private func plain() throws -> [[UInt8]] { try content(Translated(Document().text)) }

  @Test(arguments: ["\n", "\r\n", "\r", "\n\n", "  \r\n"])
  func `Line ends between segments do not matter`(lineEnd: String) throws {
    let translated = try Translated(Document(lineEnd: lineEnd).text)
    #expect(translated.rules.isEmpty)
    #expect(try content(translated) == plain())
  }

  @Test(arguments: [
    ("\u{1D}", "\u{1F}", "\u{1E}"), ("|", ">", "\n"), ("+", ":", "'"), ("*", "\\", "\r\n"), ("%", "<", "!"),
  ])
  func `Separators do not matter`(element: String, component: String, segment: String) throws {
    let document = Document(separator: element, component: component, terminator: segment)
    let translated = try Translated(document.text)
    #expect(translated.rules.isEmpty)
    #expect(try content(translated) == plain())
  }

  @Test(arguments: [7, 40, 79, 80, 105, 106, 107])
  func `Wrapping lines at any column does not matter`(columns: Int) throws {
    var wrapped: [UInt8] = []
    for (index, byte) in Document().text.utf8.enumerated() {
      if index > 0, index % columns == 0 { wrapped += [13, 10] }
      wrapped.append(byte)
    }
    let translated = try Translated(wrapped)
    #expect(translated.rules.isEmpty)
    #expect(try content(translated) == plain())
  }

  @Test func `A trimmed ISA, leading blanks and a byte order mark are read, and named`() throws {
    let isa = String(Document().text.prefix(106))
    let trimmed = isa.replacing("          ", with: "").replacing("PAYER          ", with: "PAYER")
      .replacing("PROVIDER       ", with: "PROVIDER")
    let text = "\u{FEFF}\r\n  " + Document().text.replacing(isa, with: trimmed)
    let translated = try Translated(text)
    #expect(translated.rules == ["byte-order-mark", "isa-length"])
    #expect(try content(translated) == plain())
  }

  @Test func `A missing last terminator does not matter`() throws {
    let translated = try Translated(String(Document().text.dropLast()))
    #expect(translated.rules.isEmpty)
    #expect(try content(translated) == plain())
  }

  @Test func `Bytes that are not UTF-8 are read as ISO-8859-1, and named`() throws {
    var bytes = Array(Document().text.utf8)
    let place = try #require(bytes.firstRange(of: Array("ICN-1".utf8)))
    bytes.replaceSubrange(place, with: [0x49, 0xE9, 0xFF, 0x80, 0x31])
    let translated = try Translated(bytes)
    #expect(translated.rules == ["not-utf-8"])
    #expect(try translated.claims().first?.payerClaimNumber == "Iéÿ\u{80}1")
    #expect(try Translated(Document().text.replacing("ICN-1", with: "Ié漢")).rules.isEmpty)
  }

  @Test func `Control characters inside a value are kept, and named`() throws {
    let translated = try Translated(Document().text.replacing("ICN-1", with: "I\tC"))
    #expect(translated.rules == ["control-character"])
    #expect(try translated.claims().first?.payerClaimNumber == "I\tC")
  }
}

@Suite struct DeterminismTests {
  @Test(arguments: [1, 2, 3, 5, 17, 101, 4096])
  func `The result does not depend on how the bytes arrive`(chunk: Int) throws {
    var document = Document(lineEnd: "\r\n")
    document.sets = Array(repeating: AdviceText(), count: 3)
    document.sets[1].claims = Array(repeating: AdviceText.claim, count: 120)
    document.sets[2].payment = "BPR*broken"
    let whole = try Translated(document.text)
    let pieces = try Translated(document.text, chunk: chunk)
    #expect(pieces.events == whole.events)
    #expect(pieces.report == whole.report)
  }

  @Test func `The same bytes give the same events, another tenant other ids`() throws {
    let one = try Translated(Document().text)
    #expect(try Translated(Document().text).events == one.events)
    let other = try Translated(Document().text, tenant: "other")
    #expect(Set(other.events.map(\.id)).isDisjoint(with: one.events.map(\.id)))
  }

  @Test func `The same set twice in a file gives two advices`() throws {
    var document = Document()
    document.sets = [AdviceText(), AdviceText()]
    #expect(try Set(Translated(document.text).events.map(\.id)).count == 4)
  }

  @Test func `Only what routing needs is told beside the body, and the correlation id is the caller's`() throws {
    let translated = try Translated(Document().text, correlationID: "file-7")
    #expect(translated.events.map(\.subject) == ["TRACE-1", "TRACE-1"])
    #expect(translated.events.map(\.correlationID) == ["file-7", "file-7"])
    #expect(translated.events.map(\.routingKey) == ["remittance.received.v1", "remittance.claims-received.v1"])
  }

  @Test func `A name longer than the limit is refused`() {
    #expect(throws: TranslationError.nameLength) {
      try Translated("", correlationID: String(repeating: "c", count: 129))
    }
    #expect(throws: Never.self) { try Translated("", correlationID: String(repeating: "c", count: 128)) }
    #expect(throws: TranslationError.nameLength) { try Translated("", tenant: String(repeating: "t", count: 65)) }
  }
}
