// The part of a fake broker that behaves: answers every method as RabbitMQ does, with hooks for what a test is about.

/// A message that the client has published on this connection.
struct PublishedMessage {
  var channel: UInt16
  /// The n-th publish of its channel, from 1.
  var tag: UInt64
  var exchange: String
  var routingKey: String
  var body: [UInt8]
}

/// What a test wants to do instead of the ordinary.
struct FakeService {
  /// A message has come in full; the ordinary thing is to confirm it.
  var published: (FakeConnection, PublishedMessage) throws -> Void = { connection, message in
    try connection.send(Frame.ack(message.channel, tag: message.tag))
  }
  /// A channel is about to be opened.
  var opened: () throws -> Void = {}
  /// A channel is about to confirm its publishes.
  var selected: () throws -> Void = {}
  /// A consumer runs on a channel.
  var consuming: (FakeConnection, UInt16) throws -> Void = { _, _ in }
  /// A method has come.
  var asked: (Method?, UInt16) -> Void = { _, _ in }
  /// Methods that get no answer.
  var unanswered: Set<Method> = []
  /// The client has settled up to a tag.
  var settled: (FakeConnection, ClientFrame) throws -> Void = { _, _ in }
}

extension FakeConnection {
  /// Logs the client in and serves it until it goes.
  func serve(_ service: FakeService = FakeService(), tune: [UInt8] = Frame.tune()) throws {
    try logIn(tune: tune)
    try serveAfterLogin(service)
  }

  /// Serves a client that is logged in.
  func serveAfterLogin(_ service: FakeService = FakeService()) throws {
    var publishing: [UInt16: PublishedMessage] = [:]
    var sizes: [UInt16: UInt64] = [:]
    var tags: [UInt16: UInt64] = [:]
    func finish(_ channel: UInt16) throws {
      guard let message = publishing[channel], let size = sizes[channel], message.body.count == Int(size) else {
        return
      }
      (publishing[channel], sizes[channel]) = (nil, nil)
      try service.published(self, message)
    }
    while let frame = try next() {
      let channel = frame.channel
      switch frame.type {
      case Frame.header:
        sizes[channel] = frame.integer(4, 8)
        try finish(channel)
      case Frame.body:
        publishing[channel]?.body += frame.payload
        try finish(channel)
      default:
        service.asked(frame.method, channel)
        if let method = frame.method, service.unanswered.contains(method) { continue }
        switch frame.method {
        case .basicPublish:
          let names = frame.shortStrings(6, 2)
          tags[channel, default: 0] += 1
          publishing[channel] = PublishedMessage(
            channel: channel, tag: tags[channel] ?? 0, exchange: names[0], routingKey: names[1], body: [])
        case .channelOpen:
          tags[channel] = 0
          try service.opened()
          try send(Frame.channelOpenOk(channel))
        case .confirmSelect:
          try service.selected()
          try send(Frame.method(channel, .confirmSelectOk))
        case .basicAck, .basicNack: try service.settled(self, frame)
        case .basicConsume:
          try send(Frame.consumer(channel, .basicConsumeOk))
          try service.consuming(self, channel)
        case .connectionClose:
          try send(Frame.method(0, .connectionCloseOk))
          return try awaitEnd()
        default: try answer(frame)
        }
      }
    }
  }

  private func answer(_ frame: ClientFrame) throws {
    let channel = frame.channel
    switch frame.method {
    case .basicQos: try send(Frame.method(channel, .basicQosOk))
    case .queueDeclare: try send(Frame.queueDeclareOk(channel))
    case .basicCancel: try send(Frame.consumer(channel, .basicCancelOk))
    case .channelClose: try send(Frame.method(channel, .channelCloseOk))
    case .channelCloseOk, .channelFlowOk, .connectionCloseOk: break
    default: throw ScriptError(description: "the client sent \(frame.method as Any), which has no answer here")
    }
  }
}
