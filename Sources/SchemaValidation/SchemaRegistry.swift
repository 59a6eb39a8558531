// All schemas, by event type.

import CValijson
import Foundation

/// The schemas of all event types, compiled once. Immutable: any number of threads may check at a time.
public struct SchemaRegistry: Sendable {
  /// The largest event, in bytes: 1 MiB.
  public static let maximumBytes = 1_048_576
  /// The deepest nesting of arrays and objects in an event.
  public static let maximumDepth = Int(CVJ_MAXIMUM_DEPTH)
  /// The prefix of every type; the rest of it names the schema's file.
  public static let typePrefix = "tributary."

  private let schemas: [String: CompiledSchema]
  /// The schemas as they were read, by full type.
  public let sources: [String: [UInt8]]
  private let workspaces = Workspaces()

  /// Compiles all `*.json` of a folder (not of the folders in it). `deposit.received.v1.json` is the schema of the
  /// type `tributary.deposit.received.v1`.
  /// - Throws: ``SchemaError`` where the folder cannot be read or has no schema, and for the first schema, by name,
  ///   that cannot be used.
  public init(directory: URL) throws(SchemaError) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    } catch {
      throw SchemaError(file: directory.path, reason: "the folder cannot be read; check the configured path")
    }
    var schemas: [String: CompiledSchema] = [:]
    var sources: [String: [UInt8]] = [:]
    for name in names.sorted() where name.hasSuffix(".json") {
      let type = SchemaRegistry.typePrefix + name.dropLast(5)
      let bytes = try SchemaRegistry.read(directory.appendingPathComponent(name))
      schemas[type] = try SchemaRegistry.compile(bytes, name)
      sources[type] = bytes
    }
    guard !schemas.isEmpty else { throw SchemaError(file: directory.path, reason: "the folder holds no *.json") }
    self.schemas = schemas
    self.sources = sources
  }

  /// Compiles schemas that are given as text, by full type.
  /// - Throws: ``SchemaError``; its `file` is the type.
  package init(schemas texts: [String: String]) throws(SchemaError) {
    var schemas: [String: CompiledSchema] = [:]
    for (type, text) in texts {
      do {
        schemas[type] = try CompiledSchema(json: Array(text.utf8))
      } catch {
        throw SchemaError(file: type, reason: error.reason)
      }
    }
    self.schemas = schemas
    sources = texts.mapValues { Array($0.utf8) }
  }

  /// The types that have a schema, sorted.
  public var types: [String] { schemas.keys.sorted() }

  /// Checks an event: size, JSON, envelope, type, schema, numbers.
  /// - Returns: what routing and receivers need of it.
  /// - Throws: ``EventFault``, with the fault found first.
  public func check(_ body: [UInt8]) throws(EventFault) -> CheckedEvent {
    let result = body.withUnsafeBytes { bytes in checked(bytes) }
    return try result.get()
  }

  /// Checks an event given as a region of memory; see the other form.
  /// - Throws: ``EventFault``.
  public func check(_ body: UnsafeRawBufferPointer) throws(EventFault) -> CheckedEvent {
    try checked(body).get()
  }

  private func checked(_ body: UnsafeRawBufferPointer) -> Result<CheckedEvent, EventFault> {
    guard body.count <= SchemaRegistry.maximumBytes else { return .failure(.tooLarge(bytes: body.count)) }
    let result = workspaces.lend { workspace in
      Result { () throws(EventFault) in
        try EventCheck(workspace: workspace).run(body) { type in
          schemas[type]
        } known: {
          types
        }
      }
    }
    return result ?? .failure(.unavailable)
  }

  private static func read(_ file: URL) throws(SchemaError) -> [UInt8] {
    let name = file.lastPathComponent
    guard let bytes = try? Data(contentsOf: file) else { throw SchemaError(file: name, reason: "it cannot be read") }
    guard bytes.count <= maximumBytes else { throw SchemaError(file: name, reason: "it is larger than 1 MiB") }
    return Array(bytes)
  }

  private static func compile(_ bytes: [UInt8], _ name: String) throws(SchemaError) -> CompiledSchema {
    do {
      return try CompiledSchema(json: bytes)
    } catch {
      throw SchemaError(file: name, reason: error.reason)
    }
  }
}
