// What a file adapter supplies; everything else about files is shared.

import Foundation
import PaymentEvents

/// A format and its translation into canonical events. Pure but for reading the file.
public protocol FileTranslator: Sendable {
  /// Reads the file twice: verifies all of it, then hands out the events of what can be read, in document order and
  /// the same each time. An error thrown by `emit` stops it and is passed on.
  /// - Parameters:
  ///   - file: the plain bytes.
  ///   - digest: their SHA-256.
  func translate(file: URL, digest: String, emit: (EncodedEvent) throws -> Void) throws -> FileReport
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

  /// Creates it.
  public init(
    format: String, events: Int, rejections: [FileRejected], warnings: [FileRejected.Finding] = []
  ) {
    self.format = format
    self.events = events
    self.rejections = rejections
    self.warnings = warnings
  }

  /// Whether nothing of the file goes on.
  public var isRejected: Bool { events == 0 && !rejections.isEmpty }
}
