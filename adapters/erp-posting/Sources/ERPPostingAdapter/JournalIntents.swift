// Requested journals become intents: stored and acknowledged at once, posted by the poster.

import AdapterKit
import Messaging
import PaymentEvents
import Storage

/// Stores each requested journal once.
package struct JournalIntents: EventHandler {
  let stored: Signal

  /// Creates it. `stored` is raised after each commit, for the poster.
  package init(stored: Signal) { self.stored = stored }

  package func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    let request = try event.decode(JournalRequested.self)
    let isNew = try Intents.record(
      key: request.data.journal.text, correlationID: event.correlationID, causationID: event.id,
      body: event.message.body, in: connection)
    guard isNew else {
      throw Failure(
        .permanent, code: "journal-conflict",
        reason: "journal \(request.data.journal) was requested before by another event; a journal is requested once")
    }
  }

  package func didCommit() { stored.raise() }
}
