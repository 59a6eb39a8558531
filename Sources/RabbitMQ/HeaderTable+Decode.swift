// Header tables from the library's C structs to Swift values.

import CRabbitMQ
import Messaging

extension String {
  /// Copies an AMQP string; bytes that are not UTF-8 are replaced.
  init(amqp bytes: amqp_bytes_t) {
    self = String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
  }
}

/// Copies header tables. Levels deeper than the limit become `null`: the library has decoded them already, on a large
/// stack, but a Swift value nested ten thousand deep would bring down whoever drops it.
enum HeaderDecoder {
  /// The deepest level that is kept. Events have two or three; `x-death` has four.
  static let maximumDepth = 64

  /// The table of a message, with names that come again and again.
  static func table(_ table: amqp_table_t, _ names: inout [RecentText]) -> [String: HeaderValue] {
    let count = max(0, Int(table.num_entries))
    while names.count < min(count, RecentTexts.keptHeaderNames) { names.append(RecentText()) }
    var result = [String: HeaderValue](minimumCapacity: count)
    for (place, entry) in UnsafeBufferPointer(start: table.entries, count: count).enumerated() {
      let name = place < names.count ? names[place].text(entry.key) : String(amqp: entry.key)
      result[name] = withUnsafePointer(to: entry.value) { field($0, depth: 1) }
    }
    return result
  }

  /// A table. Of a name that comes twice the last value stays.
  static func table(_ table: amqp_table_t, depth: Int = 1) -> [String: HeaderValue] {
    let count = max(0, Int(table.num_entries))
    var result = [String: HeaderValue](minimumCapacity: count)
    for entry in UnsafeBufferPointer(start: table.entries, count: count) {
      result[String(amqp: entry.key)] = withUnsafePointer(to: entry.value) { field($0, depth: depth) }
    }
    return result
  }

  private static func field(_ field: UnsafePointer<amqp_field_value_t>, depth: Int) -> HeaderValue {
    switch field.pointee.kind {
    case UInt8(ascii: "A"): depth < maximumDepth ? array(tributary_field_array(field), depth: depth + 1) : .null
    case UInt8(ascii: "F"):
      depth < maximumDepth ? .table(table(tributary_field_table(field), depth: depth + 1)) : .null
    default: scalar(field)
    }
  }

  private static func scalar(_ field: UnsafePointer<amqp_field_value_t>) -> HeaderValue {
    switch field.pointee.kind {
    case UInt8(ascii: "t"): .boolean(tributary_field_boolean(field))
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "s"), UInt8(ascii: "u"), UInt8(ascii: "I"),
      UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "L"):
      integer(field)
    case UInt8(ascii: "f"), UInt8(ascii: "d"): .double(tributary_field_double(field))
    case UInt8(ascii: "D"): decimal(tributary_field_decimal(field))
    case UInt8(ascii: "T"): .timestamp(tributary_field_u64(field))
    case UInt8(ascii: "S"): text(tributary_field_bytes(field))
    case UInt8(ascii: "x"): bytes(tributary_field_bytes(field))
    default: .null
    }
  }

  /// An unsigned integer beyond `Int64` becomes its digits: nothing else of ours holds it.
  private static func integer(_ field: UnsafePointer<amqp_field_value_t>) -> HeaderValue {
    var fits = false
    let value = tributary_field_integer(field, &fits)
    return fits ? .integer(value) : .string(String(UInt64(bitPattern: value)))
  }

  private static func decimal(_ value: amqp_decimal_t) -> HeaderValue {
    .decimal(scale: value.decimals, value: Int32(bitPattern: value.value))
  }

  private static func text(_ bytes: amqp_bytes_t) -> HeaderValue {
    let raw = UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len)
    return String(validating: raw, as: UTF8.self).map { .string($0) } ?? .bytes(Array(raw))
  }

  private static func bytes(_ bytes: amqp_bytes_t) -> HeaderValue {
    .bytes(Array(UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len)))
  }

  private static func array(_ array: amqp_array_t, depth: Int) -> HeaderValue {
    let fields = UnsafeBufferPointer(start: array.entries, count: max(0, Int(array.num_entries)))
    return .array(fields.map { value in withUnsafePointer(to: value) { field($0, depth: depth) } })
  }
}
