// What a file adapter supplies; everything else about files is shared.

import Foundation
import PaymentEvents
import Storage

/// A format and its translation into canonical events. Pure but for reading the file.
public protocol FileTranslator: Sendable {
  /// Reads the file twice: verifies all of it, then hands out the events of what can be read, in document order and
  /// the same each time. An error thrown by `emit` stops it and is passed on.
  /// - Parameters:
  ///   - file: the plain bytes.
  ///   - digest: their SHA-256.
  func translate(file: URL, digest: String, emit: (EncodedEvent) throws -> Void) throws -> FileReport

  /// What the events depend on besides the bytes, for instance configuration. Where it has changed since a process died
  /// in a file, or since a part of a file was refused that is handed in again, all events of the file are written
  /// again: those that were written before are known by their ids.
  var fingerprint: String { get }
}

extension FileTranslator {
  /// Nothing: the bytes alone.
  public var fingerprint: String { "" }
}

/// What became of a file.
public struct FileReport: Sendable, Equatable {
  /// The format as detected: `x12`, `bai2`, `nacha` or `unknown`.
  public var format: String
  /// How many events its content made.
  public var events: Int
  /// What of it was rejected, and why. A rejection of scope `file` means that nothing of it goes on.
  public var rejections: [FileRejected]
  /// Findings in what goes on all the same; at most 1,000.
  public var warnings: [FileRejected.Finding]
  /// How many deposits its content says came, and their sum; so that nobody has to read the events again for it.
  public var deposits = 0
  public var deposited = Money.zero
  /// What was read and stays in the file without an event, by reason.
  public var kept: [KeptTotal] = []
  /// What else is to be stored when the file is done, for instance an answer to its sender.
  public var followUp: FollowUp?

  /// Creates it.
  public init(
    format: String, events: Int, rejections: [FileRejected], warnings: [FileRejected.Finding] = [],
    followUp: FollowUp? = nil
  ) {
    self.format = format
    self.events = events
    self.rejections = rejections
    self.warnings = warnings
    self.followUp = followUp
  }

  /// Whether nothing of the file goes on.
  public var isRejected: Bool { events == 0 && !rejections.isEmpty }

  /// Whether two reports say the same; what follows from them is not compared.
  public static func == (left: FileReport, right: FileReport) -> Bool {
    left.format == right.format && left.events == right.events && left.rejections == right.rejections
      && left.warnings == right.warnings && left.kept == right.kept
  }
}

/// Items of a file that were read and became no event, for one reason.
public struct KeptTotal: Codable, Sendable, Equatable {
  /// The reason, as the adapter's documentation names it.
  public var reason: String
  /// How many.
  public var count: Int
  /// Their sum; it adds cents of all currencies.
  public var amount: Money

  /// Creates it.
  public init(reason: String, count: Int, amount: Money) {
    self.reason = reason
    self.count = count
    self.amount = amount
  }

  /// All of them in a line for people; nil where there are none.
  public static func line(_ totals: [KeptTotal]) -> String? {
    guard !totals.isEmpty else { return nil }
    let parts = totals.map { "\($0.reason) \($0.count) (\(Money.text($0.amount.cents)))" }
    return "kept without an event: \(parts.joined(separator: ", "))"
  }
}

/// What an adapter stores besides when a file is done: in the transaction that records it as done, and so once for each
/// time that the bytes are tried. Bytes that were accepted are not tried again.
public struct FollowUp: Sendable {
  let store: @Sendable (any SQLConnection, Int) throws -> Void
  let didEnd: @Sendable () -> Void

  /// Creates it.
  /// - Parameters:
  ///   - store: what is stored; may run again after a rollback, and has no other effects. It is given the number of
  ///     the try, from 1: a file that was rejected may be handed in again.
  ///   - didEnd: called when the transaction is over, however it ended: what has to be done about what is stored can
  ///     be looked for then.
  public init(
    store: @escaping @Sendable (any SQLConnection, _ attempt: Int) throws -> Void,
    didEnd: @escaping @Sendable () -> Void = {}
  ) {
    self.store = store
    self.didEnd = didEnd
  }
}
