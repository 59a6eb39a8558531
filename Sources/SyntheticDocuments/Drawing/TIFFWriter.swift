// TIFF files of several pages, as fax servers and banks' lockboxes send them (TIFF revision 6.0; PackBits, section 9).

import Documents

package enum TIFFWriter {
  /// Pictures as one file: those of black and white with a bit a pixel, others with eight.
  package static func file(_ pictures: [GrayImage], resolution: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x49, 0x49, 0x2A, 0, 0, 0, 0, 0]
    var link = 4
    for picture in pictures {
      let isBilevel = picture.isBilevel
      let rows = isBilevel ? picture.bits(blackIsOne: true) : picture.pixels
      let rowBytes = rows.count / picture.height
      let data = (0..<picture.height).flatMap {
        RunLength.encoded(Array(rows[($0 * rowBytes)..<(($0 + 1) * rowBytes)]))
      }
      let dataPlace = append(data, to: &bytes)
      let ratioPlace = append(number(resolution, 4) + number(1, 4), to: &bytes)
      // Tag, type (3 short, 4 long, 5 ratio), value; in the order of tags.
      let entries: [(Int, Int, Int)] = [
        (256, 4, picture.width), (257, 4, picture.height), (258, 3, isBilevel ? 1 : 8), (259, 3, 32_773),
        (262, 3, isBilevel ? 0 : 1), (273, 4, dataPlace), (277, 3, 1), (278, 4, picture.height), (279, 4, data.count),
        (282, 5, ratioPlace), (283, 5, ratioPlace), (296, 3, 2),
      ]
      let directory =
        number(entries.count, 2)
        + entries.flatMap { number($0.0, 2) + number($0.1, 2) + number(1, 4) + number($0.2, 4) } + number(0, 4)
      let place = append(directory, to: &bytes)
      bytes.replaceSubrange(link..<(link + 4), with: number(place, 4))
      link = place + directory.count - 4
    }
    return bytes
  }

  private static func append(_ part: [UInt8], to bytes: inout [UInt8]) -> Int {
    if bytes.count % 2 == 1 { bytes.append(0) }
    bytes += part
    return bytes.count - part.count
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
