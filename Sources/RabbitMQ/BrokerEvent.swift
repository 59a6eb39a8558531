// What the broker says and what we tell it, as plain values: the language of the pure state machines.

import Messaging

/// A channel of a connection: a number from 1 up.
package typealias ChannelNumber = UInt16

/// Something that arrived, copied out of the library's memory.
package enum BrokerEvent: Sendable, Equatable {
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
package struct CloseReason: Sendable, Equatable {
  package var code: UInt16
  package var text: String

  package init(code: UInt16, text: String) {
    self.code = code
    self.text = text
  }

  package static let accessRefused: UInt16 = 403
  package static let notFound: UInt16 = 404
  package static let notAllowed: UInt16 = 530

  package var description: String { "\(code) \(text)" }
}

/// A method to send.
package enum WireAction: Sendable, Equatable {
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
package struct ReturnKey: Sendable, Equatable {
  package var messageID: String
  package var exchange: String
  package var routingKey: String

  package init(messageID: String, exchange: String, routingKey: String) {
    self.messageID = messageID
    self.exchange = exchange
    self.routingKey = routingKey
  }
}
