// The consumers without whom an event would be lost.

/// A binding of a queue to the exchange of canonical events.
public struct Binding: Sendable, Hashable {
  /// The queue.
  public var queue: String
  /// The topic pattern.
  public var pattern: String

  /// Creates it.
  public init(queue: String, pattern: String) {
    self.queue = queue
    self.pattern = pattern
  }
}

/// The queues that must be bound for each type. A tap bound to `#` makes every event "routed", so that a missing
/// consumer would go unnoticed by the broker.
public struct RequiredConsumers: Sendable, Equatable {
  /// A consumer that is not bound.
  public struct Missing: Sendable, Hashable, CustomStringConvertible {
    /// The routing key of the type.
    public var routingKey: String
    /// The queue that should get it.
    public var queue: String

    /// Creates it.
    public init(routingKey: String, queue: String) {
      self.routingKey = routingKey
      self.queue = queue
    }

    public var description: String {
      "the queue '\(queue)' does not get '\(routingKey)'; run `tributary topology apply`"
    }
  }

  /// Queues by routing key (the type without its prefix).
  public var queues: [String: Set<String>]

  /// Creates it; see the property.
  public init(_ queues: [String: Set<String>]) { self.queues = queues }

  /// Whether another list has all of these, so that whoever has checked that one has checked these, too.
  public func isCovered(by other: RequiredConsumers) -> Bool {
    queues.allSatisfy { key, queues in other.queues[key]?.isSuperset(of: queues) ?? queues.isEmpty }
  }

  /// What is missing, given all bindings of the exchange; sorted by routing key and queue. Empty when all are bound.
  public func missing(in bindings: some Sequence<Binding>) -> [Missing] {
    var patterns: [String: [TopicPattern]] = [:]
    for binding in bindings { patterns[binding.queue, default: []].append(TopicPattern(binding.pattern)) }
    var missing: [Missing] = []
    for (key, required) in queues.sorted(by: { $0.key < $1.key }) {
      for queue in required.sorted() where !(patterns[queue] ?? []).contains(where: { $0.matches(key) }) {
        missing.append(Missing(routingKey: key, queue: queue))
      }
    }
    return missing
  }
}
