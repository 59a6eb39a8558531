// The file adapters and their inboxes.

import AdapterKit
import DocumentExtractionAdapter
import Foundation
import LockboxAdapter
import PayerEDIAdapter
import Storage

/// What the command line knows of the file adapters.
enum FileAdapters {
  /// One adapter.
  struct Adapter: Sendable {
    let name: String
    let format: String
  }

  static let payerEDI = Adapter(name: PayerEDIWorker.name, format: "x12")
  static let lockbox = Adapter(name: LockboxWorker.name, format: "bank")
  static let documents = Adapter(name: DocumentExtractionWorker.name, format: "document")
  static let all = [payerEDI, lockbox, documents]

  /// The lockbox adapter's configuration, below the home folder.
  static let lockboxConfiguration = "adapters/lockbox/config.yaml"
  /// Its keys.
  static let lockboxKeys = WorkerKeys.all + FileWorker.keys + BankProfiles.keys

  /// Files that were expected and are not here.
  static func missing(_ data: URL) async throws -> [MissingFile] {
    var missing: [MissingFile] = []
    for adapter in all {
      let store = try DataFolder.store(of: adapter.name, in: data)
      guard try store.exists() else { continue }
      missing += try await store.reader().read { try MissingFile.all(in: $0) }
    }
    return missing.sorted { ($0.dueOn, $0.expectation) < ($1.dueOn, $1.expectation) }
  }

  /// Files in an adapter's inbox, and files it has claimed and not finished.
  static func waiting(in folder: URL) throws -> Int {
    guard FileManager.default.fileExists(atPath: folder.path) else { return 0 }
    // Files move from the inbox to the claimed ones: looked at in this order, none is missed on its way.
    let inbox = try FileFolders(root: folder).look().files
    let claimed = folder.appendingPathComponent("claimed").path
    let unfinished = (try? FileManager.default.contentsOfDirectory(atPath: claimed)) ?? []
    return inbox.count + unfinished.count
  }

  /// Puts a copy of a file into an adapter's inbox: under a hidden name first, so that no half file is ever read.
  static func drop(_ file: URL, into adapter: Adapter, data: URL) throws {
    let inbox = data.appendingPathComponent(adapter.name).appendingPathComponent("inbox")
    try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
    let hidden = inbox.appendingPathComponent(".\(UUID().uuidString)")
    try FileManager.default.copyItem(at: file, to: hidden)
    var target = inbox.appendingPathComponent(file.lastPathComponent)
    if FileManager.default.fileExists(atPath: target.path) {
      target = inbox.appendingPathComponent("\(UUID().uuidString.prefix(8))-\(file.lastPathComponent)")
    }
    try FileManager.default.moveItem(at: hidden, to: target)
  }
}
