// Questions to the broker on a channel of their own: how long a queue is, and whether it answers at all. Pure.

/// Passive declares, one at a time: the broker answers with the depth, or closes the channel.
struct DepthProbe {
  /// The channel that is asked on.
  static let channel: ChannelNumber = 1

  /// One question.
  struct Request: Sendable {
    let queue: String
    let answer = Promise<QueueDepth>()
  }

  private enum Channel { case closed, opening, ready, declaring, settingPrefetch }

  private var state = Channel.closed
  private var requests = FIFO<Request>()
  private var isConnected = false
  /// Counts the requests.
  private var steps: UInt64 = 0

  /// What the broker owes.
  var awaitedReply: AwaitedReply? {
    switch state {
    case .opening: AwaitedReply(step: steps, method: "channel.open", channel: Self.channel)
    case .declaring: AwaitedReply(step: steps, method: "queue.declare", channel: Self.channel)
    case .settingPrefetch: AwaitedReply(step: steps, method: "basic.qos", channel: Self.channel)
    case .closed, .ready: nil
    }
  }

  mutating func ask(_ request: Request) -> [WireAction] {
    requests.append(request)
    return step()
  }

  /// Asks for any answer at all, unless one is owed already. Nothing is consumed on this channel, so its prefetch
  /// means nothing.
  mutating func knock() -> [WireAction] {
    switch state {
    case .closed where isConnected: return begin(.opening, .openChannel(Self.channel))
    case .ready: return begin(.settingPrefetch, .setPrefetch(Self.channel, 1))
    default: return []
    }
  }

  mutating func connected() -> [WireAction] {
    isConnected = true
    return step()
  }

  mutating func disconnected(_ error: RabbitError) {
    isConnected = false
    state = .closed
    for request in requests.takeAll() { request.answer.resolve(.failure(error)) }
  }

  mutating func handle(_ event: BrokerEvent) -> [WireAction] {
    switch event {
    case .channelOpened(Self.channel), .prefetchSet(Self.channel):
      state = .ready
      return step()
    case .queueDeclared(Self.channel, let messages, let consumers, _):
      state = .ready
      requests.popFirst()?.answer.resolve(.success(QueueDepth(messages: Int(messages), consumers: Int(consumers))))
      return step()
    case .channelClosed(Self.channel, let reason):
      let isAboutQueue = state != .settingPrefetch
      state = .closed
      if isAboutQueue, let request = requests.popFirst() {
        request.answer.resolve(.failure(reason.error(queue: request.queue)))
      }
      return [.confirmChannelClose(Self.channel)] + step()
    default: return []
    }
  }

  private mutating func step() -> [WireAction] {
    guard isConnected, let request = requests.first else { return [] }
    switch state {
    case .closed: return begin(.opening, .openChannel(Self.channel))
    case .ready: return begin(.declaring, .declarePassively(Self.channel, queue: request.queue))
    case .opening, .declaring, .settingPrefetch: return []
    }
  }

  private mutating func begin(_ next: Channel, _ action: WireAction) -> [WireAction] {
    state = next
    steps += 1
    return [action]
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
