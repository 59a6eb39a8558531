// Documents made to hurt whoever reads them.

import Documents
import SyntheticDocuments

enum HostileDocuments {
  /// A PDF of numbered objects, with a table of where they are.
  static func pdf(_ objects: [String], trailer: String = "") -> [UInt8] {
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

  static func page(_ content: String, box: String = "0 0 612 792") -> [UInt8] {
    pdf([
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[\(box)]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>", content,
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ])
  }

  /// Four kilobytes that unfold to 68 gigabytes. In run lengths, 0x81 says 128 times the next byte: a text of nothing
  /// else becomes 64 times as long by each filter, and is the same text again.
  static func bomb() -> [UInt8] {
    let marker = Array("PLACE".utf8)
    let filters = String(repeating: "/RunLengthDecode", count: 4)
    let file = page("<</Length 4096/Filter[\(filters)]>>\nstream\nPLACE\nendstream")
    guard let place = file.firstRange(of: marker) else { return file }
    return file[..<place.lowerBound] + Array(repeating: 0x81, count: 4_096) + file[place.upperBound...]
  }

  /// One page drawn again and again by forms that each draw the next one ten times: 10 to the power of `depth` texts.
  static func nestedForms(depth: Int) -> [UInt8] {
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

  static func manyPages(_ count: Int) -> [UInt8] {
    let kids = (3...(count + 2)).map { "\($0) 0 R" }.joined(separator: " ")
    return pdf(
      ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[\(kids)]/Count \(count)>>"]
        + Array(repeating: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>", count: count))
  }

  static let javaScript = pdf([
    "<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(start)4 0 R]>>>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>", "<</S/JavaScript/JS(app.beep)>>",
  ])

  /// The standard security handler with keys that belong to no known password.
  static let encrypted: [UInt8] = {
    let key = String(repeating: "5A", count: 32)
    return pdf(
      [
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
        "<</Filter/Standard/V 1/R 2/O<\(key)>/U<\(key)>/P -44>>",
      ], trailer: "/Encrypt 4 0 R/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]")
  }()

  /// A picture that says it is so large, with hardly a byte behind its header.
  static func png(width: Int, height: Int) -> [UInt8] {
    func four(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + four(13) + Array("IHDR".utf8) + four(width) + four(height)
      + [8, 0, 0, 0, 0] + four(0) + four(4) + Array("IDAT".utf8) + [0, 0, 0, 0] + four(0)
  }
}
