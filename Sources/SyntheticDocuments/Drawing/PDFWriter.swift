// PDF files from pages of text, or of pictures (ISO 32000-1, 7.5). Objects are written one after the other, then the
// table of where they are.

import Documents

/// Writes PDF.
package struct PDFWriter {
  private var bytes: [UInt8] = Array("%PDF-1.4\n%\u{E2}\u{E3}\n".utf8)
  private var offsets: [Int] = []

  private init() {}

  /// Pages with text.
  package static func file(_ canvas: Canvas) -> [UInt8] {
    var writer = PDFWriter()
    let fonts = StandardFont.allCases.map { font in
      writer.object("<</Type/Font/Subtype/Type1/BaseFont/\(font.rawValue)/Encoding/WinAnsiEncoding>>")
    }
    let entries = zip(StandardFont.allCases, fonts).map { "/\($0.resource) \($1) 0 R" }.joined()
    let pages = canvas.pages.map { page in
      let content = writer.stream("", Array(page.utf8))
      return (content, "<</Font<<\(entries)>>>>", Canvas.width, Canvas.height)
    }
    return writer.finished(pages)
  }

  /// Pages that are pictures, as a scanner that makes PDF writes them. Pictures of black and white take a bit a pixel.
  package static func file(_ pictures: [GrayImage], resolution: Double) -> [UInt8] {
    var writer = PDFWriter()
    let pages = pictures.map { picture in
      let isBilevel = picture.isBilevel
      let data = RunLength.encoded(isBilevel ? picture.bits(blackIsOne: false) : picture.pixels) + [128]
      let image = writer.stream(
        "/Type/XObject/Subtype/Image/Width \(picture.width)/Height \(picture.height)/ColorSpace/DeviceGray"
          + "/BitsPerComponent \(isBilevel ? 1 : 8)/Filter/RunLengthDecode", data)
      let (width, height) = (Double(picture.width) * 72 / resolution, Double(picture.height) * 72 / resolution)
      let content = writer.stream(
        "", Array("q \(Canvas.number(width)) 0 0 \(Canvas.number(height)) 0 0 cm /I Do Q".utf8))
      return (content, "<</XObject<</I \(image) 0 R>>>>", width, height)
    }
    return writer.finished(pages)
  }

  private mutating func object(_ text: String) -> Int {
    offsets.append(bytes.count)
    bytes += Array("\(offsets.count) 0 obj\n\(text)\nendobj\n".utf8)
    return offsets.count
  }

  private mutating func stream(_ entries: String, _ data: [UInt8]) -> Int {
    offsets.append(bytes.count)
    bytes += Array("\(offsets.count) 0 obj\n<<\(entries)/Length \(data.count)>>\nstream\n".utf8)
    bytes += data + Array("\nendstream\nendobj\n".utf8)
    return offsets.count
  }

  private typealias PageParts = (content: Int, resources: String, width: Double, height: Double)

  private mutating func finished(_ pages: [PageParts]) -> [UInt8] {
    let parent = offsets.count + pages.count + 1
    let kids = pages.map { page in
      let box = "[0 0 \(Canvas.number(page.width)) \(Canvas.number(page.height))]"
      return object(
        "<</Type/Page/Parent \(parent) 0 R/MediaBox\(box)/Contents \(page.content) 0 R/Resources\(page.resources)>>")
    }
    let list = kids.map { "\($0) 0 R" }.joined(separator: " ")
    let tree = object("<</Type/Pages/Kids[\(list)]/Count \(kids.count)>>")
    let catalog = object("<</Type/Catalog/Pages \(tree) 0 R>>")
    let start = bytes.count
    var table = "xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n"
    for offset in offsets {
      let digits = String(offset)
      table += String(repeating: "0", count: max(0, 10 - digits.count)) + digits + " 00000 n \n"
    }
    table += "trailer\n<</Size \(offsets.count + 1)/Root \(catalog) 0 R>>\nstartxref\n\(start)\n%%EOF\n"
    return bytes + Array(table.utf8)
  }
}

/// Run lengths as PDF (RunLengthDecode) and TIFF (PackBits, compression 32773) have them in common.
enum RunLength {
  static func encoded(_ data: [UInt8]) -> [UInt8] {
    var (result, place) = ([UInt8](), 0)
    result.reserveCapacity(data.count / 4)
    while place < data.count {
      var run = 1
      while run < 128, place + run < data.count, data[place + run] == data[place] { run += 1 }
      if run >= 2 {
        result += [UInt8(257 - run), data[place]]
        place += run
        continue
      }
      var end = place + 1
      while end < data.count, end - place < 128, end + 1 >= data.count || data[end] != data[end + 1] { end += 1 }
      result.append(UInt8(end - place - 1))
      result += data[place..<end]
      place = end
    }
    return result
  }
}

extension GrayImage {
  /// A bit a pixel, each row from a byte's beginning.
  func bits(blackIsOne: Bool) -> [UInt8] {
    let rowBytes = (width + 7) / 8
    var result = [UInt8](repeating: 0, count: rowBytes * height)
    for row in 0..<height {
      for column in 0..<width where (pixels[row * width + column] < 128) == blackIsOne {
        result[row * rowBytes + column / 8] |= 0x80 >> UInt8(column % 8)
      }
    }
    return result
  }
}
