// Bytes to segments: separators, line ends, wrapping, limits.

import Testing
import X12

@Suite struct SegmentReaderTests {
  /// All segments, their elements joined by `|`.
  private func segments(_ bytes: [UInt8], chunk: Int = .max) throws -> [String] {
    let reader = SegmentReader(MemoryBytes(bytes, chunk: chunk))
    var found: [String] = []
    while try reader.next() {
      let segment = reader.segment
      found.append((0..<segment.elementCount).map { segment[$0].text }.joined(separator: "|"))
    }
    return found
  }

  private func segments(_ text: String) throws -> [String] { try segments(Array(text.utf8)) }

  @Test func `Cuts segments and elements, also empty ones`() throws {
    #expect(try segments("CLP*A**B*~SE~GE*1~") == ["CLP|A||B|", "SE", "GE|1"])
  }

  @Test func `Skips blanks between segments and reads the last without a terminator`() throws {
    #expect(try segments("\r\n A1*x~\r\n\n  B2*y ~~C3*z") == ["A1|x", "B2|y ", "C3|z"])
  }

  @Test func `Takes line ends out of wrapped segments`() throws {
    #expect(try segments("NM1*QC*1*DO\r\nE*JA\nNE~LX*1~") == ["NM1|QC|1|DOE|JANE", "LX|1"])
  }

  @Test func `Reads an element that is not there as empty`() throws {
    let reader = SegmentReader(MemoryBytes(Array("LX*1~".utf8)))
    #expect(try reader.next())
    #expect(reader.segment[2].isEmpty)
    #expect(reader.segment[-1].isEmpty)
    #expect(reader.segment[1].text == "1")
    #expect(try !reader.next())
  }

  @Test func `Numbers and places segments in the file`() throws {
    let reader = SegmentReader(MemoryBytes(Array("AB*1~\nCD*2~".utf8)))
    _ = try reader.next()
    _ = try reader.next()
    #expect(reader.segment.number == 2)
    #expect(reader.segment.offset == 6)
  }

  @Test func `Knows every byte for what it is, wherever it stands`() throws {
    for byte in UInt8.min...UInt8.max where !ASCII.isLineEnd(byte) {
      for place in 0..<19 {
        var text = [UInt8](repeating: 0x41, count: 19)
        text[place] = byte
        let reader = SegmentReader(MemoryBytes(Array("REF*".utf8) + text + Array("~LX*1~".utf8)))
        #expect(try reader.next())
        let segment = reader.segment
        let isCut = byte == UInt8(ascii: "*") || byte == UInt8(ascii: "~")
        let length = isCut ? place : text.count
        #expect((0..<segment[1].count).map { segment[1][$0] } == Array(text[..<length]), "\(byte) at \(place)")
        #expect(segment.elementCount == (byte == UInt8(ascii: "*") ? 3 : 2), "\(byte) at \(place)")
        let flags: SegmentFlags =
          switch byte {
          case 0..<0x20, 0x7F: .control
          case 0x80...: .nonASCII
          case 0x22, 0x5C: .escaped
          default: []
          }
        #expect(segment.flags == flags, "\(byte) at \(place)")
      }
    }
  }

  @Test(arguments: [X12Limits.segmentBytes - 1, X12Limits.segmentBytes, X12Limits.segmentBytes + 1, 3_000_000])
  func `Skips a segment longer than the limit and goes on`(length: Int) throws {
    let long = Array("REF*".utf8) + [UInt8](repeating: 0x41, count: length - 4)
    let reader = SegmentReader(MemoryBytes(long + Array("~LX*1~".utf8)))
    #expect(try reader.next())
    #expect(reader.segment.flags.contains(.overLimit) == (length > X12Limits.segmentBytes))
    #expect(reader.segment.tag == .ref)
    #expect(try reader.next())
    #expect(reader.segment.tag == .lx)
    #expect(reader.segment.offset == length + 1)
    #expect(reader.segment[1].text == "1")
  }

