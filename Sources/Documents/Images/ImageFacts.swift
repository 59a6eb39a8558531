// What an image file says of itself in its first structures, so that a picture too large is refused before anything
// makes room for it. PNG: ISO/IEC 15948, 11.2.2; JPEG: ITU-T T.81, B.2.2; TIFF: revision 6.0, section 2.

/// A kind of document, told by its first bytes.
package enum DocumentFormat: String, Sendable, CaseIterable, Codable {
  case pdf = "application/pdf"
  case tiff = "image/tiff"
  case png = "image/png"
  case jpeg = "image/jpeg"

  /// Nil for bytes of no known kind. A PDF's header may stand behind up to 1,024 bytes of something else (ISO 32000-1,
  /// annex H, note 13).
  package init?(_ bytes: some Collection<UInt8>) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
      self = .tiff
    } else if Array(bytes.prefix(1_029)).firstRange(of: Array("%PDF-".utf8)) != nil {
      self = .pdf
    } else {
      return nil
    }
  }
}

/// The size of each picture in an image file.
package struct ImageFacts: Sendable, Equatable {
  package struct Size: Sendable, Equatable {
    package var width: Int
    package var height: Int
    /// Pixels an inch, where the file says it.
    package var resolution: Double?

    package init(width: Int, height: Int, resolution: Double? = nil) {
      (self.width, self.height, self.resolution) = (width, height, resolution)
    }
  }

  package var pictures: [Size]

  /// Reads an image file; nil where its structure is broken. No more than `maximumPictures` + 1 are looked at.
  package init?(_ bytes: [UInt8], format: DocumentFormat, maximumPictures: Int) {
    let pictures: [Size]?
    switch format {
    case .png: pictures = ImageFacts.png(bytes).map { [$0] }
    case .jpeg: pictures = ImageFacts.jpeg(bytes).map { [$0] }
    case .tiff: pictures = ImageFacts.tiff(bytes, maximumPictures: maximumPictures)
    case .pdf: pictures = nil
    }
    guard let pictures, !pictures.isEmpty, pictures.allSatisfy({ $0.width > 0 && $0.height > 0 }) else { return nil }
    self.pictures = pictures
  }

  private static func png(_ bytes: [UInt8]) -> Size? {
    let view = Bytes(bytes, isLittle: false)
    guard bytes.count > 33, bytes[12..<16].elementsEqual("IHDR".utf8),
      let width = view.number(at: 16, count: 4), let height = view.number(at: 20, count: 4)
    else { return nil }
    var size = Size(width: width, height: height)
    var place = 33
    while let length = view.number(at: place, count: 4), place + 8 <= bytes.count {
      let kind = bytes[(place + 4)..<(place + 8)]
      if kind.elementsEqual("IDAT".utf8) { break }
      if kind.elementsEqual("pHYs".utf8), let perMetre = view.number(at: place + 8, count: 4), perMetre > 0 {
        size.resolution = Double(perMetre) * 0.0254
      }
      place += length + 12
    }
    return size
  }

  private static func jpeg(_ bytes: [UInt8]) -> Size? {
    let view = Bytes(bytes, isLittle: false)
    var (place, resolution) = (2, nil as Double?)
    while place + 4 <= bytes.count, bytes[place] == 0xFF {
      let marker = bytes[place + 1]
      if marker == 0xFF || (0xD0...0xD7).contains(marker) || marker == 0x01 {
        place += marker == 0xFF ? 1 : 2
        continue
      }
      guard let length = view.number(at: place + 2, count: 2), length >= 2 else { return nil }
      if marker == 0xE0, place + 16 <= bytes.count, bytes[(place + 4)..<(place + 8)].elementsEqual("JFIF".utf8),
        let density = view.number(at: place + 12, count: 2), density > 0
      {
        resolution = bytes[place + 11] == 1 ? Double(density) : bytes[place + 11] == 2 ? Double(density) * 2.54 : nil
      }
      // SOF0 to SOF15 without DHT, JPG and DAC, which share the range.
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        guard let height = view.number(at: place + 5, count: 2), let width = view.number(at: place + 7, count: 2)
        else { return nil }
        return Size(width: width, height: height, resolution: resolution)
      }
      if marker == 0xDA || marker == 0xD9 { return nil }
      place += 2 + length
    }
    return nil
  }

  /// A TIFF that begins with the picture of that index, and has no other behind it: the header is made to point to it.
  package static func tiffPicture(_ bytes: [UInt8], index: Int) -> [UInt8]? {
    let view = Bytes(bytes, isLittle: bytes.first == 0x49)
    guard var place = view.number(at: 4, count: 4) else { return nil }
    for _ in 0..<index {
      guard let count = view.number(at: place, count: 2),
        let next = view.number(at: place + 2 + count * 12, count: 4), next != 0
      else { return nil }
      place = next
    }
    guard let count = view.number(at: place, count: 2), view.number(at: place + 2 + count * 12, count: 4) != nil
    else { return nil }
    var result = bytes
    for byte in 0..<4 {
      result[4 + byte] = UInt8(truncatingIfNeeded: place >> (8 * (view.isLittle ? byte : 3 - byte)))
      result[place + 2 + count * 12 + byte] = 0
    }
    return result
  }

  private static func tiff(_ bytes: [UInt8], maximumPictures: Int) -> [Size]? {
    let view = Bytes(bytes, isLittle: bytes.first == 0x49)
    guard var place = view.number(at: 4, count: 4) else { return nil }
    var sizes: [Size] = []
    // Directories may point back to themselves: the limit ends that.
    while place != 0, sizes.count <= maximumPictures {
      guard let count = view.number(at: place, count: 2), let size = tiffDirectory(view, at: place, count) else {
        return nil
      }
      sizes.append(size)
      guard let next = view.number(at: place + 2 + count * 12, count: 4) else { return nil }
      place = next
    }
    return sizes
  }

  private static func tiffDirectory(_ view: Bytes, at place: Int, _ count: Int) -> Size? {
    var (width, height, resolution, unit) = (0, 0, nil as Double?, 2)
    for index in 0..<count {
      let entry = place + 2 + index * 12
      guard let tag = view.number(at: entry, count: 2), let type = view.number(at: entry + 2, count: 2),
        let value = view.number(at: entry + 8, count: type == 3 ? 2 : 4)
      else { return nil }
      switch tag {
      case 256: width = value
      case 257: height = value
      case 282:
        if let top = view.number(at: value, count: 4), let under = view.number(at: value + 4, count: 4), under > 0 {
          resolution = Double(top) / Double(under)
        }
      case 296: unit = value
      default: break
      }
    }
    return Size(width: width, height: height, resolution: resolution.map { unit == 3 ? $0 * 2.54 : $0 })
  }
}

/// Numbers in bytes, of either order; nil beyond the end.
private struct Bytes {
  let bytes: [UInt8]
  let isLittle: Bool

  init(_ bytes: [UInt8], isLittle: Bool) { (self.bytes, self.isLittle) = (bytes, isLittle) }

  func number(at place: Int, count: Int) -> Int? {
    guard place >= 0, place <= bytes.count - count else { return nil }
    let slice = bytes[place..<(place + count)]
    return (isLittle ? Array(slice.reversed()) : Array(slice)).reduce(0) { $0 << 8 | Int($1) }
  }
}
