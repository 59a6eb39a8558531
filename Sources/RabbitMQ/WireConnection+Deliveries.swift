// The short way of a delivery: three frames in a row (method, header, body) become one message without a detour.

import CRabbitMQ
import Messaging

extension WireConnection {
  /// What became of a frame that may begin a delivery.
  enum Taken {
    /// The delivery is whole and among the arrivals.
    case taken
    /// There is no more to read now; the assembler has the beginning of the delivery.
    case unfinished
    /// The frame, which may be a later one than was given, is to be decoded like any other.
    case otherFrame
  }

  /// Takes a whole delivery if its frames follow each other; else gives what there is of it to the assembler.
  ///
  /// The library's memory of the frames stays until it is told to release it, which happens after the body here.
  func takeDelivery(_ frame: inout amqp_frame_t) throws(RabbitError) -> Taken {
    guard Int32(frame.frame_type) == AMQP_FRAME_METHOD, assembler.isIdle else { return .otherFrame }
    let method = tributary_frame_method(&frame)
    guard method.id == AMQPMethod.basicDeliver, let deliver = decodedDelivery(method) else { return .otherFrame }
    let channel = frame.channel

    let hasHeader = try readFrame(&frame)
    guard hasHeader, frame.channel == channel, Int32(frame.frame_type) == AMQP_FRAME_HEADER,
      let properties = tributary_frame_properties(&frame)
    else { return try assemble(channel, method, hasMore: hasHeader) }
    let size = tributary_frame_body_size(&frame)

    let hasBody = try readFrame(&frame)
    let body = tributary_frame_body(&frame)
    guard hasBody, frame.channel == channel, Int32(frame.frame_type) == AMQP_FRAME_BODY, body.len > 0,
      UInt64(body.len) == size, body.len <= assembler.maximumBodyBytes
    else { return try assemble(channel, method, header: (properties, size), hasMore: hasBody) }

    let received = receive(deliver, properties, UnsafeRawBufferPointer(start: body.bytes, count: body.len))
    arrivals.append(Arrival(channel: channel, received: received))
    amqp_maybe_release_buffers_on_channel(handle, channel)
    return .taken
  }

  private func decodedDelivery(_ method: amqp_method_t) -> UnsafePointer<amqp_basic_deliver_t>? {
    UnsafePointer(method.decoded?.assumingMemoryBound(to: amqp_basic_deliver_t.self))
  }

  private func receive(
    _ deliver: UnsafePointer<amqp_basic_deliver_t>, _ properties: UnsafePointer<amqp_basic_properties_t>,
    _ body: UnsafeRawBufferPointer
  ) -> ReceivedMessage {
    ReceivedMessage(
      tag: deliver.pointee.delivery_tag, redelivered: deliver.pointee.redelivered != 0,
      exchange: recent.exchange.text(deliver.pointee.exchange),
      message: Message(
        amqp: properties, &recent, routingKey: recent.routingKey.text(deliver.pointee.routing_key),
        body: Array(body)))
  }

  /// The long way: begins the message in the assembler, with its header if that is there.
  private func assemble(
    _ channel: ChannelNumber, _ method: amqp_method_t,
    header: (properties: UnsafePointer<amqp_basic_properties_t>, size: UInt64)? = nil, hasMore: Bool
  ) throws(RabbitError) -> Taken {
    do {
      _ = try decodeMethod(method, channel)
      if let header {
        let message = Message(amqp: header.properties, &recent)
        // The header alone ends a message only if its body is empty.
        if case .delivered(_, let received) = try assembler.header(channel, message: message, bodySize: header.size) {
          arrivals.append(Arrival(channel: channel, received: received))
        }
      }
    } catch {
      throw outOfStep(error)
    }
    return hasMore ? .otherFrame : .unfinished
  }
}
