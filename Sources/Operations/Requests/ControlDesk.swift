// The desk where people pause and resume workers and payers, and withdraw files: what they want leaves as an event.

import AdapterKit
import PaymentEvents
import Storage

/// Takes requests, and sends each to the owner of what it is about. The owner answers with an event.
package struct ControlDesk: Sendable {
  let sender: RequestSender

  /// Creates it.
  package init(sender: RequestSender) { self.sender = sender }

  /// What can be asked for.
  package enum Wish: String, Sendable {
    case pause, resume, withdraw

    var wanted: String {
      switch self {
      case .pause: RunState.paused.rawValue
      case .resume: RunState.running.rawValue
      case .withdraw: "withdrawn"
      }
    }
  }

  /// All things of a kind that somebody has asked something about; of workers all that can be paused.
  package func list(_ kind: ControlKind) async throws -> [Control] {
    try await sender.database.read { try ControlDesk.list(kind, in: $0) }
  }

  static func list(_ kind: ControlKind, in connection: any SQLConnection) throws -> [Control] {
    let known = try Control.all(kind, in: connection)
    guard kind == .worker else { return known }
    return Queue.pausable.sorted().map { name in
      known.first { $0.name == name } ?? .untouched(.worker, name)
    }
  }

  /// Sends a request, noted in the audit. What is wanted already is not asked for again.
  /// - Throws: ``DeskRefusal``.
  package func ask(
    _ wish: Wish, _ kind: ControlKind, _ name: String, reason: String, by person: Operator
  ) async throws -> Control {
    try ControlDesk.check(wish, kind, name)
    try LetterDesk.check(reason: reason, isNeeded: wish != .resume)
    let time = sender.clock.now()
    let control = try await sender.database.write { connection in
      let known = try Control.find(kind, name, in: connection) ?? .untouched(kind, name)
      if wish == .resume && known.number == 0 {
        throw DeskRefusal(.conflict, "the \(kind.rawValue) '\(name)' is not paused")
      }
      if known.number > 0, known.wanted == wish.wanted, known.answer != "refused" { return known }
      let number = known.number + 1
      try Control.request(
        kind, name, number: number, wanted: wish.wanted, by: person.name, reason: reason, at: time.rfc3339,
        in: connection)
      let request = Request(
        wish: wish, kind: kind, name: name, number: number, person: person.name, reason: reason, time: time)
      let wanted = try event(request)
      try sender.put(wanted, in: connection)
      try AuditLog.append(
        "\(wish.rawValue) \(kind.rawValue)", by: person.name, at: time.rfc3339, subject: "\(kind.rawValue) \(name)",
        request: wanted.id, was: known.state, became: wish.wanted,
        detail: reason.isEmpty ? name : "\(name): \(reason)", in: connection)
      return try Control.find(kind, name, in: connection) ?? known
    }
    sender.committed.raise()
    return control
  }

  /// What can be asked of a kind of thing.
  static func wishes(_ kind: ControlKind) -> [Wish] { kind == .file ? [.withdraw] : [.pause, .resume] }

  /// The right that it takes.
  static func permission(_ kind: ControlKind) -> Permission {
    switch kind {
    case .worker: .act
    case .payer: .hold
    case .file: .withdraw
    }
  }

  private static func check(_ wish: Wish, _ kind: ControlKind, _ name: String) throws {
    guard wishes(kind).contains(wish) else {
      throw DeskRefusal(.invalid, "a \(kind.rawValue) cannot be asked to \(wish.rawValue)")
    }
    switch kind {
    case .worker:
      guard Queue.pausable.contains(name) else {
        throw DeskRefusal(
          .invalid, "'\(name)' cannot be paused; those that can are \(Queue.pausable.joined(separator: ", "))")
      }
    case .payer:
      guard (1...256).contains(name.count), !name.contains(where: \.isNewline) else {
        throw DeskRefusal(.invalid, "a payer's key has 1 to 256 characters")
      }
    case .file:
      guard name.count == 64, name.allSatisfy({ "0123456789abcdef".contains($0) }) else {
        throw DeskRefusal(.invalid, "a file is named by its SHA-256: 64 of 0-9 and a-f")
      }
    }
  }

  private struct Request {
    var wish: Wish
    var kind: ControlKind
    var name: String
    var number: Int64
    var person: String
    var reason: String
    var time: Instant
  }

  private func event(_ request: Request) throws -> EncodedEvent {
    let state: RunState = request.wish == .pause ? .paused : .running
    switch request.kind {
    case .worker:
      return try encoded(
        request,
        WorkerStateRequested(
          worker: request.name, state: state, number: request.number, requestedBy: request.person,
          reason: ControlDesk.words(request)))
    case .payer:
      return try encoded(
        request,
        PayerStateRequested(
          payer: request.name, state: state, number: request.number, requestedBy: request.person,
          reason: ControlDesk.words(request)))
    case .file:
      return try encoded(
        request,
        FileWithdrawalRequested(
          digest: request.name, number: request.number, requestedBy: request.person, reason: ControlDesk.words(request))
      )
    }
  }

  /// A reason is part of every request; to resume needs none from the person.
  private static func words(_ request: Request) -> String { request.reason.isEmpty ? "none given" : request.reason }

  private func encoded<Body: EventBody>(_ request: Request, _ data: Body) throws -> EncodedEvent {
    try sender.event(
      data, cause: "\(request.kind.rawValue) \(request.name)", step: "request \(request.number)",
      subject: request.name, correlation: request.kind == .file ? request.name : nil,  // part of the file's own story
      at: request.time)
  }
}
