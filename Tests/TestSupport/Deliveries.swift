// Deliveries made by hand: a queue's side of the conversation, without a broker.

import AdapterKit
import Messaging
import PaymentEvents
import Synchronization

/// Makes deliveries and records how each is settled, in order.
public final class FakeQueue: Sendable {
  /// A delivery's end.
  public struct Settled: Sendable, Equatable {
    /// The message's id.
    public let id: String
    /// How it ended.
    public let settlement: Delivery.Settlement

    /// Creates it.
    public init(id: String, settlement: Delivery.Settlement) {
      self.id = id
      self.settlement = settlement
    }
  }

  private let name: String
  private let log = Mutex<[Settled]>([])
  private let onSettle: @Sendable (Settled) -> Void

  /// Creates it. `onSettle` is called at each settlement, to look at what is durable at that moment.
  public init(_ name: String, onSettle: @escaping @Sendable (Settled) -> Void = { _ in }) {
    self.name = name
    self.onSettle = onSettle
  }

  /// All settlements so far.
  public var settled: [Settled] { log.withLock { $0 } }

  /// The ids that were acknowledged, in order.
  public var acknowledged: [String] { settled.filter { $0.settlement == .ack }.map(\.id) }

  /// A delivery of a message.
  public func delivery(_ message: Message, exchange: String = Exchange.events, count: Int64 = 0) -> Delivery {
    Delivery(
      message: message, queue: name, exchange: exchange, redelivered: count > 0, deliveryCount: count
    ) { [self] settlement in
      let settled = Settled(id: message.id, settlement: settlement)
      log.withLock { $0.append(settled) }
      onSettle(settled)
    }
  }

  /// A stream of deliveries that ends after the last one.
  public func stream(_ deliveries: [Delivery]) -> InMemoryDeliveries { InMemoryDeliveries(deliveries) }
}

extension Message {
  /// A message as the router would hand it on: with its digest and source in headers.
  public static func routed(
    id: String, type: String = "tributary.deposit.received.v1", digest: String = "d1", source: String = "/tests",
    body: String = "{}"
  ) -> Message {
    Message(
      id: id, type: type, routingKey: String(type.dropFirst(10)), body: Array(body.utf8), correlationID: "file-1",
      headers: [HeaderName.contentDigest: .string(digest), HeaderName.source: .string(source)])
  }

  /// An event as the router would hand it on.
  public static func routed(_ event: EncodedEvent, digest: String? = nil, source: String = "/tests") -> Message {
    var message = event.message()
    message.headers = [
      HeaderName.contentDigest: .string(digest ?? "digest of \(event.id)"), HeaderName.source: .string(source),
    ]
    return message
  }
}
