// Why an event is refused: the place and the rule, in words that hold none of its content.

/// Why an event is refused.
public enum EventFault: Error, Sendable, Equatable {
  /// More bytes than ``SchemaRegistry/maximumBytes``.
  case tooLarge(bytes: Int)
  /// Not JSON (RFC 8259), or not UTF-8. The offset is that of the byte where reading stopped.
  case notJSON(byteOffset: UInt64, reason: String)
  /// Arrays and objects nested deeper than ``SchemaRegistry/maximumDepth``.
  case tooDeep(byteOffset: UInt64)
  /// The same name twice in one object (RFC 7493, section 2.3).
  case duplicateName(byteOffset: UInt64)
  /// The document is JSON but not an object.
  case notAnObject
  /// An attribute of the envelope that every event needs is missing or no string.
  case missingAttribute(pointer: String)
  /// No schema is known for the type. `type` is nil where it does not look like one and so is not repeated.
  case unknownType(type: String?, known: [String])
  /// Against the schema: the violation found first, and how many there are (counted up to 1,000).
  case violation(type: String, pointer: String, rule: String, message: String, count: Int)
  /// A number beyond ±(2^53 − 1), which not every reader keeps (RFC 7493, section 2.2).
  case inexactNumber(byteOffset: UInt64)
  /// A text holds U+0000, at which databases and other systems cut it: what is left may be somebody else's number.
  case nulCharacter(byteOffset: UInt64)
  /// Memory is short or a library failed; the event may be fine.
  case unavailable

  /// A stable, short name of the fault, for fingerprints and metrics.
  public var code: String {
    switch self {
    case .tooLarge: "too-large"
    case .notJSON: "not-json"
    case .tooDeep: "too-deep"
    case .duplicateName: "duplicate-name"
    case .notAnObject: "not-an-object"
    case .missingAttribute: "missing-attribute"
    case .unknownType: "unknown-type"
    case .violation: "schema-violation"
    case .inexactNumber: "inexact-number"
    case .nulCharacter: "nul-character"
    case .unavailable: "check-unavailable"
    }
  }

  /// The place as a JSON pointer (RFC 6901), where the fault has one.
  public var pointer: String? {
    switch self {
    case .missingAttribute(let pointer), .violation(_, let pointer, _, _, _): pointer
    case .notAnObject: ""
    case .unknownType: "/type"
    default: nil
    }
  }

  /// The rule that is broken, for instance `required`, where the fault has one.
  public var rule: String? {
    switch self {
    case .missingAttribute: "required"
    case .notAnObject: "type"
    case .violation(_, _, let rule, _, _): rule
    default: nil
    }
  }
}

extension EventFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooLarge(let bytes):
      "the event has \(bytes) bytes, at most \(SchemaRegistry.maximumBytes) are allowed; publish it in pages"
    case .notJSON(let offset, let reason):
      "the event is not JSON in UTF-8: \(reason) at byte \(offset); publish a complete JSON document"
    case .tooDeep(let offset):
      "arrays and objects are nested deeper than \(SchemaRegistry.maximumDepth) at byte \(offset); flatten the event"
    case .duplicateName(let offset):
      "an object has the same name twice, the second time at byte \(offset); send each name once"
    case .notAnObject: "the event is no JSON object; publish a CloudEvents document (structured mode)"
    case .missingAttribute(let pointer): "\(pointer) is missing or no string; every event needs it"
    case .unknownType(let type, let known):
      "no schema is known for \(type.map { "the type '\($0)'" } ?? "this type"); "
        + EventFault.knownVersions(of: type, known)
    case .violation(let type, let pointer, let rule, let message, let count):
      "\(pointer.isEmpty ? "the event" : pointer) \(message) (rule \(rule) of the schema of \(type)"
        + (count > 1 ? "; \(count) violations in all" : "") + "); correct it at the source and publish it again"
    case .inexactNumber(let offset):
      "a number ending near byte \(offset) is beyond 2^53 - 1, which not every reader keeps; send it as a string"
    case .nulCharacter(let offset):
      "a text holds the character U+0000 at byte \(offset), at which other systems cut it; leave it out"
    case .unavailable: "the check could not be carried out; memory may be short"
    }
  }

  /// The versions of the same event where there are any, else all types.
  private static func knownVersions(of type: String?, _ known: [String]) -> String {
    let stem = type.flatMap { type in type.lastIndex(of: ".").map { type[...$0] + "v" } }
    let versions = stem.map { stem in known.filter { $0.hasPrefix(stem) } } ?? []
    return versions.isEmpty
      ? "known are \(known.joined(separator: ", "))" : "its known versions are \(versions.joined(separator: ", "))"
  }
}
