// The steps at which tests end a worker as kill -9 would: whatever step is the last one, nothing is lost or repeated.

import Foundation
import Logging
import Synchronization

/// A step of taking in, receiving, relaying or posting.
///
/// Nothing ever happens at a step unless the process was started with the variable ``CrashPoint/variable`` in its
/// environment, naming a folder. Then a file `<worker>.<step>` in it ends the process at that step, once: the file is
/// renamed to `<worker>.<step>.reached` first. A worker that is started so says it in its log as a warning.
public enum CrashPoint: String, Sendable, CaseIterable {
  /// A file adapter has claimed a file.
  case fileClaimed = "file-claimed"
  /// Its bytes are in the store of claim checks.
  case fileStored = "file-stored"
  /// Events of it are in the outbox, not committed.
  case fileWriting = "file-writing"
  /// They are committed.
  case fileWritten = "file-written"
  /// Its arrival is committed, the file not yet put away.
  case fileAnnounced = "file-announced"
  /// The file is put away.
  case fileFinished = "file-finished"
  /// A document lies in a folder for others, and that is not noted yet.
  case documentWritten = "document-written"

  /// Pages of a document are read and stored.
  case pageStored = "page-stored"
  /// What became of a document is written, not committed.
  case documentDeciding = "document-deciding"
  /// It is committed.
  case documentDecided = "document-decided"

  /// A batch of deliveries has come.
  case batchReceived = "batch-received"
  /// It is applied, not committed.
  case batchApplied = "batch-applied"
  /// It is committed, not acknowledged.
  case batchCommitted = "batch-committed"
  /// It is acknowledged.
  case batchAcknowledged = "batch-acknowledged"

  /// The relay has read messages of the outbox.
  case outboxRead = "outbox-read"
  /// The broker has confirmed them.
  case outboxConfirmed = "outbox-confirmed"
  /// They are deleted, not committed.
  case outboxForgetting = "outbox-forgetting"
  /// That is committed.
  case outboxForgotten = "outbox-forgotten"

  /// The router has decided where a batch goes.
  case routeDecided = "route-decided"
  /// The broker has confirmed all of it.
  case routeConfirmed = "route-confirmed"
  /// It is acknowledged.
  case routeAcknowledged = "route-acknowledged"

  /// Intents are noted as tried.
  case intentTried = "intent-tried"
  /// The target has answered.
  case intentAnswered = "intent-answered"
  /// Outcomes and answers are written, not committed.
  case intentSettling = "intent-settling"
  /// They are committed.
  case intentSettled = "intent-settled"

  /// Dead letters are written, not committed.
  case lettersStoring = "letters-storing"
  /// They are committed, not acknowledged.
  case lettersStored = "letters-stored"
  /// A step of work on letters is done, not committed.
  case lettersWorking = "letters-working"
  /// It is committed.
  case lettersWorked = "letters-worked"

  /// The environment variable that names the folder. For tests only: what is in the folder ends workers.
  public static let variable = "TRIBUTARY_TEST_CRASH_FOLDER"

  private static let armed = Mutex<(folder: URL, worker: String)?>(nil)

  /// Called once at a worker's start. Without the variable every step stays without effect.
  static func arm(worker: String, environment: [String: String], logger: Logger) {
    guard let folder = environment[variable] else { return }
    armed.withLock { $0 = (URL(fileURLWithPath: folder), worker) }
    logger.warning("\(variable) is set: files in \(folder) end this process; never set it outside of tests")
  }

  /// Ends the process here if a test asks for it.
  public func pass() {
    guard let (folder, worker) = CrashPoint.armed.withLock({ $0 }) else { return }
    let file = CrashPoint.file(self, of: worker, in: folder).path
    guard rename(file, file + ".reached") == 0 else { return }
    // Other threads send what they have been given, for instance an acknowledgement that should not have been given
    // yet; only this one stands still. Killed at once, such a fault would go unseen.
    usleep(150_000)
    kill(getpid(), SIGKILL)
  }

  /// The file that ends a worker at a step.
  public static func file(_ step: CrashPoint, of worker: String, in folder: URL) -> URL {
    folder.appendingPathComponent("\(worker).\(step.rawValue)")
  }
}
