// Values on their way to the server and back, in its binary form (manual, section "Binary Data Transfer Format" of each
// type's send and receive functions).

import CPostgreSQL

/// Types by their object ids (`pg_type.dat`), which never change.
enum PostgreSQLType {
  static let boolean: Oid = 16
  static let bytes: Oid = 17
  static let int8: Oid = 20
  static let int2: Oid = 21
  static let int4: Oid = 23
  static let float8: Oid = 701
  static let numeric: Oid = 1700
  static let integers: Set<Oid> = [int8, int4, int2, numeric]
}

/// Arguments of one statement, laid out as libpq takes them.
struct PostgreSQLArguments {
  private var bytes: [UInt8] = []
  private var places: [Int?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  /// - Parameter types: what the server takes each argument for.
  /// - Throws: ``StorageError`` where the statement is at fault.
  init(_ values: [SQLValue], types: [Oid], sql: String) throws {
    guard values.count == types.count else {
      throw StorageError("\(values.count) arguments for \(types.count) places in: \(sql)", isRetriable: false)
    }
    for (value, type) in zip(values, types) { try append(value, type, sql) }
  }

  private mutating func append(_ value: SQLValue, _ type: Oid, _ sql: String) throws {
    let start = bytes.count
    var format: Int32 = 1
    switch value {
    case .null:
      places.append(nil)
      lengths.append(0)
      formats.append(1)
      return
    case .integer(let number):
      guard PostgreSQLType.integers.contains(type) else { throw Self.mismatch("an integer", type, sql) }
      if type == PostgreSQLType.int8 {
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
      } else {
        format = 0
        bytes += Array(String(number).utf8) + [0]
      }
    case .text(let text):
      guard type != PostgreSQLType.bytes, !PostgreSQLType.integers.contains(type), type != PostgreSQLType.boolean else {
        throw Self.mismatch("a text", type, sql)
      }
      if text.utf8.contains(0) { bytes += Self.storable(text).utf8 } else { bytes += text.utf8 }
    case .blob(let blob):
      guard type == PostgreSQLType.bytes else { throw Self.mismatch("bytes", type, sql) }
      bytes += blob
    }
    places.append(start)
    lengths.append(Int32(bytes.count - start))
    formats.append(format)
  }

  /// A text without NUL characters, which PostgreSQL's cannot hold: the symbol for it (U+2400) stands in their place.
  /// Events with one are refused by the router, but what is stored of a refused message must be stored.
  static func storable(_ text: String) -> String { text.replacing("\0", with: "\u{2400}") }

  private static func mismatch(_ what: String, _ type: Oid, _ sql: String) -> StorageError {
    StorageError(
      "\(what) stands where PostgreSQL expects another type (\(type)); write CAST(? AS …) in: \(sql)",
      isRetriable: false)
  }

  func withPointers<T>(
    _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> T
  ) -> T {
    // One byte at least, so that empty texts have an address.
    (bytes + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        body(places.map { place in place.flatMap { characters.baseAddress?.advanced(by: $0) } }, lengths, formats)
      }
    }
  }
}

/// Reads one value of a result. - Throws: ``StorageError`` for a number that 64 bits do not hold.
func postgreSQLValue(_ result: OpaquePointer, _ row: Int32, _ column: Int32) throws -> SQLValue {
  if PQgetisnull(result, row, column) != 0 { return .null }
  let count = Int(PQgetlength(result, row, column))
  let start = PQgetvalue(result, row, column)
  let bytes = UnsafeRawBufferPointer(start: start, count: count)
  switch PQftype(result, column) {
  case PostgreSQLType.int8: return .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
  case PostgreSQLType.int4: return .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
  case PostgreSQLType.int2: return .integer(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
  case PostgreSQLType.boolean: return .integer(bytes[0] == 0 ? 0 : 1)
  case PostgreSQLType.bytes: return .blob(Array(bytes))
  case PostgreSQLType.numeric: return .integer(try wholeNumber(bytes))
  case PostgreSQLType.float8:
    let number = Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
    return .integer(Int64(exactly: number) ?? 0)
  default: return .text(String(decoding: bytes, as: UTF8.self))
  }
}

/// A `numeric`, which sums of 64-bit integers are: digits to the base 10,000, the weight of the first, sign, scale.
private func wholeNumber(_ bytes: UnsafeRawBufferPointer) throws -> Int64 {
  func word(_ index: Int) -> Int {
    Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: Int16.self)))
  }
  let outOfRange = StorageError("a sum is larger than 64 bits hold", isRetriable: false)
  guard bytes.count >= 8, bytes.count >= 8 + 2 * max(word(0), 0) else { throw outOfRange }
  let isNegative = word(2) == 0x4000
  guard isNegative || word(2) == 0 else { throw outOfRange }  // NaN, infinity
  var value: Int64 = 0
  for index in 0..<max(word(1) + 1, 0) {
    let digit = index < word(0) ? Int64(word(4 + index)) : 0
    let (scaled, first) = value.multipliedReportingOverflow(by: 10_000)
    let (sum, second) = scaled.subtractingReportingOverflow(digit)  // below zero there is one number more
    guard !first, !second else { throw outOfRange }
    value = sum
  }
  if isNegative { return value }
  guard value != .min else { throw outOfRange }
  return -value
}
