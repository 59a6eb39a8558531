// Documents made to hurt whoever reads them.

import Foundation

package enum HostileDocuments {
  /// A PDF of numbered objects, with a table of where they are.
  package static func pdf(_ objects: [String], trailer: String = "") -> [UInt8] {
    var text = "%PDF-1.5\n"
    var offsets: [Int] = []
    for (index, object) in objects.enumerated() {
      offsets.append(text.utf8.count)
      text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = text.utf8.count
    text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for offset in offsets {
      text += String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n"
    }
    text += "trailer\n<</Size \(objects.count + 1)/Root 1 0 R\(trailer)>>\nstartxref\n\(start)\n%%EOF\n"
    return Array(text.utf8)
  }

  package static func page(_ content: String, box: String = "0 0 612 792") -> [UInt8] {
    pdf([
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[\(box)]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>", content,
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ])
  }

  /// Four kilobytes that unfold to 68 gigabytes. In run lengths, 0x81 says 128 times the next byte: a text of nothing
  /// else becomes 64 times as long by each filter, and is the same text again.
  package static func bomb() -> [UInt8] {
    let marker = Array("PLACE".utf8)
    let filters = String(repeating: "/RunLengthDecode", count: 4)
    let file = page("<</Length 4096/Filter[\(filters)]>>\nstream\nPLACE\nendstream")
    guard let place = file.firstRange(of: marker) else { return file }
    return file[..<place.lowerBound] + Array(repeating: 0x81, count: 4_096) + file[place.upperBound...]
  }

  /// One page drawn again and again by forms that each draw the next one ten times: 10 to the power of `depth` texts.
  package static func nestedForms(depth: Int) -> [UInt8] {
    var objects = [
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R/Resources<</XObject<</X 6 0 R>>>>>>",
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", "<</Length 5>>\nstream\n/X Do\nendstream",
    ]
    for level in 0..<depth {
      let content = String(repeating: "/X Do ", count: 10)
      objects.append(
        "<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X \(level + 7) 0 R>>>>"
          + "/Length \(content.utf8.count)>>\nstream\n\(content)\nendstream")
    }
    let last = "BT /F 9 Tf 72 700 Td (word) Tj ET"
    objects.append(
      "<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F 4 0 R>>>>/Length \(last.utf8.count)>>"
        + "\nstream\n\(last)\nendstream")
    return pdf(objects)
  }

  package static func manyPages(_ count: Int) -> [UInt8] {
    let kids = (3...(count + 2)).map { "\($0) 0 R" }.joined(separator: " ")
    return pdf(
      ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[\(kids)]/Count \(count)>>"]
        + Array(repeating: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>", count: count))
  }

  package static let javaScript = pdf([
    "<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(start)4 0 R]>>>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>", "<</S/JavaScript/JS(app.beep)>>",
  ])

  /// The standard security handler with keys that belong to no known password.
  package static let encrypted: [UInt8] = {
    let key = String(repeating: "5A", count: 32)
    return pdf(
      [
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
        "<</Filter/Standard/V 1/R 2/O<\(key)>/U<\(key)>/P -44>>",
      ], trailer: "/Encrypt 4 0 R/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]")
  }()

  /// A picture that says it is so large, with hardly a byte behind its header.
  package static func png(width: Int, height: Int) -> [UInt8] {
    func four(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + four(13) + Array("IHDR".utf8) + four(width) + four(height)
      + [8, 0, 0, 0, 0] + four(0) + four(4) + Array("IDAT".utf8) + [0, 0, 0, 0] + four(0)
  }

  /// A page of one picture, whose bytes are written as hexadecimal and packed by a filter.
  private static func picture(_ bytes: [UInt8], filter: String, width: Int, height: Int) -> [UInt8] {
    let digits = bytes.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined() + ">"
    let content = "q 612 0 0 792 0 0 cm /X Do Q"
    return pdf([
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
      "<</Length \(content.utf8.count)>>\nstream\n\(content)\nendstream",
      "<</Type/XObject/Subtype/Image/Width \(width)/Height \(height)/ColorSpace/DeviceGray/BitsPerComponent 1"
        + "/Filter[/ASCIIHexDecode/\(filter)]/Length \(digits.utf8.count)>>\nstream\n\(digits)\nendstream",
    ])
  }

  private static func four(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  /// A picture in JBIG2 (ITU-T T.88) of 65,000 by 60,000 pixels, each to be decoded out of a few bytes.
  package static let endlessJBIG2: [UInt8] = {
    let size: [UInt8] = four(65_000) + four(60_000)
    let none: [UInt8] = four(0)
    let page: [[UInt8]] = [none, [48, 0, 1], four(19), size, none, none, [0, 0, 0]]
    let pixels: [UInt8] = [0, 0, 3, 0xFF, 0xFD, 0xFF, 2, 0xFE, 0xFE, 0xFE, 0x12, 0x34, 0xFF, 0xAC]
    let region: [[UInt8]] = [four(1), [38, 0, 1], four(UInt32(16 + pixels.count)), size, none, none, pixels]
    return picture((page + region).flatMap { $0 }, filter: "JBIG2Decode", width: 65_000, height: 60_000)
  }()

  /// A picture in JPEG 2000 (ITU-T T.800) that says it has more than four milliard pixels, in tiles of one.
  package static let endlessJPX: [UInt8] = {
    let (size, none, one): ([UInt8], [UInt8], [UInt8]) = (four(0xFFFF_0000), four(0), four(1))
    let start: [UInt8] = [0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0]
    let end: [UInt8] = [0, 1, 7, 1, 1, 0xFF, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1]
    let parts: [[UInt8]] = [start, size, size, none, none, one, one, none, none, end]
    return picture(parts.flatMap { $0 }, filter: "JPXDecode", width: 65_000, height: 65_000)
  }()

  /// Lists within lists, 200,000 deep, where a page's content is expected.
  package static let deeplyNested: [UInt8] = {
    let lists = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
    return pdf([
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents \(lists)>>",
    ])
  }()

  /// A table of places that points behind the end, and no object that could be found without it.
  package static let corruptXref = Array(
    "%PDF-1.5\nxref\n0 99\n\u{1}\u{2}trailer<</Root 7 0 R>>\nstartxref\n99999\n%%EOF".utf8)

  /// A mail with an attachment that wants to be written elsewhere.
  package static func mail(fileName: String, type: String, _ attachment: [UInt8]) -> [UInt8] {
    let body = Data(attachment).base64EncodedString(options: .lineLength76Characters)
    let text =
      "From: a@example.org\r\nDate: today\r\nMIME-Version: 1.0\r\n"
      + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: \(type); name=\"\(fileName)\"\r\n"
      + "Content-Disposition: attachment; filename=\"\(fileName)\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      + "\(body)\r\n--b--\r\n"
    return Array(text.utf8)
  }
}
