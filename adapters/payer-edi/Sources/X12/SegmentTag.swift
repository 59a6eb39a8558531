// Segment ids as one number each, so that the hot loop compares integers and never text.

/// A segment id of two or three characters, packed big-endian into a number; 0 stands for anything else.
@frozen public struct SegmentTag: Equatable, Sendable {
  public let rawValue: UInt32

  /// Takes the packed number.
  @inlinable @inline(__always)
  public init(rawValue: UInt32) { self.rawValue = rawValue }

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
  public var name: String {
    guard rawValue != 0 else { return "?" }
    let bytes = [rawValue >> 16, rawValue >> 8, rawValue].map { UInt8(truncatingIfNeeded: $0) }
    return String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
  }
}

extension SegmentTag {
  // The envelope.
  @inlinable public static var isa: Self { Self("I", "S", "A") }
  @inlinable public static var iea: Self { Self("I", "E", "A") }
  @inlinable public static var gs: Self { Self("G", "S") }
  @inlinable public static var ge: Self { Self("G", "E") }
  @inlinable public static var st: Self { Self("S", "T") }
  @inlinable public static var se: Self { Self("S", "E") }
  @inlinable public static var ta1: Self { Self("T", "A", "1") }
  // Levels and lines of other sets.
  @inlinable public static var hl: Self { Self("H", "L") }
  @inlinable public static var bht: Self { Self("B", "H", "T") }
  @inlinable public static var sbr: Self { Self("S", "B", "R") }
  @inlinable public static var clm: Self { Self("C", "L", "M") }
  @inlinable public static var dtp: Self { Self("D", "T", "P") }
  @inlinable public static var hi: Self { Self("H", "I") }
  @inlinable public static var sv1: Self { Self("S", "V", "1") }
  @inlinable public static var sv2: Self { Self("S", "V", "2") }
  @inlinable public static var sv3: Self { Self("S", "V", "3") }
  @inlinable public static var svd: Self { Self("S", "V", "D") }
  @inlinable public static var stc: Self { Self("S", "T", "C") }
  @inlinable public static var eb: Self { Self("E", "B") }
  @inlinable public static var aaa: Self { Self("A", "A", "A") }
  @inlinable public static var msg: Self { Self("M", "S", "G") }
  @inlinable public static var ent: Self { Self("E", "N", "T") }
  @inlinable public static var rmr: Self { Self("R", "M", "R") }
  @inlinable public static var adx: Self { Self("A", "D", "X") }
  // Attachments: anything may stand in them.
  @inlinable public static var bin: Self { Self("B", "I", "N") }
  @inlinable public static var bds: Self { Self("B", "D", "S") }
  // The remittance advice.
  @inlinable public static var bpr: Self { Self("B", "P", "R") }
  @inlinable public static var trn: Self { Self("T", "R", "N") }
  @inlinable public static var cur: Self { Self("C", "U", "R") }
  @inlinable public static var ref: Self { Self("R", "E", "F") }
  @inlinable public static var dtm: Self { Self("D", "T", "M") }
  @inlinable public static var n1: Self { Self("N", "1") }
  @inlinable public static var n2: Self { Self("N", "2") }
  @inlinable public static var n3: Self { Self("N", "3") }
  @inlinable public static var n4: Self { Self("N", "4") }
  @inlinable public static var nte: Self { Self("N", "T", "E") }
  @inlinable public static var per: Self { Self("P", "E", "R") }
  @inlinable public static var rdm: Self { Self("R", "D", "M") }
  @inlinable public static var lx: Self { Self("L", "X") }
  @inlinable public static var ts2: Self { Self("T", "S", "2") }
  @inlinable public static var ts3: Self { Self("T", "S", "3") }
  @inlinable public static var clp: Self { Self("C", "L", "P") }
  @inlinable public static var cas: Self { Self("C", "A", "S") }
  @inlinable public static var nm1: Self { Self("N", "M", "1") }
  @inlinable public static var mia: Self { Self("M", "I", "A") }
  @inlinable public static var moa: Self { Self("M", "O", "A") }
  @inlinable public static var amt: Self { Self("A", "M", "T") }
  @inlinable public static var qty: Self { Self("Q", "T", "Y") }
  @inlinable public static var svc: Self { Self("S", "V", "C") }
  @inlinable public static var lq: Self { Self("L", "Q") }
  @inlinable public static var plb: Self { Self("P", "L", "B") }
}
