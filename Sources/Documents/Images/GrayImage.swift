// Pictures of pages in shades of gray, and the portable formats of netpbm in which the readers hand them over (pbm(5),
// pgm(5), ppm(5)).

/// A picture: rows from the top, one byte a pixel, 0 black and 255 white.
package struct GrayImage: Sendable, Equatable {
  package let width: Int
  package let height: Int
  package var pixels: [UInt8]

  /// Creates a picture of one shade.
  package init(width: Int, height: Int, shade: UInt8 = 255) {
    (self.width, self.height) = (width, height)
    pixels = Array(repeating: shade, count: width * height)
  }

  /// Creates a picture; nil where there are not as many pixels as its size says.
  package init?(width: Int, height: Int, pixels: [UInt8]) {
    guard width > 0, height > 0, pixels.count == width * height else { return nil }
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// As PGM (P5).
  package var portable: [UInt8] { Array("P5\n\(width) \(height)\n255\n".utf8) + pixels }

  /// All pictures of a stream of PBM, PGM and PPM (P4, P5, P6) with up to 16 bits a sample.
  /// - Throws: ``DocumentRefusal`` where it is cut short or a picture has more pixels than allowed.
  package static func all(portable bytes: [UInt8], maximumPixels: Int) throws(DocumentRefusal) -> [GrayImage] {
    var (pictures, place) = ([GrayImage](), 0)
    while place < bytes.count {
      var header = PortableHeader(bytes, at: place)
      guard let kind = header.kind, let width = header.number(), let height = header.number(),
        let maximum = kind == 4 ? 1 : header.number(), (1...65_535).contains(maximum), width > 0, height > 0
      else { throw DocumentRefusal(.unreadable, "the picture's header cannot be read") }
      guard width <= maximumPixels, height <= maximumPixels / width else {
        throw DocumentRefusal(.tooLarge, "a picture of \(width) by \(height) pixels; at most \(maximumPixels) pixels")
      }
      let sampleBytes = maximum > 255 ? 2 : 1
      let rowBytes = kind == 4 ? (width + 7) / 8 : (kind == 5 ? width : width * 3) * sampleBytes
      let start = header.place + 1
      let end = start + rowBytes * height
      guard end <= bytes.count else { throw DocumentRefusal(.unreadable, "the picture ends before its last row") }
      var picture = GrayImage(width: width, height: height)
      picture.fill(bytes[start..<end], kind: kind, maximum: maximum, rowBytes: rowBytes)
      pictures.append(picture)
      place = end
    }
    return pictures
  }

  private mutating func fill(_ bytes: ArraySlice<UInt8>, kind: Int, maximum: Int, rowBytes: Int) {
    let start = bytes.startIndex
    func sample(_ index: Int) -> Int {
      let value =
        maximum > 255
        ? Int(bytes[start + index * 2]) << 8 | Int(bytes[start + index * 2 + 1]) : Int(bytes[start + index])
      return min(value, maximum) * 255 / maximum
    }
    switch kind {
    case 5 where maximum == 255: pixels = Array(bytes)
    case 5:
      for index in 0..<(width * height) { pixels[index] = UInt8(sample(index)) }
    case 6:
      for index in 0..<(width * height) {
        // Rec. 601 luma, in 256ths.
        let luma = 77 * sample(index * 3) + 150 * sample(index * 3 + 1) + 29 * sample(index * 3 + 2)
        pixels[index] = UInt8(luma / 256)
      }
    default: fill(bits: bytes, rowBytes: rowBytes)
    }
  }

  /// Eight pixels a byte, the highest bit first, 1 for black.
  private mutating func fill(bits bytes: ArraySlice<UInt8>, rowBytes: Int) {
    let (width, height) = (width, height)
    bytes.withUnsafeBufferPointer { from in
      pixels.withUnsafeMutableBufferPointer { to in
        for row in 0..<height {
          for column in 0..<width {
            let byte = from[row * rowBytes + column >> 3]
            to[row * width + column] = byte << UInt8(column & 7) & 0x80 == 0 ? 255 : 0
          }
        }
      }
    }
  }

  /// Made larger or smaller by a factor, between the pixels in proportion.
  package func scaled(by factor: Double) -> GrayImage {
    let newWidth = max(1, Int((Double(width) * factor).rounded()))
    let newHeight = max(1, Int((Double(height) * factor).rounded()))
    var result = GrayImage(width: newWidth, height: newHeight)
    for y in 0..<newHeight {
      let sourceY = min(max((Double(y) + 0.5) / factor - 0.5, 0), Double(height - 1))
      let (row, partY) = (Int(sourceY), sourceY - sourceY.rounded(.down))
      let below = min(row + 1, height - 1)
      for x in 0..<newWidth {
        let sourceX = min(max((Double(x) + 0.5) / factor - 0.5, 0), Double(width - 1))
        let (column, partX) = (Int(sourceX), sourceX - sourceX.rounded(.down))
        let beside = min(column + 1, width - 1)
        func shade(_ row: Int) -> Double {
          Double(pixels[row * width + column]) * (1 - partX) + Double(pixels[row * width + beside]) * partX
        }
        result.pixels[y * newWidth + x] = UInt8(min(shade(row) * (1 - partY) + shade(below) * partY + 0.5, 255))
      }
    }
    return result
  }
}

/// The text at a portable picture's beginning: numbers parted by white space, with comments from `#` to the line's end.
private struct PortableHeader {
  let bytes: [UInt8]
  /// At the byte behind what has been read.
  var place: Int
  /// 4, 5 or 6; nil for anything else.
  let kind: Int?

  init(_ bytes: [UInt8], at start: Int) {
    self.bytes = bytes
    place = start + 2
    let isPortable = start + 2 < bytes.count && bytes[start] == UInt8(ascii: "P")
    kind = isPortable && (0x34...0x36).contains(bytes[start + 1]) ? Int(bytes[start + 1]) - 0x30 : nil
  }

  mutating func number() -> Int? {
    while place < bytes.count, bytes[place] <= 0x20 || bytes[place] == UInt8(ascii: "#") {
      if bytes[place] == UInt8(ascii: "#") {
        while place < bytes.count, bytes[place] != 0x0A { place += 1 }
      } else {
        place += 1
      }
    }
    var (value, digits) = (0, 0)
    while place < bytes.count, (0x30...0x39).contains(bytes[place]), digits < 9 {
      value = value * 10 + Int(bytes[place] - 0x30)
      (place, digits) = (place + 1, digits + 1)
    }
    return digits > 0 ? value : nil
  }
}
