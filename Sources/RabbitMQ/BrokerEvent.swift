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
  case queueDeclared(ChannelNumber, messages: UInt32, consumers: UInt32, queue: String = "")
  case consuming(ChannelNumber)
  case cancelledByBroker(ChannelNumber)
  case cancelConfirmed(ChannelNumber)
  case confirmed(ChannelNumber, tag: UInt64, multiple: Bool)
  case refused(ChannelNumber, tag: UInt64, multiple: Bool)
  case returned(ChannelNumber, ReturnKey)
  case delivered(ChannelNumber, ReceivedMessage)
  case answered(ChannelNumber, AdministrationReply)
  case blocked(reason: String)
  case unblocked
  case connectionClosed(CloseReason)
  case connectionCloseConfirmed
}

/// A message that was delivered on a channel.
package struct Arrival: Sendable {
  package var channel: ChannelNumber
  package var received: ReceivedMessage

  package init(channel: ChannelNumber, received: ReceivedMessage) {
    self.channel = channel
    self.received = received
  }
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
  case consume(ChannelNumber, queue: String, options: ConsumerOptions = ConsumerOptions())
  case cancelConsumer(ChannelNumber)
  case settle(ChannelNumber, SettlementBook.Method)
  case administer(ChannelNumber, AdministrationRequest)
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