  @Test(arguments: [X12Limits.elements - 1, X12Limits.elements, X12Limits.elements + 1, X12Limits.elements + 2])
  func `Marks a segment with more elements than the limit`(count: Int) throws {
    let text = "REF" + String(repeating: "*a", count: count - 1) + "~"
    let reader = SegmentReader(MemoryBytes(Array(text.utf8)))
    _ = try reader.next()
    #expect(reader.segment.elementCount == min(count, X12Limits.elements))
    #expect(reader.segment.flags.contains(.overLimit) == (count > X12Limits.elements))
    #expect(reader.segment[reader.segment.elementCount - 1].text == "a")
  }

  @Test(arguments: [1, 2, 3, 7, 64])
  func `Gives the same segments whatever the pieces`(chunk: Int) throws {
    let bytes = Array(Document(lineEnd: "\r\n").text.utf8)
    #expect(try segments(bytes, chunk: chunk) == segments(bytes))
  }

  @Test(arguments: ["CLP", "N1", "ST", "TA1"])
  func `Packs ids`(id: String) throws {
    let reader = SegmentReader(MemoryBytes(Array("\(id)*1~".utf8)))
    _ = try reader.next()
    #expect(reader.segment.tag.name == id)
  }

  @Test(arguments: ["clp", "C", "CLPX", "1A", "Ab", "*", "C P"])
  func `Does not take for an id what is none`(id: String) throws {
    let reader = SegmentReader(MemoryBytes(Array("\(id)*1~".utf8)))
    _ = try reader.next()
    #expect(reader.segment.tag.rawValue == 0)
  }

  @Test(arguments: [Int.max, 1, 7])
  func `Binary data is read by its length, whatever bytes it holds`(chunk: Int) throws {
    let data = Array("a~SE*3~\r\n".utf8) + [0, 0xFF, 0x1D] + Array("~*:".utf8)
    let bytes = Array("BIN*\(data.count)*".utf8) + data + Array("~BDS*ASC*2*~~~LX*1~".utf8)
    let reader = SegmentReader(MemoryBytes(bytes, chunk: chunk))
    #expect(try reader.next())
    #expect(reader.segment.tag == .bin && reader.segment.elementCount == 3 && reader.segment.flags == [])
    #expect((0..<data.count).map { reader.segment[2][$0] } == data)
    var writer = SegmentWriter(delimiters: Delimiters(element: 0x1D, component: 0x1F, repetition: 0x1C, segment: 0x1E))
    try writer.copy(reader.segment, from: reader.delimiters)
    #expect(writer.bytes == Array("BIN\u{1D}\(data.count)\u{1D}".utf8) + data + [0x1E])
    #expect(try reader.next())
    #expect((1...3).map { reader.segment[$0].text } == ["ASC", "2", "~~"])
    #expect(try reader.next())
    #expect(reader.segment.tag == .lx && reader.segment.number == 3 && reader.segment.offset == bytes.count - 5)
    #expect(try !reader.next())
  }

  @Test(arguments: [Int.max, 65_536])
  func `Binary data of any size passes in constant memory`(chunk: Int) throws {
    let data = [UInt8](repeating: UInt8(ascii: "~"), count: 5 * X12Limits.segmentBytes)
    let bytes = Array("BIN*\(data.count)*".utf8) + data + Array("~LX*1~".utf8)
    let reader = SegmentReader(MemoryBytes(bytes, chunk: chunk))
    #expect(try reader.next())
    #expect(reader.segment.tag == .bin && reader.segment.elementCount == 2 && reader.segment[1].integer == data.count)
    #expect(try reader.next())
    #expect(reader.segment.tag == .lx && reader.segment.number == 2)
    #expect(try !reader.next())
  }

  @Test(arguments: ["BIN*3*AB~LX*1~", "BIN*99*AB~LX*1~", "BIN*9999999*AB~LX*1~", "BIN*x*AB~LX*1~", "BIN*1*AB~LX*1~"])
  func `Binary data of another length is read up to the next terminator`(text: String) throws {
    let found = try segments(text)
    #expect(found.count == 2 && found[0].hasSuffix("|AB") && found[1] == "LX|1")
  }
}
