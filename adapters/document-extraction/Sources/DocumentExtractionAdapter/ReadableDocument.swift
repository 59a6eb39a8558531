// A document that can be read page by page, whatever it is made of.

import DocumentReading
import Documents
import Foundation

/// An open document.
package protocol ReadableDocument: Sendable {
  /// At least 1.
  var pageCount: Int { get }
  /// A page's words; from 1. - Throws: `DocumentRefusal`.
  func page(_ number: Int) throws(DocumentRefusal) -> Page
  /// A page with a second reading of some of its places. - Throws: `DocumentRefusal`.
  func readAgain(_ page: Page, _ doubts: [Doubt]) throws(DocumentRefusal) -> Page
  /// A page's picture for people; nil where there is none to show. - Throws: `DocumentRefusal`.
  func shown(_ number: Int, turned degrees: Double) throws(DocumentRefusal) -> [UInt8]?
}

extension ReadableDocument {
  package func readAgain(_ page: Page, _ doubts: [Doubt]) throws(DocumentRefusal) -> Page { page }
}

extension OpenDocument: ReadableDocument {
  package func shown(_ number: Int, turned degrees: Double) throws(DocumentRefusal) -> [UInt8]? {
    try png(number, turned: degrees)
  }
}

/// A mail's own text.
struct TextDocument: ReadableDocument {
  private let pages: [Page]
  var pageCount: Int { pages.count }

  init(file: URL, limits: ReadingLimits = ReadingLimits()) throws(DocumentRefusal) {
    guard let bytes = try? Data(contentsOf: file) else {
      throw DocumentRefusal(.unreadable, "the text cannot be read")
    }
    pages = try TextPages.pages(Array(bytes), mostPages: limits.pages)
  }

  func page(_ number: Int) throws(DocumentRefusal) -> Page { pages[number - 1] }
  func shown(_ number: Int, turned degrees: Double) throws(DocumentRefusal) -> [UInt8]? { nil }
}

/// Opens documents.
package enum DocumentOpener {
  /// - Throws: `DocumentRefusal`.
  package static func open(_ file: URL, _ mediaType: String) throws(DocumentRefusal) -> any ReadableDocument {
    mediaType == TextPages.mediaType ? try TextDocument(file: file) : try OpenDocument(file: file)
  }
}
