// Events that the adapter receives: images that lockboxes brought, what banks' indexes say of them, and what people say
// of held documents.

import AdapterKit
import Documents
import Messaging
import PaymentEvents
import Storage

/// Stores documents as work to do, notes indexes, and applies corrections.
package struct DocumentHandler: EventHandler {
  let desk: ExtractionDesk
  let arrived: Signal
  let committed: Signal

  /// Creates it. `arrived` wakes the reading, `committed` the relay.
  package init(desk: ExtractionDesk, arrived: Signal, committed: Signal) {
    (self.desk, self.arrived, self.committed) = (desk, arrived, committed)
  }

  /// Applies one event. - Throws: ``Failure``, `StorageError`.
  package func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    switch event.type {
    case DocumentReceived.type:
      // Our own come back, too: what is known stays as it is.
      let received = try event.decode(DocumentReceived.self).data
      let work = ExtractionBook.Work(
        digest: received.digest, mediaType: received.mediaType, correlationID: event.correlationID,
        causationID: event.id)
      try ExtractionBook.add(work, at: desk.clock.now(), in: connection)
    case DocumentIndexed.type:
      try BankIndexBook.note(event.decode(DocumentIndexed.self).data, event: event.id, in: connection)
    case FileReceived.type:
      try BankIndexBook.note(event.decode(FileReceived.self).data, in: connection)
    case DocumentCorrectionRequested.type:
      let correction = try event.decode(DocumentCorrectionRequested.self).data
      var obstacle: String?
      do throws(Refused) {
        try apply(correction, event.id, in: connection)
      } catch {
        switch error {
        case .because(let reason): obstacle = reason
        case .other(let other): throw other
        }
      }
      try ExtractionBook.note(event.id, correction, obstacle: obstacle, at: desk.clock.now(), in: connection)
    default:
      throw Failure(
        .permanent, code: "not-consumed",
        reason: "\(Queue.documentExtraction) takes no \(event.type); correct the bindings")
    }
  }

  package func didCommit() {
    arrived.raise()
    committed.raise()
  }

  private enum Refused: Error {
    case because(String)
    case other(any Error)
  }

  private func apply(
    _ correction: DocumentCorrectionRequested, _ request: String, in connection: any SQLConnection
  ) throws(Refused) {
    do {
      guard let entry = try ExtractionBook.entry(correction.digest, in: connection),
        [.held, .refused].contains(entry.state)
      else { throw Refused.because("no such document waits for a person") }
      guard entry.revision == correction.revision else {
        throw Refused.because("somebody else has corrected it meanwhile; look at it again")
      }
      let read = try ExtractionBook.extraction(of: entry.digest, in: connection)
        .map { try desk.opened($0, as: Extraction.self) }
      let confirmed = try (read ?? Extraction(template: "by hand", kind: "other")).confirmed(correction.changes)
      let finding = ExtractionDesk.Finding(
        extraction: confirmed, pages: entry.pagesRead, images: entry.images, person: correction.requestedBy,
        request: request)
      if let payer = confirmed.payer?.value, !desk.extractor.payers.contains(where: { $0.key == payer }) {
        throw Refused.because("no payer of config/payers.yaml has this key")
      }
      let obstacles = desk.obstacles(finding)
      guard obstacles.isEmpty else { throw Refused.because(obstacles.prefix(5).joined(separator: "; ")) }
      try desk.settle(entry, finding, in: connection)
    } catch let refused as Refused {
      throw refused
    } catch let refused as Extraction.ChangeRefused {
      throw .because(refused.description)
    } catch {
      throw .other(error)
    }
  }
}
