// Asking how long a queue is, on a channel of its own. Pure.

/// Passive declares, one at a time: the broker answers with the depth, or closes the channel.
struct DepthProbe {
  /// The channel that is asked on.
  static let channel: ChannelNumber = 1

  /// One question; `answer` is called once.
  struct Request: Sendable {
    var queue: String
    var answer: @Sendable (Result<QueueDepth, RabbitError>) -> Void
  }

  private enum Channel { case closed, opening, ready, asking }

  private var state = Channel.closed
  private var requests = FIFO<Request>()
  private var isConnected = false
  /// Counts the requests.
  private var steps: UInt64 = 0

  /// What the broker owes.
  var awaitedReply: AwaitedReply? {
    switch state {
    case .opening: AwaitedReply(step: steps, method: "channel.open", channel: Self.channel)
    case .asking: AwaitedReply(step: steps, method: "queue.declare", channel: Self.channel)
    case .closed, .ready: nil
    }
  }

  mutating func ask(_ request: Request) -> [WireAction] {
    requests.append(request)
    return step()
  }

  mutating func connected() -> [WireAction] {
    isConnected = true
    return step()
  }

  mutating func disconnected(_ error: RabbitError) {
    isConnected = false
    state = .closed
    for request in requests.takeAll() { request.answer(.failure(error)) }
  }

  mutating func handle(_ event: BrokerEvent) -> [WireAction] {
    switch event {
    case .channelOpened(Self.channel):
      state = .ready
      return step()
    case .queueDeclared(Self.channel, let messages, let consumers, _):
      state = .ready
      requests.popFirst()?.answer(.success(QueueDepth(messages: Int(messages), consumers: Int(consumers))))
      return step()
    case .channelClosed(Self.channel, let reason):
      state = .closed
      if let request = requests.popFirst() { request.answer(.failure(reason.error(queue: request.queue))) }
      return [.confirmChannelClose(Self.channel)] + step()
    default: return []
    }
  }

  private mutating func step() -> [WireAction] {
    guard isConnected, let request = requests.first else { return [] }
    switch state {
    case .closed:
      state = .opening
      steps += 1
      return [.openChannel(Self.channel)]
    case .ready:
      state = .asking
      steps += 1
      return [.declarePassively(Self.channel, queue: request.queue)]
    case .opening, .asking: return []
    }
  }
}

/// How full a queue is.
public struct QueueDepth: Sendable, Equatable {
  /// Messages ready to be delivered; those delivered and unsettled do not count.
  public let messages: Int
  /// Consumers on the queue.
  public let consumers: Int

  package init(messages: Int, consumers: Int) {
    self.messages = messages
    self.consumers = consumers
  }
}
