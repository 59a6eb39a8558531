// How many pages a minute one core reads: PDF with text, and scans at 300 dpi beside Tesseract called by hand.

import DocumentReading
import Documents
import Foundation
import SyntheticDocuments

/// Reads made-up advices, one page after the other.
struct DocumentBenchmark {
  let pages: Int

  func run() throws {
    let layouts = LayoutBook.advices
    let texts = (0..<pages).map { SyntheticDocument(layouts[$0 % layouts.count], seed: UInt64($0 + 1)).pdf }
    let text = try measure(texts) { bytes in
      let document = try OpenDocument(bytes)
      for page in 1...document.pageCount { _ = try document.page(page) }
      return document.pageCount
    }
    print("documents: PDF with text, \(Self.said(text))")
    let pictures = try texts.prefix(max(1, pages / 4)).map { try OpenDocument($0).picture(1).image }
    let scans = pictures.enumerated().map { index, picture in
      SyntheticDocument.scans([picture], quality: .noisy, seed: UInt64(index))[0]
    }
    let scan = try measure(scans) { picture in
      let document = try OpenDocument(TIFFWriter.file([picture], resolution: 300))
      _ = try document.page(1)
      return 1
    }
    print("documents: scans at 300 dpi, confined, cleaned and straightened, \(Self.said(scan))")
    let plain = try measure(scans, Self.tesseract)
    print("documents: the same scans by tesseract alone, \(Self.said(plain))")
  }

  private struct Measured {
    var pages = 0
    var seconds = 0.0
  }

  private func measure<Item>(_ items: some Collection<Item>, _ read: (Item) throws -> Int) throws -> Measured {
    var measured = Measured()
    let start = ContinuousClock.now
    for item in items { measured.pages += try read(item) }
    measured.seconds = (ContinuousClock.now - start) / .seconds(1)
    return measured
  }

  private static func said(_ measured: Measured) -> String {
    let rate = Double(measured.pages) * 60 / max(measured.seconds, 0.001)
    return "one at a time: \(measured.pages) pages in \(String(format: "%.1f", measured.seconds)) s, "
      + "\(Int(rate)) a minute"
  }

  /// As somebody would call it: on one core, words with boxes.
  private static func tesseract(_ picture: GrayImage) throws -> Int {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(picture.portable).write(to: folder.appendingPathComponent("page.pgm"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/tesseract")
    process.arguments = ["page.pgm", "words", "--psm", "6", "--dpi", "300", "tsv"]
    process.currentDirectoryURL = folder
    process.environment = ["OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? 1 : 0
  }
}
