// Pages: at most 100 claims or 512 KiB, and the same cuts every time.

import PayerEDIAdapter
import PaymentEvents
import Testing
import X12

@Suite struct PageTests {
  @Test(arguments: [(0, []), (1, [1]), (99, [99]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
  func `A page has at most a hundred claims`(claims: Int, sizes: [Int]) throws {
    var document = Document()
    document.sets[0].claims = (0..<claims).map { ["CLP*PCN-\($0)*1*1*1*0*12*ICN"] }
    let translated = try Translated(document.text)
    let pages = try translated.pages()
    let header = try #require(try translated.headers().first)
    #expect(pages.map(\.claims.count) == sizes)
    #expect(pages.map(\.page) == Array(1...max(1, sizes.count)).prefix(sizes.count).map { $0 })
    #expect(pages.allSatisfy { $0.pages == sizes.count && $0.remittance.text == translated.events[0].id })
    #expect(header.pages == sizes.count)
    #expect(header.claimCount == claims)
    #expect(try translated.claims().map(\.sequence) == Array(0..<claims).map { $0 + 1 })
    #expect(Set(translated.events.map(\.id)).count == sizes.count + 1)
  }

  /// A claim of so many lines, each of about 900 bytes of JSON.
  private func claim(lines: Int) -> [String] {
    let remark = "LQ*HE*" + String(repeating: "R", count: 32)
    let line = ["SVC*HC:1*0*0"] + Array(repeating: remark, count: 24)
    return ["CLP*PCN*1*0*0*0*12*ICN"] + Array(repeating: line, count: lines).flatMap { $0 }
  }

  @Test func `A page has at most 512 KiB`() throws {
    var document = Document()
    document.sets[0].claims = Array(repeating: claim(lines: 40), count: 60)
    let translated = try Translated(document.text)
    let bodies = translated.events.dropFirst().map(\.body.count)
    #expect(bodies.count >= 3)
    #expect(bodies.allSatisfy { $0 <= RemittanceClaimsReceived.maximumBytes })
    #expect(bodies.dropLast().allSatisfy { $0 > RemittanceClaimsReceived.maximumBytes - 50_000 })
    #expect(try translated.claims().count == 60)
  }

  /// A set that is too large to be held until it is verified is read twice; the set after it is held again.
  @Test func `A large set has the same pages as one that is held`() throws {
    let claims = (0..<200).map { ["CLP*PCN-\($0)*1*0*0*0*12*ICN"] + claim(lines: 40).dropFirst() }
    var document = Document()
    document.sets = [AdviceText(), AdviceText()]
    document.sets[0].claims = claims
    document.sets[1].claims = Array(claims.prefix(80))
    let translated = try Translated(document.text)
    let headers = translated.events.filter { $0.type == RemittanceReceived.type }
    let pages = try headers.map { header in try translated.pages().filter { $0.remittance.text == header.id } }
    #expect(translated.events.map(\.body.count).reduce(0, +) > TranslationLimits.heldBytes + 80 * 36_000)
    let read = pages.map { pages in pages.flatMap(\.claims).map(\.patientControlNumber) }
    #expect(read[0] == (0..<200).map { "PCN-\($0)" })
    #expect(read[1] == (0..<80).map { "PCN-\($0)" })
    let whole = pages[1].count - 1
    #expect(whole > 2)
    #expect(pages[0].prefix(whole).map(\.claims.count) == pages[1].prefix(whole).map(\.claims.count))
    #expect(pages[0].map(\.page) == Array(1...pages[0].count))
    #expect(pages[0].allSatisfy { $0.pages == pages[0].count })
  }

  @Test func `A claim that just fits is a page, one byte more is refused`() throws {
    let limit = TranslationLimits.claimsBytes - 2
    var document = Document()
    document.sets[0].claims = [claim(lines: 400)]
    let (size, empty) = try pageBytes(document)
    let each = try pageBytes(lines: 2) - pageBytes(lines: 1)
    let lines = 400 + (limit - (size - empty)) / each - 1
    document.sets[0].claims = [claim(lines: lines) + ["LQ*HE*A"]]
    let missing = try limit - (pageBytes(document).size - empty)
    document.sets[0].claims[0] += remarks(bytes: missing)
    let exact = try Translated(document.text)
    #expect(exact.summaries.map(\.outcome) == [.translated])
    #expect(try #require(exact.events.last).body.count == empty + limit)
    document.sets[0].claims[0][1] = "SVC*HC:11*0*0"
    let over = try Translated(document.text)
    #expect(over.summaries.map(\.outcome) == [.rejected])
    #expect(over.rules.filter { $0 == "claim-too-large" }.count == 1)
    #expect(over.summaries[0].findings.listed.first { $0.rule.code == "claim-too-large" }?.segmentNumber == 10)
  }

  @Test func `Two claims that just fit share a page, one byte more and they do not`() throws {
    let limit = TranslationLimits.claimsBytes - 2
    var document = Document()
    document.sets[0].claims = [claim(lines: 200), claim(lines: 200)]
    let (size, empty) = try pageBytes(document)
    let each = try pageBytes(lines: 2) - pageBytes(lines: 1)
    let lines = 200 + (limit - (size - empty)) / each - 1
    document.sets[0].claims[1] = claim(lines: lines)
    document.sets[0].claims[1] += remarks(bytes: try limit - (pageBytes(document).size - empty))
    let exact = try Translated(document.text)
    #expect(try exact.pages().map(\.claims.count) == [2])
    #expect(try #require(exact.events.last).body.count == empty + limit)
    document.sets[0].claims[1][1] = "SVC*HC:11*0*0"
    #expect(try Translated(document.text).pages().map(\.claims.count) == [1, 1])
  }

  @Test(arguments: [(1000, SetOutcome.translated), (1001, .rejected)])
  func `A claim has at most a thousand lines`(lines: Int, outcome: SetOutcome) throws {
    var document = Document()
    document.sets[0].claims = [["CLP*PCN*1*0*0"] + Array(repeating: "SVC*HC:1*0*0", count: lines)]
    #expect(try Translated(document.text).summaries.map(\.outcome) == [outcome])
  }

  @Test func `A hundred references are kept, the next is left out and named`() throws {
    var document = Document()
    document.sets[0].claims[0].insert(contentsOf: Array(repeating: "REF*1L*A", count: 101), at: 1)
    let translated = try Translated(document.text)
    #expect(translated.rules == ["list-too-long"])
    #expect(try translated.claims().first?.references?.count == 100)
  }

  /// Remark segments that add exactly so many bytes of JSON: each its code, two quotation marks and a comma.
  private func remarks(bytes: Int) -> [String] {
    var left = bytes
    var segments: [String] = []
    while left > 0 {
      let next = left <= 35 ? left : min(35, left - 4)
      segments.append("LQ*HE*" + String(repeating: "S", count: max(1, next - 3)))
      left -= next
    }
    return segments
  }

  private func pageBytes(lines: Int) throws -> Int {
    var document = Document()
    document.sets[0].claims = [claim(lines: lines)]
    return try pageBytes(document).size
  }

  /// How large the only page is, and how large it would be without its claim.
  private func pageBytes(_ document: Document) throws -> (size: Int, empty: Int) {
    let event = try #require(try Translated(document.text).events.last)
    var page = try Event<RemittanceClaimsReceived>(json: event.body)
    page.data.claims = []
    return (event.body.count, try page.encoded().body.count)
  }

  @Test func `A claim that never ends takes no memory`() throws {
    var document = Document()
    document.sets[0].claims = [["CLP*A*1*1*1"] + Array(repeating: "SVC*HC:1*1*1", count: 100_000), ["CLP*B*1*1*1"]]
    let translated = try Translated(document.text)
    #expect(translated.rules.contains("claim-too-large"))
    #expect(translated.events.isEmpty)
  }
}
