// The envelope: CloudEvents 1.0, structured JSON, with the extensions that Tributary relies on.

/// What an event says. Each body type has exactly one event type (and major version).
public protocol EventBody: Codable, Sendable, Equatable {
  /// The routing key: the type without `tributary.`, for instance `deposit.received.v1`.
  static var name: String { get }
}

extension EventBody {
  /// The full CloudEvents type, for instance `tributary.deposit.received.v1`.
  public static var type: String { "tributary.\(name)" }
  /// The schema's URI.
  public static var dataSchema: String { "urn:tributary:schema:\(name)" }
}

/// The attributes around an event's data (CloudEvents 1.0, section 3, and our extensions).
public struct EventContext: Sendable, Equatable {
  /// The event's identity.
  public var id: EventID
  /// Who says it: `/adapters/payer-edi`, `/services/cash-application`, or another system's own URI.
  public var source: String
  /// The business key: a trace number, a journal number. Never patient data.
  public var subject: String
  /// When it happened; from the source document where it has a time, so that output is the same each time.
  public var time: Instant
  /// The tenant.
  public var tenant: String
  /// The file or request that started it all.
  public var correlationID: String
  /// The event before, if an event caused this one.
  public var causationID: String?

  /// Creates it; see the properties.
  public init(
    id: EventID, source: String, subject: String, time: Instant, tenant: String, correlationID: String,
    causationID: String? = nil
  ) {
    self.id = id
    self.source = source
    self.subject = subject
    self.time = time
    self.tenant = tenant
    self.correlationID = correlationID
    self.causationID = causationID
  }
}

/// An event: its context and what it says.
public struct Event<Body: EventBody>: Sendable, Equatable {
  /// The envelope's attributes.
  public var context: EventContext
  /// What it says.
  public var data: Body

  /// Creates it.
  public init(_ context: EventContext, data: Body) {
    self.context = context
    self.data = data
  }
}

/// The version of the software that made an event (the `producerversion` extension).
public let producerVersion = "0.1.0"
/// The largest event that may be published, in bytes: 1 MiB.
public let maximumEventBytes = 1_048_576
