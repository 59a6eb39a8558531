// What people ask of a worker: it arrives by the worker's control queue, which is read while the worker is paused, too.

import Logging
import Messaging
import Metrics
import PaymentEvents
import Storage

/// Applies requests to pause and to resume, and answers them, in one transaction.
struct PauseRequests: EventHandler {
  let worker: String
  let tenant: String
  let source: String
  /// Raised after each commit: the gate may have to change.
  let changed: Signal
  let committed: Signal

  func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    guard event.type == WorkerStateRequested.type else {
      throw Failure(
        .permanent, code: "not-consumed",
        reason: "\(Queue.control(of: worker)) takes no \(event.type); correct the bindings")
    }
    let request = try event.decode(WorkerStateRequested.self)
    guard request.data.worker == worker,
      try PauseBook.record(request.data, at: request.context.time, in: connection)
    else { return }
    let answer = WorkerStateChanged(
      worker: worker, state: request.data.state, number: request.data.number, request: request.context.id,
      requestedBy: request.data.requestedBy)
    let context = EventContext(
      id: EventID(tenant: tenant, cause: event.id, step: "applied by \(worker)", type: WorkerStateChanged.type),
      source: source, subject: worker, time: request.context.time, tenant: tenant, correlationID: event.correlationID,
      causationID: event.id)
    try Outbox.append(Event(context, data: answer).encoded().message(), to: Exchange.internal, in: connection)
  }

  func didCommit() {
    changed.raise()
    committed.raise()
  }
}

/// Keeps the gate as the database says.
struct PauseKeeper: Sendable {
  let worker: String
  let database: any Database
  let gate: PauseGate
  let logger: Logger
  private let paused = Gauge(label: "tributary_worker_paused")

  init(worker: String, database: any Database, gate: PauseGate, logger: Logger) {
    self.worker = worker
    self.database = database
    self.gate = gate
    self.logger = logger
  }

  /// Sets the gate to what people want.
  func refresh() async throws {
    let worker = worker
    let note = try await database.read { try PauseBook.note(of: worker, in: $0) }
    if note != gate.note { logger.notice("\(note?.text ?? "resumed")") }
    gate.set(note)
    paused.record(note == nil ? 0 : 1)
  }

  func run(_ changed: Signal) async throws {
    for await _ in changed.raised {
      try await RetryPause.untilStored(logger: logger, what: "the control of \(worker)") { try await refresh() }
    }
  }
}
