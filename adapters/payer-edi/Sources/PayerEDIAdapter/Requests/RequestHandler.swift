// Requests to payers: each is written once, into the same outbox as acknowledgements and under the same numbers.

import AdapterKit
import Messaging
import PaymentEvents
import Storage
import X12

/// Stores a document for each request, in the transaction that records the request as received.
public struct RequestHandler: EventHandler {
  let profiles: PayerProfiles
  let clock: any WallClock
  let stored: Signal
  let committed: Signal

  package init(profiles: PayerProfiles, clock: any WallClock, stored: Signal, committed: Signal) {
    self.profiles = profiles
    self.clock = clock
    self.stored = stored
    self.committed = committed
  }

  /// Stores the request's document. - Throws: ``Failure`` where it cannot be written, ``StorageError``.
  public func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    let now = clock.now()
    var writer = RequestWriter(
      date: now.dateNumber, time: now.timeNumber, numbers: StoredNumbers(connection: connection))
    let document: OutgoingDocument
    do {
      switch event.type {
      case ClaimStatusRequested.type:
        let request = try event.decode(ClaimStatusRequested.self).data
        document = try writer.write(request, to: profile(request.payer))
      case EligibilityRequested.type:
        let request = try event.decode(EligibilityRequested.self).data
        document = try writer.write(request, to: profile(request.payer))
      default:
        throw Failure(
          .permanent, code: "not-consumed",
          reason: "\(Queue.payerEDI) takes no \(event.type); correct the bindings")
      }
    } catch let error as X12WriteError {
      throw Failure(.permanent, code: "not-writable", reason: "the request cannot be written: \(error)")
    } catch let error as ControlNumbersUsedUp {
      throw Failure(.permanent, code: "control-numbers-used-up", reason: error.description)
    }
    try DocumentBook.append(document, cause: event.id, at: now, in: connection)
  }

  public func didCommit() {
    stored.raise()
    committed.raise()
  }

  private func profile(_ payer: RequestedPayer) throws -> PayerProfile {
    if let profile = profiles.profile(payer: payer.identifier) { return profile }
    throw Failure(
      .permanent, code: "payer-not-asked",
      reason: "no payer in adapters/payer-edi/config.yaml has the identifier '\(payer.identifier)'; add it there, "
        + "restart payer-edi, and retry")
  }
}
