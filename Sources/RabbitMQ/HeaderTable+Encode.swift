// Header tables from Swift values to the library's C structs, in memory of a pool that is recycled after each message.

import CRabbitMQ
import Messaging

/// Memory for the C structs of one outgoing method or message. Owned by a connection's thread.
final class EncodingPool {
  private var pool = amqp_pool_t()

  init() { init_amqp_pool(&pool, 16_384) }
  deinit { empty_amqp_pool(&pool) }

  /// Forgets everything handed out since the last time.
  func recycle() { recycle_amqp_pool(&pool) }

  /// Copies bytes.
  func bytes(_ source: [UInt8]) -> amqp_bytes_t {
    guard !source.isEmpty, let memory = amqp_pool_alloc(&pool, source.count) else { return amqp_empty_bytes }
    UnsafeMutableRawBufferPointer(start: memory, count: source.count).copyBytes(from: source)
    return amqp_bytes_t(len: source.count, bytes: memory)
  }

  /// Copies a text as UTF-8.
  func text(_ source: String) -> amqp_bytes_t {
    var copy = source
    return copy.withUTF8 { utf8 in
      guard utf8.count > 0, let base = utf8.baseAddress, let memory = amqp_pool_alloc(&pool, utf8.count) else {
        return amqp_empty_bytes
      }
      memory.copyMemory(from: base, byteCount: utf8.count)
      return amqp_bytes_t(len: utf8.count, bytes: memory)
    }
  }

  /// Copies a table.
  func table(_ source: [String: HeaderValue]) -> amqp_table_t {
    guard let entries = allocate(amqp_table_entry_t.self, source.count) else { return amqp_empty_table }
    for (place, (name, value)) in source.enumerated() {
      entries[place] = amqp_table_entry_t(key: text(name), value: field(value))
    }
    return amqp_table_t(num_entries: Int32(source.count), entries: entries)
  }

  /// Copies a value.
  func field(_ source: HeaderValue) -> amqp_field_value_t {
    switch source {
    case .string(let value): tributary_make_bytes(true, text(value))
    case .integer(let value): tributary_make_integer(value)
    case .boolean(let value): tributary_make_boolean(value)
    case .double(let value): tributary_make_double(value)
    case .decimal(let scale, let value): tributary_make_decimal(scale, UInt32(bitPattern: value))
    case .timestamp(let value): tributary_make_timestamp(value)
    case .bytes(let value): tributary_make_bytes(false, bytes(value))
    case .array(let value): tributary_make_array(array(value))
    case .table(let value): tributary_make_table(table(value))
    case .null: tributary_make_void()
    }
  }

  private func array(_ source: [HeaderValue]) -> amqp_array_t {
    guard let entries = allocate(amqp_field_value_t.self, source.count) else { return amqp_empty_array }
    for (place, value) in source.enumerated() { entries[place] = field(value) }
    return amqp_array_t(num_entries: Int32(source.count), entries: entries)
  }

  private func allocate<T>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T>? {
    guard count > 0 else { return nil }
    return amqp_pool_alloc(&pool, count * MemoryLayout<T>.stride)?.bindMemory(to: type, capacity: count)
  }
}
