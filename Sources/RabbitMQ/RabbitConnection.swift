// What publisher, subscriber and administrator have in common: state and metrics of the connection behind them.

/// Something that owns one connection to the broker.
public protocol RabbitConnection: Sendable {
  /// What the connection is doing, for health checks.
  var state: ConnectionState { get }
  /// The present state and every later one, for one iterating task. Ends after ``ConnectionState/closed``. Who falls
  /// behind misses the oldest: at most ``ConnectionState/bufferedStates`` are kept.
  var states: AsyncStream<ConnectionState> { get }
  /// What the connection has done so far.
  var metrics: ConnectionMetrics { get }
}

extension RabbitConnection {
  /// Hands samples of the metrics to `handler` at regular intervals, until the task is cancelled or the connection is
  /// closed, and once more then. This is the hook for a metrics library; with swift-metrics, `handler` is:
  ///
  ///     for sample in samples {
  ///       switch sample.kind {
  ///       case .counter: FloatingPointCounter(label: sample.name).increment(by: sample.value)
  ///       case .gauge: Gauge(label: sample.name).record(sample.value)
  ///       }
  ///     }
  public func reportMetrics(
    every interval: Duration, to handler: @Sendable ([ConnectionMetrics.Sample]) -> Void
  ) async {
    var last = ConnectionMetrics.zero
    var goesOn = true
    while goesOn {
      goesOn = (try? await ContinuousClock().sleep(for: interval)) != nil && state != .closed
      let now = metrics
      handler(now.samples(since: last))
      last = now
    }
  }
}

extension RabbitPublisher: RabbitConnection {
  /// See ``RabbitConnection``.
  public var state: ConnectionState { client.state.value }
  public var states: AsyncStream<ConnectionState> { client.state.stream() }
  public var metrics: ConnectionMetrics { client.meter.snapshot() }
}

extension RabbitSubscriber: RabbitConnection {
  /// See ``RabbitConnection``.
  public var state: ConnectionState { client.state.value }
  public var states: AsyncStream<ConnectionState> { client.state.stream() }
  public var metrics: ConnectionMetrics { client.meter.snapshot() }
}

extension RabbitAdministrator: RabbitConnection {
  /// See ``RabbitConnection``.
  public var state: ConnectionState { client.state.value }
  public var states: AsyncStream<ConnectionState> { client.state.stream() }
  public var metrics: ConnectionMetrics { client.meter.snapshot() }
}
