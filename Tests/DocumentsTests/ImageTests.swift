// Sizes that image files state, pictures of netpbm, and turning them upright.

import Documents
import SyntheticDocuments
import Testing

@Suite struct ImageTests {
  private static func png(width: Int, height: Int) -> [UInt8] {
    func four(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + four(13) + Array("IHDR".utf8) + four(width) + four(height)
      + [8, 0, 0, 0, 0] + four(0) + four(9) + Array("pHYs".utf8) + four(11_811) + four(11_811) + [1] + four(0)
  }

  @Test func aPNGSaysItsSizeAndResolution() throws {
    let facts = try #require(ImageFacts(Self.png(width: 2_550, height: 3_300), format: .png, maximumPictures: 1))
    #expect(facts.pictures.map(\.width) == [2_550])
    #expect(facts.pictures.map(\.height) == [3_300])
    #expect(abs((facts.pictures[0].resolution ?? 0) - 300) < 0.01)
  }

  @Test func aJPEGSaysItsSizeBehindItsTables() throws {
    let jfif: [UInt8] = [0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8) + [1, 1, 1, 0, 200, 0, 200, 0, 0]
    let table: [UInt8] = [0xFF, 0xC4, 0, 4, 0, 0]
    let frame: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 0x08, 0x98, 0x06, 0xA4, 1, 1, 0x11, 0]
    let facts = ImageFacts([0xFF, 0xD8] + jfif + table + frame, format: .jpeg, maximumPictures: 1)
    #expect(facts?.pictures == [.init(width: 1_700, height: 2_200, resolution: 200)])
    #expect(ImageFacts([0xFF, 0xD8] + jfif + table, format: .jpeg, maximumPictures: 1) == nil)
  }

  @Test func picturesOfATIFFAreFoundAndParted() throws {
    let pictures = (1...3).map { GrayImage(width: 16 * $0, height: 8) }
    let file = TIFFWriter.file(pictures, resolution: 200)
    #expect(DocumentFormat(file) == .tiff)
    let facts = try #require(ImageFacts(file, format: .tiff, maximumPictures: 9))
    #expect(facts.pictures.map(\.width) == [16, 32, 48])
    #expect(facts.pictures.map(\.resolution) == [200, 200, 200])
    let second = try #require(ImageFacts.tiffPicture(file, index: 1))
    #expect(ImageFacts(second, format: .tiff, maximumPictures: 9)?.pictures.map(\.width) == [32])
    #expect(ImageFacts.tiffPicture(file, index: 3) == nil)
  }

  @Test func aTIFFWhoseDirectoriesGoRoundEnds() throws {
    var file = TIFFWriter.file([GrayImage(width: 8, height: 8)], resolution: 200)
    // The first directory's link, its last four bytes, points to the directory.
    file.replaceSubrange((file.count - 4)..., with: file[4..<8])
    #expect(ImageFacts(file, format: .tiff, maximumPictures: 5)?.pictures.count == 6)
  }

  @Test(arguments: DocumentFormat.allCases)
  func everyCutOfAHeaderIsRefusedAndNoneEndsTheProcess(_ format: DocumentFormat) {
    let files: [DocumentFormat: [UInt8]] = [
      .png: Self.png(width: 9, height: 9), .tiff: TIFFWriter.file([GrayImage(width: 8, height: 8)], resolution: 99),
    ]
    for bytes in files.values {
      for length in 0..<bytes.count {
        _ = ImageFacts(Array(bytes.prefix(length)), format: format, maximumPictures: 3)
        _ = ImageFacts.tiffPicture(Array(bytes.prefix(length)), index: 1)
      }
    }
  }

  @Test func portablePicturesInAStream() throws {
    let stream =
      Array("P5\n# a remark\n2 1\n255\n".utf8) + [7, 9] + Array("P4 9 1\n".utf8) + [0x80, 0x80]
      + Array("P6 1 1 255\n".utf8) + [255, 255, 255] + Array("P5 1 1 65535\n".utf8) + [0x80, 0]
    let pictures = try GrayImage.all(portable: stream, maximumPixels: 100)
    #expect(pictures.map(\.pixels) == [[7, 9], [0, 255, 255, 255, 255, 255, 255, 255, 0], [255], [127]])
    #expect(throws: DocumentRefusal.self) { try GrayImage.all(portable: Array("P5 9 9 255 ".utf8), maximumPixels: 100) }
    #expect(throws: DocumentRefusal.self) {
      try GrayImage.all(portable: Array("P5 99999999 99999999 255 ".utf8), maximumPixels: 1_000_000)
    }
  }

  @Test func quartersTurnClockwise() throws {
    let image = try #require(GrayImage(width: 2, height: 1, pixels: [1, 2]))
    #expect(image.turned(quarters: 1).pixels == [1, 2])
    #expect(image.turned(quarters: 1).width == 1)
    #expect(image.turned(quarters: 2).pixels == [2, 1])
    #expect(image.turned(quarters: 3).pixels == [2, 1])
    #expect(image.turned(quarters: -3) == image.turned(quarters: 1))
  }

  @Test func specksGoAndStrokesStay() {
    var page = GrayImage(width: 100, height: 100)
    for x in 20..<80 { for y in 50..<53 { page.pixels[y * 100 + x] = 0 } }
    let clean = page
    #expect(page.specksPerMillion == 0)
    for place in [1_010, 2_020, 2_021, 8_050] { page.pixels[place] = 0 }
    #expect(page.specksPerMillion == 400)
    #expect(page.despeckled.pixels.count { $0 == 0 } == clean.despeckled.pixels.count { $0 == 0 })
    #expect(clean.despeckled.pixels[51 * 100 + 40] == 0)
    page.pixels[1_010] = 100
    #expect(page.despeckled.pixels.count { $0 == 0 } == clean.despeckled.pixels.count { $0 == 0 }, "gray ones, too")
  }

  @Test(arguments: [-3.2, -0.5, 0, 0.4, 2.1])
  func skewIsFoundToATenthOfADegree(_ degrees: Double) {
    // Lines of dashes, as text looks from afar.
    var page = GrayImage(width: 1_200, height: 1_500)
    var numbers = SeededNumbers(seed: 5)
    for line in stride(from: 150, to: 1_350, by: 40) {
      for column in stride(from: 150, to: 1_050, by: 16) where numbers.chance(80) {
        for y in line..<(line + 14) { for x in column..<(column + 10) { page.pixels[y * 1_200 + x] = 0 } }
      }
    }
    #expect(abs(page.rotated(degrees: degrees).skewDegrees - degrees) < 0.1)
    #expect(GrayImage(width: 500, height: 500).skewDegrees == 0)
  }
}
