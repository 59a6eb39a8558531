// Files that hold documents: the document itself, or a mail with documents attached. They are stored as work to do, in
// the transaction that records the file as taken in; reading them takes long and comes after.

import AdapterKit
import Crypto
import Documents
import Foundation
import PaymentEvents
import Storage

/// Documents and mails behind the adapters' common face.
public struct DocumentTranslator: FileTranslator {
  /// Where documents go; without it files are only looked at.
  package struct Intake: Sendable {
    var store: ClaimCheckStore
    var clock: any WallClock
    var arrived: Signal

    /// Creates it. `arrived` wakes the reading.
    package init(store: ClaimCheckStore, clock: any WallClock, arrived: Signal) {
      (self.store, self.clock, self.arrived) = (store, clock, arrived)
    }
  }

  private let tenant: String
  private let intake: Intake?

  /// Creates one that only looks at files.
  public init(tenant: String) { self.init(tenant: tenant, intake: nil) }

  /// Creates one that stores what it finds as work to do.
  package init(tenant: String, intake: Intake?) { (self.tenant, self.intake) = (tenant, intake) }

  /// The largest mail, in bytes: 64 MiB.
  private static let mostMailBytes = 64 << 20

  public func translate(file: URL, digest: String, emit: (EncodedEvent) throws -> Void) throws -> FileReport {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    let head = Array(try handle.read(upToCount: 4_096) ?? Data())
    var found = Found(digest: digest, format: "unknown")
    if let format = DocumentFormat(head) {
      found.format = format.name
      found.documents.append(.init(digest: digest, mediaType: format.rawValue, place: "document"))
    } else if MailMessage.isLikely(head) {
      found.format = "mail"
      try takeApart(file, &found)
    } else {
      let reason =
        head.isEmpty ? "the file is empty; ask for it again" : "neither PDF, TIFF, PNG or JPEG nor a mail with one"
      found.reject("file", head.isEmpty ? "empty" : "unknown-format", reason, at: nil)
    }
    for document in found.documents { try emit(event(document, of: digest)) }
    return FileReport(
      format: found.format, events: found.documents.count, rejections: found.rejections,
      followUp: intake.map { followUp(found, $0) })
  }

  /// A document in the file.
  struct Document: Sendable, Equatable {
    var digest: String
    var mediaType: String
    var place: String
  }

  private struct Found {
    var digest: String
    var format: String
    var documents: [Document] = []
    var rejections: [FileRejected] = []

    mutating func reject(_ scope: String, _ rule: String, _ reason: String, at position: String?) {
      let finding = FileRejected.Finding(severity: "error", rule: rule, message: reason)
      rejections.append(
        FileRejected(
          digest: digest, format: format, scope: scope, position: position, reason: reason, findings: [finding],
          findingCount: 1))
    }
  }

  private func takeApart(_ file: URL, _ found: inout Found) throws {
    let size = (try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int) ?? 0
    guard size <= Self.mostMailBytes else {
      return found.reject("file", "too-large", "a mail of \(size) bytes; at most \(Self.mostMailBytes)", at: nil)
    }
    let mail: MailMessage
    do throws(DocumentRefusal) {
      mail = try MailMessage(Array((try? Data(contentsOf: file)) ?? Data()))
    } catch {
      return found.reject("file", error.code.rawValue, error.reason, at: nil)
    }
    for part in mail.attachments where !part.isWithinText {
      if let format = DocumentFormat(part.bytes) {
        found.documents.append(
          .init(digest: try keep(part.bytes), mediaType: format.rawValue, place: "part \(part.place)"))
      } else {
        found.reject(
          "set", "unknown-format", "what is attached is neither PDF, TIFF, PNG nor JPEG", at: "part \(part.place)")
      }
    }
    if found.documents.isEmpty, let text = mail.text {
      found.documents.append(
        .init(digest: try keep(Array(text.utf8)), mediaType: TextPages.mediaType, place: "text"))
    }
    if found.documents.isEmpty {
      found.rejections = []
      found.reject("file", "no-document", "the mail holds neither a document nor a text", at: nil)
    }
  }

  /// Stores the bytes of a part as a claim check of their own; returns their digest.
  private func keep(_ bytes: [UInt8]) throws -> String {
    guard let intake else { return SHA256.hash(data: bytes).hexadecimal }
    return try intake.store.store(bytes).digest
  }

  private func event(_ document: Document, of file: String) throws -> EncodedEvent {
    let context = EventContext(
      id: receivedID(document, of: file), source: "/adapters/\(DocumentExtractionWorker.name)",
      subject: document.digest, time: Instant(milliseconds: 0), tenant: tenant, correlationID: file)
    return try Event(context, data: DocumentReceived(digest: document.digest, mediaType: document.mediaType)).encoded()
  }

  private func receivedID(_ document: Document, of file: String) -> EventID {
    EventID(tenant: tenant, digest: file, position: document.place, type: DocumentReceived.type)
  }

  private func followUp(_ found: Found, _ intake: Intake) -> FollowUp {
    let works = found.documents.map { document in
      ExtractionBook.Work(
        digest: document.digest, mediaType: document.mediaType, correlationID: found.digest,
        causationID: receivedID(document, of: found.digest).text)
    }
    let (clock, arrived) = (intake.clock, intake.arrived)
    return FollowUp(
      store: { connection, _ in
        for work in works { try ExtractionBook.add(work, at: clock.now(), in: connection) }
      }, didEnd: { arrived.raise() })
  }
}

extension DocumentFormat {
  /// What people call it.
  var name: String {
    switch self {
    case .pdf: "pdf"
    case .tiff: "tiff"
    case .png: "png"
    case .jpeg: "jpeg"
    }
  }
}
