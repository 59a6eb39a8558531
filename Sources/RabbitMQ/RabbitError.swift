// What can go wrong with a connection or a channel, said for people.

/// A failure of a connection, a channel or a broker call other than a publish (see ``Messaging/PublishError``).
public struct RabbitError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: String, Sendable {
    /// No broker answered, or the connection went away.
    case connectionFailed
    /// Wrong user or password, or the user may not enter the virtual host.
    case accessRefused
    /// The virtual host does not exist.
    case virtualHostNotFound
    /// The queue does not exist.
    case queueNotFound
    /// The user lacks a permission on the queue.
    case notPermitted
    /// The broker closed the channel for another reason.
    case channelClosed
    /// The other side does not speak AMQP 0-9-1 as it should.
    case protocolViolation
    /// The publisher or subscriber was closed.
    case closed
    /// The configuration cannot be used.
    case configuration
  }

  /// The kind of failure.
  public let code: Code
  /// What happened, where, and what to do next.
  public let reason: String

  /// Creates it.
  public init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  /// Whether trying the same again may succeed without anyone changing anything.
  public var isRetriable: Bool {
    switch code {
    case .connectionFailed, .channelClosed, .protocolViolation: true
    case .accessRefused, .virtualHostNotFound, .queueNotFound, .notPermitted, .closed, .configuration: false
    }
  }

  public var description: String { reason }
}
