// A document on its way through the readers, page by page, so that a long one can be taken up again where it was left.

import Documents
import Foundation

/// An open document: known kind, known number of pages, within the limits. Methods block the thread, and wait for each
/// other.
package final class OpenDocument: Sendable {
  /// What the bytes are.
  package let format: DocumentFormat
  /// How many pages it has, at least 1.
  package let pageCount: Int
  private let pictures: PagePictures
  private let folder: ReadingFolder
  private let limits: ReadingLimits
  /// The readers' files have fixed names: one run at a time.
  private let turn = NSLock()

  /// Looks at a document.
  /// - Throws: ``DocumentRefusal``.
  package init(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) throws(DocumentRefusal) {
    guard !bytes.isEmpty else { throw DocumentRefusal(.empty, "the document has no bytes; ask for it again") }
    guard bytes.count <= limits.documentBytes else {
      throw DocumentRefusal(.tooLarge, "\(bytes.count) bytes; at most \(limits.documentBytes). Split the document")
    }
    guard let format = DocumentFormat(bytes) else {
      throw DocumentRefusal(.unknownFormat, "neither PDF nor TIFF, PNG or JPEG; send it in one of these")
    }
    let folder = try ReadingFolder()
    let pictures: PagePictures =
      format == .pdf
      ? try PDFPages(bytes, folder: folder, limits: limits)
      : try ImagePages(bytes, format: format, folder: folder, limits: limits)
    (self.format, self.folder, self.limits, self.pictures) = (format, folder, limits, pictures)
    pageCount = pictures.count
  }

  /// Reads a file. - Throws: ``DocumentRefusal``.
  package convenience init(
    file: URL, limits: ReadingLimits = ReadingLimits()
  ) throws(DocumentRefusal) {
    let handle = try? FileHandle(forReadingFrom: file)
    defer { try? handle?.close() }
    guard let handle, let bytes = try? handle.read(upToCount: limits.documentBytes + 1) ?? Data() else {
      throw DocumentRefusal(.unreadable, "\(file.path) cannot be read; check the path and the permissions")
    }
    try self.init(Array(bytes), limits: limits)
  }

  /// A page's words, from its text or by recognition.
  /// - Parameter number: from 1.
  /// - Throws: ``DocumentRefusal``.
  package func page(_ number: Int) throws(DocumentRefusal) -> Page {
    try check(number)
    turn.lock()
    defer { turn.unlock() }
    if let page = try pictures.text(number), page.words.count >= limits.fewestTextWords { return page }
    let (picture, resolution) = try pictures.picture(number)
    return try PageRecognition(folder: folder, limits: limits)
      .page(picture, number: number, resolution: resolution)
  }

  /// A recognised page with a second reading of some of its places.
  /// - Throws: ``DocumentRefusal``.
  package func readAgain(_ page: Page, _ doubts: [Doubt]) throws(DocumentRefusal) -> Page {
    try check(page.number)
    turn.lock()
    defer { turn.unlock() }
    let (picture, resolution) = try pictures.picture(page.number)
    let upright = PageRecognition.upright(PageRecognition.clean(picture), degrees: page.turnedDegrees)
    return try CellRecognition(folder: folder, limits: limits).page(page, doubts, upright, resolution: resolution)
  }

  /// A page's picture as it is read: upright, straightened.
  /// - Parameter turned: by how much ``page(_:)`` said that it was turned.
  /// - Throws: ``DocumentRefusal``.
  package func picture(
    _ number: Int, turned degrees: Double = 0
  ) throws(DocumentRefusal) -> (image: GrayImage, resolution: Double) {
    try check(number)
    turn.lock()
    defer { turn.unlock() }
    let (image, resolution) = try pictures.picture(number)
    return (PageRecognition.upright(image, degrees: degrees), resolution)
  }

  /// A page's picture for people, as PNG: upright, at most 150 pixels an inch.
  /// - Throws: ``DocumentRefusal``.
  package func png(_ number: Int, turned degrees: Double = 0) throws(DocumentRefusal) -> [UInt8] {
    let (image, resolution) = try picture(number, turned: degrees)
    turn.lock()
    defer { turn.unlock() }
    try folder.write(image.scaled(by: min(1, Self.shownResolution / resolution)).portable, as: "shown.pgm")
    let outcome = try ConfinedProgram("pnmtopng", in: folder.url, limits: limits).run(["-quiet", "shown.pgm"])
    guard outcome.exitStatus == 0 else {
      throw DocumentRefusal(.unreadable, "the picture of page \(number) cannot be written as PNG")
    }
    return try folder.read("output", limit: Int(limits.fileBytes))
  }

  private static let shownResolution = 150.0

  private func check(_ number: Int) throws(DocumentRefusal) {
    guard (1...pageCount).contains(number) else {
      throw DocumentRefusal(.unreadable, "there is no page \(number); the document has \(pageCount)")
    }
  }
}

/// Where pages come from.
protocol PagePictures: Sendable {
  var count: Int { get }
  /// The page's words where the document holds them as text; nil where it cannot.
  func text(_ number: Int) throws(DocumentRefusal) -> Page?
  /// The page's picture, and its pixels an inch.
  func picture(_ number: Int) throws(DocumentRefusal) -> (GrayImage, resolution: Double)
}
