// What is known of an event once it has been checked.

/// An event that is JSON, of a known type and according to its schema.
public struct CheckedEvent: Sendable, Equatable {
  /// The event's id (CloudEvents 1.0, section 3.1).
  public var id: String
  /// Its full type, for instance `tributary.deposit.received.v1`.
  public var type: String
  /// Who says it.
  public var source: String
  /// The business key, where there is one.
  public var subject: String?
  /// The file or request that started it all, where the publisher says so.
  public var correlationID: String?
  /// The event that caused it, where one did.
  public var causationID: String?
  /// On a corrected event: the id of the original (`idempotencykey`).
  public var idempotencyKey: String?
  /// When it happened, as written (RFC 3339).
  public var time: String
  /// SHA-256 over the canonical form (RFC 8785) of `data`, in lower-case hexadecimal. It tells a duplicate from a
  /// conflict: the same id with another content.
  public var contentDigest: String

  /// Creates it; see the properties.
  public init(
    id: String, type: String, source: String, subject: String? = nil, correlationID: String? = nil,
    causationID: String? = nil, idempotencyKey: String? = nil, time: String, contentDigest: String
  ) {
    self.id = id
    self.type = type
    self.source = source
    self.subject = subject
    self.correlationID = correlationID
    self.causationID = causationID
    self.idempotencyKey = idempotencyKey
    self.time = time
    self.contentDigest = contentDigest
  }
}
