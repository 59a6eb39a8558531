// A second reading of single cells: alone, of those letters only that can stand there, without a dictionary. It fails
// at other places than the reading of the whole page, so that the two can be held against each other.

import Documents
import Foundation

struct CellRecognition {
  let folder: ReadingFolder
  let limits: ReadingLimits

  /// What cells are brought to, in pixels an inch. Tesseract brings lines to a height of its own: larger ones gain
  /// nothing.
  private static let resolution = 300.0
  /// The most cells of one run.
  private static let mostCells = 120

  /// The page with what was read of each place. - Parameter picture: upright, as the page was read.
  func page(
    _ page: Page, _ doubts: [Doubt], _ picture: GrayImage, resolution: Double
  ) throws(DocumentRefusal) -> Page {
    var page = page
    for letters in Doubt.Letters.allCases {
      let boxes = Set(doubts.filter { $0.page == page.number && $0.letters == letters }.map(\.box))
        .sorted { ($0.top, $0.left) < ($1.top, $1.left) }
      for start in stride(from: 0, to: boxes.count, by: Self.mostCells) {
        let some = Array(boxes[start..<min(start + Self.mostCells, boxes.count)])
        let sheet = CellSheet(picture, some, resolution: resolution, target: Self.resolution)
        for (box, reading) in zip(some, sheet.readings(try words(sheet, letters))) {
          if let reading { page.note(reading, at: box) }
        }
      }
    }
    return page
  }

  private func words(_ sheet: CellSheet, _ letters: Doubt.Letters) throws(DocumentRefusal) -> [Word] {
    guard sheet.image.pixels.count <= limits.pixels else { return [] }
    try folder.write(sheet.image.portable, as: "cells.pgm")
    defer { folder.remove("cells.tsv") }
    let outcome = try ConfinedProgram("tesseract", in: folder.url, limits: limits).run(
      ["cells.pgm", "cells", "--psm", "6", "--dpi", "\(Int(Self.resolution))"] + letters.options + ["tsv"])
    guard outcome.exitStatus == 0 else { return [] }
    let table = try folder.text("cells.tsv", limit: 16 << 20)
    return try WordTable.pages(table, pointsPerUnit: 1, source: .recognition).first?.words ?? []
  }
}

extension Doubt.Letters {
  /// Tesseract's parameters.
  fileprivate var options: [String] {
    let digits = "0123456789"
    let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    let allowed: String? =
      switch self {
      case .amount: digits + "$.,()-"
      case .identifier: digits + capitals + "-"
      case .any: nil
      }
    return ["-c", "load_system_dawg=0", "-c", "load_freq_dawg=0"]
      + (allowed.map { ["-c", "tessedit_char_whitelist=\($0)"] } ?? [])
  }
}
