// Operations' own audit of messages that could not be handled.

/// `message.dead-lettered.v1`: a message went to the dead letters. Never holds payload text.
public struct MessageDeadLettered: EventBody {
  public static let name = "message.dead-lettered.v1"
  /// The message's id, as far as it had one.
  public var message: String
  /// Its type, as far as it had one.
  public var messageType: String
  /// The failure's class: `invalid`, `permanent`, `transient` or `crash`.
  public var failureClass: String
  /// The failure's code.
  public var code: String
  /// The queue where it failed.
  public var queue: String
  /// Class, code and type: what alike failures share.
  public var fingerprint: String

  /// Creates it; see the properties.
  public init(
    message: String, messageType: String, failureClass: String, code: String, queue: String, fingerprint: String
  ) {
    self.message = message
    self.messageType = messageType
    self.failureClass = failureClass
    self.code = code
    self.queue = queue
    self.fingerprint = fingerprint
  }
}
