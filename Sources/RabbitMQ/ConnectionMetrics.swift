// What a connection has done so far, as a value, and as samples for any metrics library.

/// Counts of one publisher, subscriber or administrator since it was created, over all its reconnects.
public struct ConnectionMetrics: Sendable, Equatable {
  /// Messages whose writing began; one that is sent again after a channel error counts again.
  public var published = 0
  /// Messages the broker has taken responsibility for.
  public var confirmed = 0
  /// Messages that no queue took (`basic.return`); the broker confirms these too, but they count only here.
  public var returned = 0
  /// Messages the broker refused (`basic.nack`): a full queue, for instance.
  public var nacked = 0
  /// Messages that closed the channel: no such exchange, not permitted, a forged user id.
  public var rejected = 0
  /// Messages that were on the wire when the connection went.
  public var unknown = 0
  /// Messages on the wire now, unconfirmed.
  public var inFlight = 0
  /// Messages that wait for their turn now.
  public var waiting = 0
  /// Deliveries that arrived, repeated ones too.
  public var delivered = 0
  /// Deliveries that were acknowledged. Stale acknowledgements, which are dropped, do not count.
  public var acked = 0
  /// Deliveries that were given back or refused.
  public var givenBack = 0
  /// Connections after the first one.
  public var reconnects = 0
  /// How often the connection's thread was found stalled; see ``BrokerConfiguration/stallLimit``.
  public var stalls = 0
  /// How long the broker blocked publishing, the present time included.
  public var blockedTime = Duration.zero

  /// Nothing counted yet.
  public static let zero = ConnectionMetrics()

  /// One number under a stable name.
  public struct Sample: Sendable, Equatable {
    /// Whether the number adds up or goes up and down.
    public enum Kind: Sendable, Equatable {
      /// `value` is the increase since the last samples.
      case counter
      /// `value` is the present level.
      case gauge
    }

    /// The name, for instance `amqp_published_total`.
    public let name: String
    /// What `value` is.
    public let kind: Kind
    /// The number; times are in seconds.
    public let value: Double
  }

  /// All numbers as samples: counters by how much they grew since `earlier`, gauges as they are.
  public func samples(since earlier: ConnectionMetrics = .zero) -> [Sample] {
    let counters: [(String, Int, Int)] = [
      ("published", published, earlier.published), ("confirmed", confirmed, earlier.confirmed),
      ("returned", returned, earlier.returned), ("nacked", nacked, earlier.nacked),
      ("rejected", rejected, earlier.rejected), ("unknown", unknown, earlier.unknown),
      ("delivered", delivered, earlier.delivered), ("acked", acked, earlier.acked),
      ("given_back", givenBack, earlier.givenBack), ("reconnects", reconnects, earlier.reconnects),
      ("stalls", stalls, earlier.stalls),
    ]
    var samples = counters.map { Sample(name: "amqp_\($0.0)_total", kind: .counter, value: Double($0.1 - $0.2)) }
    let blocked = (blockedTime - earlier.blockedTime) / .seconds(1)
    samples.append(Sample(name: "amqp_blocked_seconds_total", kind: .counter, value: blocked))
    samples.append(Sample(name: "amqp_in_flight", kind: .gauge, value: Double(inFlight)))
    samples.append(Sample(name: "amqp_waiting", kind: .gauge, value: Double(waiting)))
    return samples
  }
}
