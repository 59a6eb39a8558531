// The steps of a check, in the order in which their faults are reported.

import CValijson
import Crypto
import Foundation

/// Checks one document in a workspace.
struct EventCheck {
  let workspace: OpaquePointer

  func run(
    _ body: UnsafeRawBufferPointer, schema: (String) -> CompiledSchema?, known: () -> [String]
  ) throws(EventFault) -> CheckedEvent {
    try parse(body)
    try refuseNUL(body)
    guard cvj_is_object(workspace) else { throw .notAnObject }
    guard let type = string("type") else { throw .missingAttribute(pointer: "/type") }
    guard let schema = schema(type) else {
      throw .unknownType(type: EventCheck.looksLikeType(type) ? type : nil, known: known())
    }
    try validate(schema, type: type)
    if cvj_check_numbers(workspace) != CVJ_OK { throw .inexactNumber(byteOffset: cvj_error_offset(workspace)) }
    return try describe(type: type)
  }

  func parse(_ body: UnsafeRawBufferPointer) throws(EventFault) {
    let status = cvj_parse(workspace, body.baseAddress?.assumingMemoryBound(to: UInt8.self), body.count)
    let offset = cvj_error_offset(workspace)
    switch status {
    case CVJ_OK: return
    case CVJ_NOT_JSON: throw .notJSON(byteOffset: offset, reason: text(cvj_error_message(workspace)))
    case CVJ_TOO_DEEP: throw .tooDeep(byteOffset: offset)
    case CVJ_DUPLICATE_NAME: throw .duplicateName(byteOffset: offset)
    default: throw .unavailable
    }
  }

  /// JSON holds U+0000 only escaped (RFC 8259, section 7). Each backslash begins an escape of at least two characters.
  private func refuseNUL(_ body: UnsafeRawBufferPointer) throws(EventFault) {
    guard let start = body.baseAddress else { return }
    var offset = 0
    while offset < body.count, let found = memchr(start + offset, 0x5C, body.count - offset) {
      offset = UnsafeRawPointer(found) - start
      if body[offset...].starts(with: "\\u0000".utf8) { throw .nulCharacter(byteOffset: UInt64(offset)) }
      offset += 2
    }
  }

  private func validate(_ schema: CompiledSchema, type: String) throws(EventFault) {
    switch cvj_validate(workspace, schema.handle) {
    case CVJ_OK: return
    case CVJ_VIOLATION:
      throw .violation(
        type: type, pointer: text(cvj_error_pointer(workspace)), rule: text(cvj_error_rule(workspace)),
        message: text(cvj_error_message(workspace)), count: Int(cvj_error_count(workspace)))
    default: throw .unavailable
    }
  }

  private func describe(type: String) throws(EventFault) -> CheckedEvent {
    CheckedEvent(
      id: try attribute("id"), type: type, source: try attribute("source"), subject: string("subject"),
      correlationID: string("correlationid"), causationID: string("causationid"),
      idempotencyKey: string("idempotencykey"), time: try attribute("time"), contentDigest: try digest())
  }

  func digest() throws(EventFault) -> String {
    guard cvj_has_member(workspace, "data") else { throw .missingAttribute(pointer: "/data") }
    var length = 0
    guard let canonical = cvj_canonical(workspace, "data", &length) else { throw .unavailable }
    return SHA256.hash(data: UnsafeRawBufferPointer(start: canonical, count: length)).hexadecimal
  }

  private func attribute(_ name: String) throws(EventFault) -> String {
    guard let value = string(name) else { throw .missingAttribute(pointer: "/\(name)") }
    return value
  }

  private func string(_ name: String) -> String? {
    var length = 0
    guard let characters = cvj_string_member(workspace, name, &length) else { return nil }
    return String(decoding: UnsafeRawBufferPointer(start: characters, count: length), as: UTF8.self)
  }

  private func text(_ characters: UnsafePointer<CChar>?) -> String { characters.map { String(cString: $0) } ?? "" }

  /// Whether a type may be repeated in a message: it has the alphabet and the length of a type, so is no content.
  private static func looksLikeType(_ type: String) -> Bool {
    type.utf8.count <= 128 && type.hasPrefix(SchemaRegistry.typePrefix)
      && type.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
      }
  }
}

extension SHA256Digest {
  fileprivate var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { byte in [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }, as: UTF8.self)
  }
}
