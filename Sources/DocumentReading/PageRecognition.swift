// Words in pictures, by Tesseract: straightened first, and turned where it stands on its head or on its side.

import Documents
import Foundation

struct PageRecognition {
  let folder: ReadingFolder
  let limits: ReadingLimits

  /// Below this resolution a picture is made larger: letters of less than 20 pixels are read badly.
  private static let leastResolution = 220.0
  /// Pages whose words are less sure than this may be turned the wrong way.
  private static let upsideDownConfidence = 0.75
  /// A page in black and white with more specks than this is cleaned first; ends of strokes make up to 250.
  private static let mostSpecksPerMillion = 450

  init(folder: ReadingFolder, limits: ReadingLimits) { (self.folder, self.limits) = (folder, limits) }

  func page(_ picture: GrayImage, number: Int, resolution: Double) throws(DocumentRefusal) -> Page {
    let original = Self.clean(picture)
    var page = try straightened(original, number: number, resolution: resolution, quarters: 0)
    guard page.meanConfidence < Self.upsideDownConfidence else { return page }
    // Where too little is on the page to tell, it may still stand on its head.
    let quarters = try orientation(original) ?? 2
    guard quarters != 0 else { return page }
    let other = try straightened(original, number: number, resolution: resolution, quarters: quarters)
    if other.meanConfidence > page.meanConfidence { page = other }
    return page
  }

  /// Without specks, where there are many.
  static func clean(_ picture: GrayImage) -> GrayImage {
    picture.specksPerMillion > mostSpecksPerMillion && picture.isNearlyBilevel ? picture.despeckled : picture
  }

  /// The picture turned as a page says that it was: whole quarters first, then the few degrees of skew.
  static func upright(_ image: GrayImage, degrees: Double) -> GrayImage {
    let quarters = Int((degrees / 90).rounded())
    return image.turned(quarters: quarters).rotated(degrees: degrees - Double(quarters) * 90)
  }

  private func straightened(
    _ original: GrayImage, number: Int, resolution: Double, quarters: Int
  ) throws(DocumentRefusal) -> Page {
    let turned = original.turned(quarters: quarters)
    let skew = turned.skewDegrees
    var (image, scale) = (turned.rotated(degrees: -skew), 1.0)
    if resolution < Self.leastResolution {
      scale = min(limits.resolution / resolution, (Double(limits.pixels) / Double(image.pixels.count)).squareRoot())
      if scale > 1 { image = image.scaled(by: scale) }
      scale = max(scale, 1)
    }
    try folder.write(image.portable, as: "picture.pgm")
    let outcome = try tesseract(["picture.pgm", "words", "--psm", "6", "--dpi", "\(Int(resolution * scale))", "tsv"])
    defer { folder.remove("words.tsv") }
    guard outcome.exitStatus == 0 else { throw refusal(number) }
    let table = try folder.text("words.tsv", limit: 16 << 20)
    let pages = try WordTable.pages(
      table, pointsPerUnit: 72 / (resolution * scale), firstPage: number, source: .recognition)
    guard var page = pages.first else { throw refusal(number) }
    page.turnedDegrees = Double(quarters) * 90 - skew
    return page
  }

  /// By how many quarters to turn a picture clockwise so that it is upright; nil where Tesseract cannot tell.
  private func orientation(_ image: GrayImage) throws(DocumentRefusal) -> Int? {
    try folder.write(image.portable, as: "picture.pgm")
    guard try tesseract(["picture.pgm", "turn", "--psm", "0"]).exitStatus == 0 else { return nil }
    defer { folder.remove("turn.osd") }
    let answer = try folder.text("turn.osd", limit: 1 << 16)
    let line = answer.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Rotate:") }
    return line.flatMap { Int($0.dropFirst(7).trimmingWhitespace) }.map { $0 / 90 }
  }

  private func tesseract(_ arguments: [String]) throws(DocumentRefusal) -> ConfinedProgram.Outcome {
    try ConfinedProgram("tesseract", in: folder.url, limits: limits).run(arguments)
  }

  private func refusal(_ number: Int) -> DocumentRefusal {
    DocumentRefusal(.unreadable, "no words could be recognised on page \(number); look at it, or scan it again")
  }
}
