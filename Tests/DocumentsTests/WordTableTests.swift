// The table of words as Poppler and Tesseract print it.

import Documents
import Testing

@Suite struct WordTableTests {
  private let header = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"

  @Test func popplerCountsInPoints() throws {
    let text =
      header + """
        1\t1\t0\t0\t0\t0\t0.000000\t0.000000\t612.000000\t792.000000\t-1\t###PAGE###
        4\t1\t0\t0\t0\t0\t72.0\t83.8\t115.6\t10.8\t-1\t###LINE###
        5\t1\t0\t0\t0\t1\t142.01\t103.80\t48.00\t10.80\t100\t$1,234.56
        1\t2\t0\t0\t0\t0\t0.000000\t0.000000\t792.000000\t612.000000\t-1\t###PAGE###
        """
    let pages = try WordTable.pages(text, pointsPerUnit: 1, firstPage: 4, source: .text)
    #expect(pages.map(\.number) == [4, 5])
    #expect(pages.map(\.width) == [612, 792])
    #expect(pages[0].words == [Word("$1,234.56", Box(left: 142.01, top: 103.8, width: 48, height: 10.8))])
  }

  @Test func tesseractCountsInPixelsAndSaysHowSureItIs() throws {
    let text = header + "1\t1\t0\t0\t0\t0\t0\t0\t2550\t3300\t-1\t\n5\t1\t1\t1\t1\t1\t300\t600\t150\t30\t91.5\tPaid:\n"
    let page = try #require(try WordTable.pages(text, pointsPerUnit: 0.24, source: .recognition).first)
    #expect(page.width == 612)
    let box = try #require(page.words.first?.box)
    #expect((box.left, box.top, box.width) == (72, 144, 36))
    #expect(abs(box.height - 7.2) < 1e-9)
    #expect(abs(page.meanConfidence - 0.915) < 1e-9)
  }

  @Test(arguments: [
    "", "nonsense", "5\t1", "1\tx\t0\t0\t0\t0\tnan\t0\tinf\t10\t-1\t", "5\t1\t1\t1\t1\t1\t1\t1\t1\t1\t9\tx",
  ])
  func whatIsNoTableHasNoPages(_ text: String) throws {
    #expect(try WordTable.pages(text, pointsPerUnit: 1, source: .text).isEmpty)
  }

  @Test func wordsOfAPageAreLimited() throws {
    let word = "5\t1\t1\t1\t1\t1\t1\t1\t1\t1\t9\tx\n"
    let page = "1\t1\t0\t0\t0\t0\t0\t0\t100\t100\t-1\t\n"
    let most = page + String(repeating: word, count: WordTable.maximumWords)
    #expect(try WordTable.pages(most, pointsPerUnit: 1, source: .text).first?.words.count == WordTable.maximumWords)
    #expect(throws: DocumentRefusal.self) { try WordTable.pages(most + word, pointsPerUnit: 1, source: .text) }
  }

  @Test func factsOfAPDF() {
    let facts = PDFFacts(
      """
      Form:            none
      JavaScript:      yes
      Pages:           2
      Encrypted:       no
      Page    1 size:  612 x 792 pts (letter)
      Page    1 rot:   0
      Page    2 size:  612 x 792 pts (letter)
      Page    2 rot:   90
      """)
    #expect(
      facts
        == PDFFacts(
          pageCount: 2, hasJavaScript: true, sizes: [.init(width: 612, height: 792), .init(width: 792, height: 612)]))
    #expect(PDFFacts("Pages: many") == nil)
    #expect(PDFFacts("Pages: 3\nEncrypted: yes (print:yes)")?.isEncrypted == true)
  }
}
