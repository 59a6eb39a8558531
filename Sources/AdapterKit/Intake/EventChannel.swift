// Between the translator's thread and the database: chunks of events, one in flight, so that memory stays bounded.

import Dispatch
import PaymentEvents
import Synchronization

/// Hands events from a synchronous producer to an asynchronous consumer, a chunk at a time.
final class EventChannel: Sendable {
  /// Events to be written in one transaction.
  struct Chunk: Sendable {
    /// How many events of the file came before.
    var emittedBefore: Int
    /// The events.
    var events: [EncodedEvent] = []
    var bytes = 0
  }

  fileprivate struct State {
    var chunk: Chunk
    var skip: Int
  }

  private let limits: FileIntake.Limits
  private let state: Mutex<State>
  private let room = DispatchSemaphore(value: 1)
  private let continuation: AsyncStream<Chunk>.Continuation
  /// The chunks, for one consumer, which calls ``release()`` after each.
  let chunks: AsyncStream<Chunk>

  /// - Parameter skipping: events that were written before a restart; they are made again and dropped here.
  init(limits: FileIntake.Limits, skipping: Int) {
    self.limits = limits
    state = Mutex(State(chunk: Chunk(emittedBefore: skipping), skip: skipping))
    (chunks, continuation) = AsyncStream.makeStream(of: Chunk.self)
  }

  /// Called by the producer; waits while a full chunk is being written.
  func emit(_ event: EncodedEvent) throws {
    let full = state.withLock { state -> Chunk? in
      if state.skip > 0 {
        state.skip -= 1
        return nil
      }
      state.chunk.events.append(event)
      state.chunk.bytes += event.body.count
      guard state.chunk.events.count >= limits.eventsPerCommit || state.chunk.bytes >= limits.bytesPerCommit
      else { return nil }
      return state.takeChunk()
    }
    if let full { try send(full) }
  }

  /// Called by the producer at the end.
  func flush() throws {
    let rest = state.withLock { $0.takeChunk() }
    if !rest.events.isEmpty { try send(rest) }
  }

  /// No more chunks come.
  func finish() { continuation.finish() }

  /// Called by the consumer when it cannot go on: the producer's next chunk throws `CancellationError`.
  func abandon() {
    continuation.finish()
    room.signal()
  }

  /// Called by the consumer: the chunk is written, the next may come.
  func release() { room.signal() }

  private func send(_ chunk: Chunk) throws {
    room.wait()
    if case .terminated = continuation.yield(chunk) {
      room.signal()
      throw CancellationError()
    }
  }
}

extension EventChannel.State {
  fileprivate mutating func takeChunk() -> EventChannel.Chunk {
    defer { chunk = EventChannel.Chunk(emittedBefore: chunk.emittedBefore + chunk.events.count) }
    return chunk
  }
}
