// The pictures of an image file as pages, by netpbm: TIFF with many pictures, PNG, JPEG.

import Documents
import Foundation

struct ImagePages: PagePictures {
  let folder: ReadingFolder
  let limits: ReadingLimits
  private let bytes: [UInt8]
  private let format: DocumentFormat
  private let facts: ImageFacts

  var count: Int { facts.pictures.count }

  init(
    _ bytes: [UInt8], format: DocumentFormat, folder: ReadingFolder, limits: ReadingLimits
  ) throws(DocumentRefusal) {
    guard let facts = ImageFacts(bytes, format: format, maximumPictures: limits.pages) else {
      throw DocumentRefusal(.unreadable, "its structure is broken; ask for it again")
    }
    guard facts.pictures.count <= limits.pages else {
      throw DocumentRefusal(.tooLarge, "more than \(limits.pages) pages; split the document")
    }
    for (index, size) in facts.pictures.enumerated()
    where size.width > limits.pixels || size.height > limits.pixels / size.width {
      throw DocumentRefusal(
        .tooLarge, "page \(index + 1) has \(size.width) by \(size.height) pixels; at most \(limits.pixels)")
    }
    (self.bytes, self.format, self.folder, self.limits, self.facts) = (bytes, format, folder, limits, facts)
  }

  func text(_ number: Int) -> Page? { nil }

  func picture(_ number: Int) throws(DocumentRefusal) -> (GrayImage, resolution: Double) {
    let size = facts.pictures[number - 1]
    let one = format == .tiff ? ImageFacts.tiffPicture(bytes, index: number - 1) : bytes
    guard let one else { throw DocumentRefusal(.unreadable, "page \(number) is not there; ask for it again") }
    try folder.write(one, as: "picture")
    let (program, options) =
      switch format {
      case .png: ("pngtopnm", ["-mix", "-background=white"])
      case .jpeg: ("jpegtopnm", ["-quiet"])
      default: ("tifftopnm", ["-quiet"])
      }
    let outcome = try ConfinedProgram(program, in: folder.url, limits: limits).run(options + ["picture"])
    guard outcome.exitStatus == 0 else {
      throw DocumentRefusal(.unreadable, "page \(number) cannot be decoded; ask for the document again")
    }
    let pixels = try folder.read("output", limit: Int(limits.fileBytes))
    guard let image = try GrayImage.all(portable: pixels, maximumPixels: limits.pixels).first else {
      throw DocumentRefusal(.unreadable, "page \(number) is empty")
    }
    return (image, size.resolution.flatMap { (50...1_200).contains($0) ? $0 : nil } ?? Self.likely(image))
  }

  /// The resolution of a picture that does not say it: as if its longer side were 11 inches.
  private static func likely(_ image: GrayImage) -> Double {
    min(max(Double(max(image.width, image.height)) / 11, 50), 1_200)
  }
}
