// A made-up document: what it says, and its pages as PDF.

import Documents

/// Made-up documents, the same for the same seed.
package struct SyntheticDocument: Sendable {
  package let truth: DocumentTruth
  /// The document as a PDF with text.
  package let pdf: [UInt8]

  /// Makes one. - Parameter isStamped: whether somebody has stamped the first page.
  package init(_ layout: DocumentLayout, seed: UInt64, isStamped: Bool = false) {
    var maker = TruthMaker(seed: seed)
    truth = maker.document(layout)
    pdf = PDFWriter.file(DocumentPainter.paint(layout, truth, stamp: isStamped ? "RECEIVED" : nil))
  }

  /// The same document scanned.
  /// - Parameter pages: its pages, drawn at 300 dpi.
  package static func scans(_ pages: [GrayImage], quality: ScanQuality, seed: UInt64) -> [GrayImage] {
    var numbers = SeededNumbers(seed: seed)
    return pages.map { quality.scan($0, numbers: &numbers) }
  }
}

extension SyntheticDocument {
  /// Draws what is given, on a layout's paper in the name of the payer that it names.
  package init(_ layout: DocumentLayout, truth: DocumentTruth, isStamped: Bool = false) {
    var layout = layout
    layout.payer = truth.payer
    self.truth = truth
    pdf = PDFWriter.file(DocumentPainter.paint(layout, truth, stamp: isStamped ? "RECEIVED" : nil))
  }
}
