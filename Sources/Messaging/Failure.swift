// What can go wrong with a message, by what is to be done about it.

/// The class of a failure decides what happens to the message.
public enum FailureClass: String, Sendable, Codable, CaseIterable {
  /// The message itself is wrong: not JSON, against its schema, unknown type, publisher not allowed. Dead letter.
  case invalid
  /// This worker can never apply it, for instance the same id with another content. Dead letter.
  case permanent
  /// It may work later: a time-out, a deadlock. Retry tier.
  case transient
  /// The worker died on it more often than the limit. Dead letter.
  case crash
}

/// A failed delivery, said so that an operator can act on it. Never holds payload text.
public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is to be done about it.
  public var failureClass: FailureClass
  /// A stable, short name of the fault, for instance `schema-violation`: the fingerprint is made of it.
  public var code: String
  /// What happened and what to do next, in words, without patient data.
  public var reason: String
  /// Where in the event, as a JSON pointer (RFC 6901).
  public var pointer: String?
  /// The rule that was broken, for instance `required` or `maxLength`.
  public var rule: String?

  /// Creates it.
  public init(_ failureClass: FailureClass, code: String, reason: String, pointer: String? = nil, rule: String? = nil) {
    self.failureClass = failureClass
    self.code = code
    self.reason = reason
    self.pointer = pointer
    self.rule = rule
  }

  public var description: String {
    let place = pointer.map { " at \($0.isEmpty ? "/" : $0)" } ?? ""
    return "\(code)\(place): \(reason)"
  }
}
