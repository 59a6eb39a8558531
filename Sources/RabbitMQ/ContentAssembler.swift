// Puts messages together from method, header and body frames, for all channels of a connection. Pure.

import Messaging

/// Collects content frames (AMQP 0-9-1, section 4.2.6). Frames of one channel come in order; channels interleave.
///
/// Nearly always one message comes whole, so the message that is being put together has a place of its own; those of
/// other channels that it interrupted are parked.
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
    var message = Message(id: "", type: "", routingKey: "", body: [], contentType: "")
    var hasHeader = false
    var expected: UInt64 = 0
    var received: UInt64 = 0
    /// Whether the body is kept: not that of a returned message, which its publisher has, nor one over the limit.
    var keepsBody = false
  }

  package let maximumBodyBytes: Int
  /// The channel whose message is being put together.
  private var currentChannel: ChannelNumber?
  private var current = Partial(opening: .returned(exchange: "", routingKey: ""))
  private var parked: [ChannelNumber: Partial] = [:]

  package init(maximumBodyBytes: Int) { self.maximumBodyBytes = maximumBodyBytes }

  /// Whether no message is unfinished.
  package var isIdle: Bool { currentChannel == nil && parked.isEmpty }

  /// A method that announces content.
  package mutating func begin(_ channel: ChannelNumber, _ opening: Opening) throws(OutOfStep) {
    guard !select(channel) else {
      throw OutOfStep(reason: "a method on channel \(channel) in the middle of a message")
    }
    park()
    currentChannel = channel
    current = Partial(opening: opening)
  }

  /// A content header. Returns the event if the body is empty.
  package mutating func header(
    _ channel: ChannelNumber, message: consuming Message, bodySize: UInt64
  ) throws(OutOfStep) -> BrokerEvent? {
    guard select(channel), !current.hasHeader else {
      throw OutOfStep(reason: "a content header on channel \(channel) that nothing announced")
    }
    current.hasHeader = true
    current.message = message
    current.expected = bodySize
    if case .delivery = current.opening { current.keepsBody = bodySize <= UInt64(maximumBodyBytes) }
    return bodySize == 0 ? finish(channel) : nil
  }

  /// A piece of the body. Returns the event if it was the last one.
  package mutating func body(_ channel: ChannelNumber, _ bytes: UnsafeRawBufferPointer) throws(OutOfStep)
    -> BrokerEvent?
  {
    guard select(channel), current.hasHeader, UInt64(bytes.count) <= current.expected - current.received else {
      throw OutOfStep(reason: "a body frame on channel \(channel) that does not belong to a message")
    }
    if current.keepsBody { keep(bytes) }
    current.received += UInt64(bytes.count)
    return current.received == current.expected ? finish(channel) : nil
  }

  /// The channel was closed: its unfinished message is forgotten.
  package mutating func drop(_ channel: ChannelNumber) {
    if currentChannel == channel { currentChannel = nil }
    parked[channel] = nil
  }

  /// Makes the channel's unfinished message the current one. Returns false if it has none.
  private mutating func select(_ channel: ChannelNumber) -> Bool {
    if currentChannel == channel { return true }
    guard !parked.isEmpty, let partial = parked.removeValue(forKey: channel) else { return false }
    park()
    currentChannel = channel
    current = partial
    return true
  }

  private mutating func park() {
    guard let channel = currentChannel else { return }
    parked[channel] = current
    currentChannel = nil
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
    if UInt64(bytes.count) == current.expected { return current.message.body = Array(bytes) }
    if current.received == 0 { current.message.body.reserveCapacity(Int(current.expected)) }
    current.message.body.append(contentsOf: bytes)
  }

  private mutating func finish(_ channel: ChannelNumber) -> BrokerEvent {
    currentChannel = nil
    // Moved out, not copied.
    var message = Message(id: "", type: "", routingKey: "", body: [], contentType: "")
    swap(&message, &current.message)
    switch current.opening {
    case .returned(let exchange, let routingKey):
      return .returned(
        channel, ReturnKey(messageID: message.id, exchange: exchange, routingKey: routingKey))
    case .delivery(let tag, let redelivered, let exchange, let routingKey):
      message.routingKey = routingKey
      let oversized = current.expected > UInt64(maximumBodyBytes) ? current.expected : nil
      return .delivered(
        channel,
        ReceivedMessage(
          tag: tag, redelivered: redelivered, exchange: exchange, message: message, oversizedBytes: oversized))
    }
  }
}
