// How much reading one document may cost.

/// Limits of reading. Those of memory, time and file size are for each run of a reader: once for a document as a whole,
/// then once or twice for each page.
package struct ReadingLimits: Sendable {
  /// The largest document.
  package var documentBytes = 64 << 20
  /// The most pages.
  package var pages = 500
  /// The most pixels of one page's picture: a sheet of 11 by 17 inches at 300 dpi has 17 million.
  package var pixels = 40_000_000
  /// What pages are drawn at, in pixels an inch; less where that many would be too many pixels.
  package var resolution = 300.0
  /// Address space of a reader.
  package var memoryBytes: UInt64 = 1 << 30
  /// Processor time of a run.
  package var cpuSeconds: UInt64 = 30
  /// Time by the clock of a run. More than processor time, for machines that are busy.
  package var wallMilliseconds: UInt64 = 120_000
  /// Each file that a reader writes.
  package var fileBytes: UInt64 = 160 << 20
  /// A page of a PDF with less words than this as text is drawn and recognised: scans often carry a line of text.
  package var fewestTextWords = 8

  package init() {}
}
