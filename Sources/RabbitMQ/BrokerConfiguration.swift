// Where the broker is and how to behave towards it: everything a connection needs to know, with defaults.

/// A host and port where a broker listens for AMQP 0-9-1.
public struct BrokerAddress: Sendable, Hashable, CustomStringConvertible {
  /// Host name or numeric address.
  public var host: String
  /// TCP port; 5672 is AMQP's own.
  public var port: UInt16

  /// Creates an address.
  public init(host: String, port: UInt16 = 5672) {
    self.host = host
    self.port = port
  }

  public var description: String { "\(host):\(port)" }
}

/// A text that is used but never shown: printing, interpolating or dumping it yields dots.
public struct Secret: Sendable, Equatable, ExpressibleByStringLiteral, CustomStringConvertible,
  CustomDebugStringConvertible, CustomReflectable
{
  package let revealed: String

  /// Wraps a text.
  public init(_ text: String) { revealed = text }
  public init(stringLiteral value: String) { revealed = value }

  public var description: String { "•••" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How to reach the broker as whom, and the limits of one connection.
public struct BrokerConfiguration: Sendable, CustomStringConvertible {
  /// The brokers of one cluster, tried in turn until one answers. Must not be empty.
  public var addresses: [BrokerAddress]
  /// The virtual host; Tributary has one a tenant.
  public var virtualHost: String
  /// The broker user. With a client certificate the broker takes the name from that, and this one is only shown.
  public var user: String
  /// The user's password.
  public var password: Secret
  /// What the broker's management pages call the connection, for instance `cash-application publisher`.
  public var connectionName: String
  /// Seconds without traffic after which both sides probe each other (AMQP 0-9-1, section 4.2.7); two missed probes
  /// end the connection. 5 or more; the broker may ask for less. When nothing but heartbeats came for so long, the
  /// broker is asked for an answer, which it owes within ``requestTimeout``.
  public var heartbeatSeconds: UInt16 = 20
  /// How long one attempt to connect, and the handshake after it, may take, each.
  public var connectTimeout: Duration = .seconds(5)
  /// The longest wait between two attempts to connect, or to open a channel again, before up to half of it is left off
  /// by chance. The first wait is a fifth of a second, and each is twice the one before.
  public var longestBackoff: Duration = .seconds(15)
  /// How long a publish may wait for its outcome, the time without a connection and the time blocked included.
  public var publishTimeout: Duration = .seconds(30)
  /// How long a request about topology may wait for its answer, the time without a connection included; and how long
  /// the broker may take to answer what opening channels and consumers asks, before the connection is given up.
  public var requestTimeout: Duration = .seconds(30)
  /// How long the connection's thread may stand still before ``ConnectionState/stalled(reason:)`` says so. Raised to
  /// what can be told from rest: half the heartbeat, three times the connect time-out, and at least 2 seconds.
  public var stallLimit: Duration = .seconds(20)
  /// How long closing waits for outstanding confirms.
  public var closeTimeout: Duration = .seconds(5)
  /// The longest message body in bytes, sent or received. RabbitMQ 4 itself refuses more than 16 MiB.
  public var maximumBodyBytes: Int = 16 << 20
  /// How many messages may be on the wire unconfirmed.
  public var maximumInFlight: Int = 1024
  /// How many bytes of bodies may be on the wire unconfirmed; one message may always be.
  public var maximumInFlightBytes: Int = 32 << 20
  /// How many messages may wait for their turn; publishing more fails at once.
  public var maximumWaiting: Int = 65_536
  /// How to log in.
  public var authentication = BrokerAuthentication.password
  /// TLS settings; none means plain TCP.
  public var tls: BrokerTLS?

  /// Creates a configuration; see the properties for their meaning.
  public init(
    addresses: [BrokerAddress], virtualHost: String = "/", user: String, password: Secret,
    connectionName: String, tls: BrokerTLS? = nil
  ) {
    self.addresses = addresses
    self.virtualHost = virtualHost
    self.user = user
    self.password = password
    self.connectionName = connectionName
    self.tls = tls
  }

  /// The same broker under another connection name.
  public func named(_ name: String) -> BrokerConfiguration {
    var copy = self
    copy.connectionName = name
    return copy
  }

  public var description: String {
    let places = addresses.map(\.description).joined(separator: ",")
    return "amqp\(tls == nil ? "" : "s")://\(user)@\(places)/\(virtualHost) (\(connectionName))"
  }
}
