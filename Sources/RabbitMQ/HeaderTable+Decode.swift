// Header tables from the library's C structs to Swift values.

import CRabbitMQ
import Messaging

extension String {
  /// Copies an AMQP string; bytes that are not UTF-8 are replaced.
  init(amqp bytes: amqp_bytes_t) {
    self = String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
  }
}

extension Dictionary where Key == String, Value == HeaderValue {
  /// Copies a table. Of a name that comes twice the last value stays.
  init(amqp table: amqp_table_t) {
    self.init(minimumCapacity: Swift.max(0, Int(table.num_entries)))
    for entry in UnsafeBufferPointer(start: table.entries, count: Swift.max(0, Int(table.num_entries))) {
      self[String(amqp: entry.key)] = HeaderValue(amqp: entry.value)
    }
  }
}

extension HeaderValue {
  /// Copies a field. The thread's stack is large because the library decodes nesting recursively, as this does.
  init(amqp field: amqp_field_value_t) {
    self = withUnsafePointer(to: field) { Self.decode($0) }
  }

  private static func decode(_ field: UnsafePointer<amqp_field_value_t>) -> HeaderValue {
    switch UInt8(field.pointee.kind) {
    case UInt8(ascii: "t"): .boolean(tributary_field_boolean(field))
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "s"), UInt8(ascii: "u"), UInt8(ascii: "I"),
      UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "L"):
      integer(field)
    case UInt8(ascii: "f"), UInt8(ascii: "d"): .double(tributary_field_double(field))
    case UInt8(ascii: "D"): decimal(tributary_field_decimal(field))
    case UInt8(ascii: "T"): .timestamp(tributary_field_u64(field))
    case UInt8(ascii: "S"): text(tributary_field_bytes(field))
    case UInt8(ascii: "x"): bytes(tributary_field_bytes(field))
    case UInt8(ascii: "A"): array(tributary_field_array(field))
    case UInt8(ascii: "F"): .table([String: HeaderValue](amqp: tributary_field_table(field)))
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

  private static func array(_ array: amqp_array_t) -> HeaderValue {
    let fields = UnsafeBufferPointer(start: array.entries, count: Swift.max(0, Int(array.num_entries)))
    return .array(fields.map { HeaderValue(amqp: $0) })
  }
}
