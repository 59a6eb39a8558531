// What the broker says and what we tell it, as plain values: the language of the pure state machines.

import Messaging

/// A channel of a connection: a number from 1 up.
typealias ChannelNumber = UInt16

/// Something that arrived, copied out of the library's memory.
enum BrokerEvent: Sendable, Equatable {
  case channelOpened(ChannelNumber)
  case channelClosed(ChannelNumber, CloseReason)
  case channelCloseConfirmed(ChannelNumber)
  case flow(ChannelNumber, active: Bool)
  case confirmsSelected(ChannelNumber)
  case prefetchSet(ChannelNumber)
  case queueDeclared(ChannelNumber, messages: UInt32, consumers: UInt32)
  case consuming(ChannelNumber)
  case cancelledByBroker(ChannelNumber)
  case cancelConfirmed(ChannelNumber)
  case confirmed(ChannelNumber, tag: UInt64, multiple: Bool)
  case refused(ChannelNumber, tag: UInt64, multiple: Bool)
  case returned(ChannelNumber, ReturnKey)
  case delivered(ChannelNumber, ReceivedMessage)
  case blocked(reason: String)
  case unblocked
  case connectionClosed(CloseReason)
  case connectionCloseConfirmed
}

/// Why the broker closed a channel or a connection (AMQP 0-9-1, section 1.1: reply codes).
struct CloseReason: Sendable, Equatable {
  var code: UInt16
  var text: String

  static let accessRefused: UInt16 = 403
  static let notFound: UInt16 = 404
  static let notAllowed: UInt16 = 530

  var description: String { "\(code) \(text)" }
}

/// A message as it was delivered on a channel.
struct ReceivedMessage: Sendable, Equatable {
  var tag: UInt64
  var redelivered: Bool
  var exchange: String
  var message: Message
  /// Set when the body was longer than the limit; the message's body is then empty.
  var oversizedBytes: UInt64?
}

/// A method to send.
enum WireAction: Sendable, Equatable {
  case openChannel(ChannelNumber)
  case closeChannel(ChannelNumber)
  case confirmChannelClose(ChannelNumber)
  case confirmFlow(ChannelNumber, active: Bool)
  case selectConfirms(ChannelNumber)
  case setPrefetch(ChannelNumber, UInt16)
  case declarePassively(ChannelNumber, queue: String)
  case consume(ChannelNumber, queue: String)
  case cancelConsumer(ChannelNumber)
  case settle(ChannelNumber, SettlementBook.Method)
  case closeConnection
  case confirmConnectionClose
}

/// What identifies a returned message: `basic.return` carries no tag.
struct ReturnKey: Sendable, Equatable {
  var messageID: String
  var exchange: String
  var routingKey: String
}
