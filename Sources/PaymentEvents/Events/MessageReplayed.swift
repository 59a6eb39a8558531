// Audit of dead letters that were sent again with success.

/// `message.replayed.v1`: a message that operators had sent again was received.
public struct MessageReplayed: EventBody {
  public static let name = "message.replayed.v1"
  /// Which retry of which dead letter, for instance `12.1`.
  public var retry: String
  /// The message's id.
  public var message: String
  /// The queue it was received from.
  public var queue: String
  /// `applied`: it took effect now; `known`: it had taken effect before.
  public var outcome: String

  /// Creates it; see the properties.
  public init(retry: String, message: String, queue: String, outcome: String) {
    self.retry = retry
    self.message = message
    self.queue = queue
    self.outcome = outcome
  }
}
