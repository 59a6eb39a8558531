// People pause workers and resume them: what is asked, and the worker's answer.

/// Whether something goes on or stands still because a person wants it so.
public enum RunState: String, Sendable, Codable, CaseIterable {
  /// It stands still until it is resumed.
  case paused
  /// It goes on.
  case running
}

/// `worker.state-requested.v1`: somebody asks to pause or to resume a worker.
public struct WorkerStateRequested: EventBody {
  public static let name = "worker.state-requested.v1"
  /// The worker.
  public var worker: String
  /// What it is to be.
  public var state: RunState
  /// The number of the request among those about this worker, from 1: what is older than what was applied has no
  /// effect.
  public var number: Int64
  /// Who asks: a user of the operating system.
  public var requestedBy: String
  /// Why; without patient data.
  public var reason: String

  /// Creates it; see the properties.
  public init(worker: String, state: RunState, number: Int64, requestedBy: String, reason: String) {
    self.worker = worker
    self.state = state
    self.number = number
    self.requestedBy = requestedBy
    self.reason = reason
  }
}

/// `worker.state-changed.v1`: the worker's answer.
public struct WorkerStateChanged: EventBody {
  public static let name = "worker.state-changed.v1"
  /// The worker.
  public var worker: String
  /// What it is now.
  public var state: RunState
  /// The number of the request that it answers.
  public var number: Int64
  /// The id of the event that asked for it.
  public var request: EventID
  /// Who had asked.
  public var requestedBy: String

  /// Creates it; see the properties.
  public init(worker: String, state: RunState, number: Int64, request: EventID, requestedBy: String) {
    self.worker = worker
    self.state = state
    self.number = number
    self.request = request
    self.requestedBy = requestedBy
  }
}
