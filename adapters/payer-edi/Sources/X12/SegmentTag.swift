// Segment ids as one number each, so that the hot loop compares integers and never text.

/// A segment id of two or three characters, packed big-endian into a number; 0 stands for anything else.
@frozen package struct SegmentTag: Equatable, Sendable {
  package let rawValue: UInt32

  @inlinable @inline(__always)
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  @inlinable @inline(__always)
  init(_ first: Unicode.Scalar, _ second: Unicode.Scalar, _ third: Unicode.Scalar) {
    rawValue = first.value << 16 | second.value << 8 | third.value
  }

  @inlinable @inline(__always)
  init(_ first: Unicode.Scalar, _ second: Unicode.Scalar) { rawValue = first.value << 8 | second.value }

  /// Reads the tag of an id: upper-case letter first, then letters or digits, two or three in all.
  @inlinable init(_ id: ByteView) {
    guard id.count == 2 || id.count == 3, id.base[0] &- 0x41 < 26 else {
      rawValue = 0
      return
    }
    var value = UInt32(id.base[0])
    for index in 1..<id.count {
      let byte = id.base[index]
      guard ASCII.isDigit(byte) || byte &- 0x41 < 26 else {
        rawValue = 0
        return
      }
      value = value << 8 | UInt32(byte)
    }
    rawValue = value
  }

  /// The id as text, for findings; `?` for what is no segment id.
  package var name: String {
    guard rawValue != 0 else { return "?" }
    let bytes = [rawValue >> 16, rawValue >> 8, rawValue].map { UInt8(truncatingIfNeeded: $0) }
    return String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
  }
}

extension SegmentTag {
  // The envelope.
  @inlinable package static var isa: Self { Self("I", "S", "A") }
  @inlinable package static var iea: Self { Self("I", "E", "A") }
  @inlinable package static var gs: Self { Self("G", "S") }
  @inlinable package static var ge: Self { Self("G", "E") }
  @inlinable package static var st: Self { Self("S", "T") }
  @inlinable package static var se: Self { Self("S", "E") }
  @inlinable package static var ta1: Self { Self("T", "A", "1") }
  // Levels and lines of other sets.
  @inlinable package static var hl: Self { Self("H", "L") }
  @inlinable package static var bht: Self { Self("B", "H", "T") }
  @inlinable package static var sbr: Self { Self("S", "B", "R") }
  @inlinable package static var clm: Self { Self("C", "L", "M") }
  @inlinable package static var dtp: Self { Self("D", "T", "P") }
  @inlinable package static var hi: Self { Self("H", "I") }
  @inlinable package static var sv1: Self { Self("S", "V", "1") }
  @inlinable package static var sv2: Self { Self("S", "V", "2") }
  @inlinable package static var sv3: Self { Self("S", "V", "3") }
  @inlinable package static var svd: Self { Self("S", "V", "D") }
  @inlinable package static var stc: Self { Self("S", "T", "C") }
  @inlinable package static var eb: Self { Self("E", "B") }
  @inlinable package static var aaa: Self { Self("A", "A", "A") }
  @inlinable package static var msg: Self { Self("M", "S", "G") }
  @inlinable package static var ent: Self { Self("E", "N", "T") }
  @inlinable package static var rmr: Self { Self("R", "M", "R") }
  @inlinable package static var adx: Self { Self("A", "D", "X") }
  // Attachments: anything may stand in them.
  @inlinable package static var bin: Self { Self("B", "I", "N") }
  @inlinable package static var bds: Self { Self("B", "D", "S") }
  // The remittance advice.
  @inlinable package static var bpr: Self { Self("B", "P", "R") }
  @inlinable package static var trn: Self { Self("T", "R", "N") }
  @inlinable package static var cur: Self { Self("C", "U", "R") }
  @inlinable package static var ref: Self { Self("R", "E", "F") }
  @inlinable package static var dtm: Self { Self("D", "T", "M") }
  @inlinable package static var n1: Self { Self("N", "1") }
  @inlinable package static var n2: Self { Self("N", "2") }
  @inlinable package static var n3: Self { Self("N", "3") }
  @inlinable package static var n4: Self { Self("N", "4") }
  @inlinable package static var nte: Self { Self("N", "T", "E") }
  @inlinable package static var per: Self { Self("P", "E", "R") }
  @inlinable package static var rdm: Self { Self("R", "D", "M") }
  @inlinable package static var lx: Self { Self("L", "X") }
  @inlinable package static var ts2: Self { Self("T", "S", "2") }
  @inlinable package static var ts3: Self { Self("T", "S", "3") }
  @inlinable package static var clp: Self { Self("C", "L", "P") }
  @inlinable package static var cas: Self { Self("C", "A", "S") }
  @inlinable package static var nm1: Self { Self("N", "M", "1") }
  @inlinable package static var mia: Self { Self("M", "I", "A") }
  @inlinable package static var moa: Self { Self("M", "O", "A") }
  @inlinable package static var amt: Self { Self("A", "M", "T") }
  @inlinable package static var qty: Self { Self("Q", "T", "Y") }
  @inlinable package static var svc: Self { Self("S", "V", "C") }
  @inlinable package static var lq: Self { Self("L", "Q") }
  @inlinable package static var plb: Self { Self("P", "L", "B") }
}
