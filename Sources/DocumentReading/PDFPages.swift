// The pages of a PDF, by Poppler: facts first, then one page at a time.

import Documents
import Foundation

struct PDFPages: PagePictures {
  let folder: ReadingFolder
  let limits: ReadingLimits
  private let facts: PDFFacts

  var count: Int { facts.pageCount }

  init(_ bytes: [UInt8], folder: ReadingFolder, limits: ReadingLimits) throws(DocumentRefusal) {
    (self.folder, self.limits) = (folder, limits)
    try folder.write(bytes, as: "document")
    let program = ConfinedProgram("pdfinfo", in: folder.url, limits: limits)
    let outcome = try program.run(["-f", "1", "-l", "\(limits.pages)", "document"])
    guard outcome.exitStatus == 0, let facts = PDFFacts(try folder.text("output", limit: 1 << 20)) else {
      let said = (try? folder.text("errors", limit: 1 << 20)) ?? ""
      throw said.contains("Incorrect password")
        ? DocumentRefusal(.encrypted, "it needs a password; ask for it without one")
        : DocumentRefusal(.unreadable, "its structure is broken beyond repair; ask for it again")
    }
    self.facts = facts
    try check()
  }

  private func check() throws(DocumentRefusal) {
    if facts.isEncrypted {
      throw DocumentRefusal(.encrypted, "it is encrypted; ask for it without encryption")
    }
    if facts.hasJavaScript {
      throw DocumentRefusal(.activeContent, "it carries JavaScript; ask for it as plain pages")
    }
    guard facts.pageCount > 0 else { throw DocumentRefusal(.unreadable, "it has no page; ask for it again") }
    guard facts.pageCount <= limits.pages else {
      throw DocumentRefusal(.tooLarge, "\(facts.pageCount) pages; at most \(limits.pages). Split the document")
    }
    guard facts.sizes.count == facts.pageCount, facts.sizes.allSatisfy({ $0.width > 0 && $0.height > 0 }) else {
      throw DocumentRefusal(.unreadable, "some of its \(facts.pageCount) pages are not there; ask for it again")
    }
  }

  func text(_ number: Int) throws(DocumentRefusal) -> Page? {
    let page = "\(number)"
    let outcome = try ConfinedProgram("pdftotext", in: folder.url, limits: limits)
      .run(["-tsv", "-f", page, "-l", page, "document", "words"])
    defer { folder.remove("words") }
    guard outcome.exitStatus == 0 else {
      throw DocumentRefusal(.unreadable, "page \(number) cannot be read as text; ask for the document again")
    }
    let table = try folder.text("words", limit: 16 << 20)
    return try WordTable.pages(table, pointsPerUnit: 1, firstPage: number, source: .text).first
  }

  func picture(_ number: Int) throws(DocumentRefusal) -> (GrayImage, resolution: Double) {
    let size = facts.sizes[number - 1]
    let inches = size.width * size.height / (72 * 72)
    // A page as large as a house is drawn small rather than refused: drawings are among what comes in.
    let resolution = min(limits.resolution, (Double(limits.pixels) / inches).squareRoot().rounded(.down))
    guard resolution >= 20 else {
      throw DocumentRefusal(
        .tooLarge, "page \(number) measures \(Int(size.width / 72)) by \(Int(size.height / 72)) inches")
    }
    let page = "\(number)"
    let outcome = try ConfinedProgram("pdftoppm", in: folder.url, limits: limits)
      .run(["-gray", "-r", "\(Int(resolution))", "-f", page, "-l", page, "-singlefile", "document", "page"])
    defer { folder.remove("page.pgm") }
    guard outcome.exitStatus == 0 else {
      throw DocumentRefusal(.unreadable, "page \(number) cannot be drawn; ask for the document again")
    }
    let bytes = try folder.read("page.pgm", limit: limits.pixels + 1_024)
    guard let image = try GrayImage.all(portable: bytes, maximumPixels: limits.pixels).first else {
      throw DocumentRefusal(.unreadable, "page \(number) is empty")
    }
    // Without enough memory Poppler draws a page of one pixel, and calls that success.
    guard abs(Double(image.width) - size.width * resolution / 72) < resolution / 8 + 2 else {
      throw DocumentRefusal(
        .exhausted, "page \(number) could not be drawn within \(limits.memoryBytes) bytes of memory")
    }
    return (image, Double(Int(resolution)))
  }
}
