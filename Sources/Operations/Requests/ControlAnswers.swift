// What owners answer to people's requests: noted beside the request, and dead letters of a withdrawn file are closed.

import AdapterKit
import PaymentEvents
import Storage

/// Hears answers as they pass through the index of events.
struct ControlAnswers {
  let connection: any SQLConnection
  let now: String

  /// Notes the answer that an event is; nothing for any other event. - Throws: `Failure`, `StorageError`.
  func take(_ event: IncomingEvent) throws {
    switch event.type {
    case WorkerStateChanged.type:
      let data = try event.decode(WorkerStateChanged.self).data
      try note(.worker, data.worker, data.number, data.state.rawValue)
    case PayerStateChanged.type:
      let data = try event.decode(PayerStateChanged.self).data
      try note(
        .payer, data.payer, data.number, data.state.rawValue,
        data.state == .paused ? "\(data.advices) advices waited then" : "\(data.advices) advices were looked at again")
    case FileWithdrawn.type: try take(event.decode(FileWithdrawn.self).data)
    case FileWithdrawalRefused.type:
      let data = try event.decode(FileWithdrawalRefused.self).data
      try note(.file, data.digest, data.number, "refused", data.obstacles.joined(separator: "; "))
    default: break
    }
  }

  private func take(_ withdrawn: FileWithdrawn) throws {
    let letters = try discardLetters(of: withdrawn)
    try note(
      .file, withdrawn.digest, withdrawn.number, "withdrawn",
      "\(withdrawn.advices) advices and \(withdrawn.deposits) deposits withdrawn, \(withdrawn.journals) journals "
        + "requested to reverse them, \(withdrawn.workItems) work items closed, \(letters) dead letters discarded")
  }

  /// Dead letters of the file that wait for somebody wait no more. Those on their way again are ignored by their
  /// receiver.
  private func discardLetters(of withdrawn: FileWithdrawn) throws -> Int {
    let letters = try connection.query(
      "UPDATE dead_letters SET state = 'discarded' WHERE correlation_id = ? AND state = 'open' RETURNING sequence",
      [.text(withdrawn.digest)]
    ).map { $0.integer(0) }
    for letter in letters {
      try AuditLog.append(
        LetterAction.discard.rawValue, by: withdrawn.requestedBy, at: now, letter: letter,
        was: LetterAction.discard.from.rawValue, became: LetterAction.discard.into.rawValue,
        detail: "its file was withdrawn: \(withdrawn.reason)", in: connection)
    }
    return letters.count
  }

  private func note(
    _ kind: ControlKind, _ name: String, _ number: Int64, _ answer: String, _ detail: String? = nil
  ) throws {
    try Control.answer(kind, name, number: number, answer, detail: detail, at: now, in: connection)
  }
}
