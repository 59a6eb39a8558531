// Puts messages together from method, header and body frames, for all channels of a connection. Pure.

import Messaging

/// Collects content frames (AMQP 0-9-1, section 4.2.6). Frames of one channel come in order; channels interleave.
package struct ContentAssembler {
  /// A frame came that cannot be: the connection is out of step and must be given up.
  package struct OutOfStep: Error, Equatable {
    package var reason: String
  }

  /// What announced the content.
  package enum Opening: Equatable {
    case delivery(tag: UInt64, redelivered: Bool, exchange: String, routingKey: String)
    case returned(exchange: String, routingKey: String)
  }

  private struct Partial {
    var opening: Opening
    var message: Message?
    var expected: UInt64 = 0
    var received: UInt64 = 0
    /// Whether the body is kept: not that of a returned message, which its publisher has, nor one over the limit.
    var keepsBody = false
  }

  package let maximumBodyBytes: Int
  private var partials: [ChannelNumber: Partial] = [:]

  package init(maximumBodyBytes: Int) { self.maximumBodyBytes = maximumBodyBytes }

  /// A method that announces content.
  package mutating func begin(_ channel: ChannelNumber, _ opening: Opening) throws(OutOfStep) {
    guard partials[channel] == nil else {
      throw OutOfStep(reason: "a method on channel \(channel) in the middle of a message")
    }
    partials[channel] = Partial(opening: opening)
  }

  /// A content header. Returns the event if the body is empty.
  package mutating func header(
    _ channel: ChannelNumber, message: Message, bodySize: UInt64
  ) throws(OutOfStep) -> BrokerEvent? {
    guard var partial = partials[channel], partial.message == nil else {
      throw OutOfStep(reason: "a content header on channel \(channel) that nothing announced")
    }
    partial.message = message
    partial.expected = bodySize
    if case .delivery = partial.opening { partial.keepsBody = bodySize <= UInt64(maximumBodyBytes) }
    if partial.keepsBody { partial.message?.body.reserveCapacity(Int(bodySize)) }
    partials[channel] = partial
    return bodySize == 0 ? finish(channel) : nil
  }

  /// A piece of the body. Returns the event if it was the last one.
  package mutating func body(_ channel: ChannelNumber, _ bytes: UnsafeRawBufferPointer) throws(OutOfStep)
    -> BrokerEvent?
  {
    // Taken out, so that appending does not copy what has arrived so far.
    guard var partial = partials.removeValue(forKey: channel), partial.message != nil,
      UInt64(bytes.count) <= partial.expected - partial.received
    else { throw OutOfStep(reason: "a body frame on channel \(channel) that does not belong to a message") }
    if partial.keepsBody { partial.message?.body.append(contentsOf: bytes) }
    partial.received += UInt64(bytes.count)
    partials[channel] = partial
    return partial.received == partial.expected ? finish(channel) : nil
  }

  /// The channel was closed: its unfinished message is forgotten.
  package mutating func drop(_ channel: ChannelNumber) { partials[channel] = nil }

  private mutating func finish(_ channel: ChannelNumber) -> BrokerEvent? {
    guard let partial = partials.removeValue(forKey: channel), var message = partial.message else { return nil }
    switch partial.opening {
    case .returned(let exchange, let routingKey):
      return .returned(channel, ReturnKey(messageID: message.id, exchange: exchange, routingKey: routingKey))
    case .delivery(let tag, let redelivered, let exchange, let routingKey):
      message.routingKey = routingKey
      let oversized = partial.expected > UInt64(maximumBodyBytes) ? partial.expected : nil
      return .delivered(
        channel,
        ReceivedMessage(
          tag: tag, redelivered: redelivered, exchange: exchange, message: message, oversizedBytes: oversized))
    }
  }
}
