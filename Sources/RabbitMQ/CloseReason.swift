// What the broker means when it closes a channel or a connection. Pure.

/// Why the broker closed a channel or a connection (AMQP 0-9-1, section 1.1: reply codes).
package struct CloseReason: Sendable, Equatable {
  package var code: UInt16
  package var text: String

  package init(code: UInt16, text: String) {
    self.code = code
    self.text = text
  }

  package static let accessRefused: UInt16 = 403
  package static let notFound: UInt16 = 404
  package static let resourceLocked: UInt16 = 405
  package static let preconditionFailed: UInt16 = 406
  package static let notAllowed: UInt16 = 530
  /// What a client caused by asking for what the broker does not know or allow: the same again fails again.
  static let refusals: Set<UInt16> = [402, 502, 503, 504, 505, 530, 540]

  package var description: String { "\(code) \(text)" }
}

extension CloseReason {
  /// What closing a channel means for a call about a queue.
  package func error(queue: String) -> RabbitError { error(queue: queue, exchange: nil) }

  /// What closing a channel means for a call about a queue, an exchange, or both; the broker's text says which.
  package func error(queue: String?, exchange: String?) -> RabbitError {
    let isExchange = queue == nil || (exchange != nil && text.contains("no exchange"))
    let what = isExchange ? "exchange '\(exchange ?? "")'" : "queue '\(queue ?? "")'"
    let context = RabbitError.Context(queue: queue, exchange: exchange, replyCode: code)
    func failure(_ kind: RabbitError.Code, _ reason: String) -> RabbitError {
      RabbitError(kind, reason, context: context)
    }
    switch code {
    case Self.notFound:
      return failure(
        isExchange ? .exchangeNotFound : .queueNotFound, "\(what) does not exist: apply the topology first")
    case Self.accessRefused where text.contains("reserved prefix"):
      return failure(.requestRefused, "\(what): names that begin with 'amq.' are the broker's own; choose another")
    case Self.accessRefused where text.contains("exclusive use"):
      return failure(.resourceLocked, "\(what) has an exclusive consumer: stop that one first")
    case Self.accessRefused:
      let may = isExchange ? "use" : "read"
      return failure(.notPermitted, "this user may not \(may) \(what): grant permissions first (\(description))")
    case Self.resourceLocked:
      return failure(.resourceLocked, "\(what) belongs to another connection alone (\(description))")
    case Self.preconditionFailed:
      return failure(.preconditionFailed, "\(what) is not as the request needs it: \(description)")
    default: return failure(.channelClosed, "the broker closed the channel of \(what): \(description)")
    }
  }

  /// What closing the whole connection means.
  package func connectionError(at broker: String) -> RabbitError {
    RabbitError(
      Self.refusals.contains(code) ? .requestRefused : .connectionFailed,
      "the broker at \(broker) closed the connection: \(description)",
      context: .init(broker: broker, replyCode: code))
  }
}
