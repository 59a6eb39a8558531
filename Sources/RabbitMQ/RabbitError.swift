// What can go wrong with a connection or a channel, said for people and for programs.

/// A failure of a connection, a channel or a broker call other than a publish (see ``Messaging/PublishError``).
///
/// A program decides by ``code`` and ``isRetriable``; a person reads ``reason``, which names place and remedy;
/// ``context`` holds the same places one by one. None of them ever holds a password, a key or a message's content.
public struct RabbitError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: String, Sendable, CaseIterable {
    /// No broker answered, or the connection went away.
    case connectionFailed
    /// TLS could not be agreed on: certificate, host name, version, or our own certificate.
    case tlsFailed
    /// Wrong user or password, or the user may not enter the virtual host.
    case accessRefused
    /// The virtual host does not exist.
    case virtualHostNotFound
    /// The queue does not exist.
    case queueNotFound
    /// The exchange does not exist.
    case exchangeNotFound
    /// The user lacks a permission on the queue or exchange.
    case notPermitted
    /// What exists differs from what was declared, or is in use or not empty although it was to be neither.
    case preconditionFailed
    /// Another connection or consumer has the queue for itself.
    case resourceLocked
    /// The broker closed the channel for another reason.
    case channelClosed
    /// The broker closed the connection because it does not accept what was asked.
    case requestRefused
    /// The broker did not answer in time; whether it acted is unknown.
    case timedOut
    /// The other side does not speak AMQP 0-9-1 as it should.
    case protocolViolation
    /// The publisher, subscriber or administrator was closed.
    case closed
    /// The configuration, or an argument of the call, cannot be used.
    case configuration
  }

  /// Where it happened, as far as that is known.
  public struct Context: Sendable, Equatable {
    /// The broker, as `host:port`.
    public var broker: String?
    /// The queue.
    public var queue: String?
    /// The exchange.
    public var exchange: String?
    /// The broker's reply code (AMQP 0-9-1, section 1.1), for instance 404.
    public var replyCode: UInt16?

    /// Creates it.
    public init(
      broker: String? = nil, queue: String? = nil, exchange: String? = nil, replyCode: UInt16? = nil
    ) {
      self.broker = broker
      self.queue = queue
      self.exchange = exchange
      self.replyCode = replyCode
    }
  }

  /// The kind of failure.
  public let code: Code
  /// What happened, where, and what to do next.
  public let reason: String
  /// Where it happened.
  public let context: Context

  /// Creates it.
  public init(_ code: Code, _ reason: String, context: Context = Context()) {
    self.code = code
    self.reason = reason
    self.context = context
  }

  /// Whether trying the same again may succeed without anyone changing anything.
  public var isRetriable: Bool {
    switch code {
    case .connectionFailed, .channelClosed, .protocolViolation, .timedOut: true
    case .tlsFailed, .accessRefused, .virtualHostNotFound, .queueNotFound, .exchangeNotFound, .notPermitted,
      .preconditionFailed, .resourceLocked, .requestRefused, .closed, .configuration:
      false
    }
  }

  public var description: String { reason }
}
