// One compiled schema, owned.

import CValijson

/// A compiled schema. Immutable after creation, hence safe to share between threads.
final class CompiledSchema: @unchecked Sendable {
  let handle: OpaquePointer

  /// Compiles a schema.
  /// - Throws: ``SchemaError`` with the reason; `file` is empty.
  init(json: [UInt8]) throws(SchemaError) {
    var reason = [CChar](repeating: 0, count: 512)
    let compiled = json.withUnsafeBufferPointer { bytes in
      cvj_schema_compile(bytes.baseAddress, bytes.count, &reason, reason.count)
    }
    guard let compiled else {
      let text = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw SchemaError(file: "", reason: String(decoding: text, as: UTF8.self))
    }
    handle = compiled
  }

  deinit { cvj_schema_free(handle) }
}

/// A schema that cannot be used.
public struct SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file's name.
  public var file: String
  /// What is wrong with it.
  public var reason: String

  public var description: String { "the schema \(file) cannot be used: \(reason)" }
}
