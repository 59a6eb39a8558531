// The file adapters, and which of them a file is for.

import AdapterKit
import Foundation
import LockboxAdapter
import PayerEDIAdapter

/// What the command line knows of the file adapters.
enum FileAdapters {
  /// One adapter.
  struct Adapter: Sendable {
    let name: String
    let format: String
  }

  static let payerEDI = Adapter(name: PayerEDIWorker.name, format: "x12")
  static let lockbox = Adapter(name: LockboxWorker.name, format: "bank")
  static let all = [payerEDI, lockbox]

  /// The lockbox adapter's configuration, below the home folder.
  static let lockboxConfiguration = "adapters/lockbox/config.yaml"
  /// Its keys.
  static let lockboxKeys = WorkerKeys.all + FileWorker.keys + BankProfiles.keys

  /// What is agreed with banks; a download of a portal is told by it.
  static func banks(home: URL) throws -> BankProfiles {
    try BankProfiles(
      Configuration(
        file: home.appendingPathComponent(lockboxConfiguration), named: lockboxConfiguration, keys: lockboxKeys,
        environment: ProcessInfo.processInfo.environment))
  }

  /// The adapter for a file, by its first bytes; X12's says why it cannot read what nobody can.
  /// - Throws: ``CommandFailure`` for an archive that holds files for several.
  static func adapter(for file: URL, banks: BankProfiles = BankProfiles()) throws -> Adapter {
    let names = try OpenedFiles.with(file.path) { opened in
      try opened.map { try adapter(forPlain: $0.file, banks: banks).name }
    }
    guard Set(names).count == 1, let adapter = all.first(where: { $0.name == names[0] }) else {
      throw CommandFailure(
        .badData, "\(file.lastPathComponent) holds files of payers and of banks; unpack it and hand them in one by one")
    }
    return adapter
  }

  /// The same for a file that is no container.
  static func adapter(forPlain file: URL, banks: BankProfiles = BankProfiles()) throws -> Adapter {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    let head = Array(try handle.read(upToCount: 4096) ?? Data())
    return banks.takes(firstBytes: head) ? lockbox : payerEDI
  }

  /// The translator of an adapter; with `checksGuides` it says more of what is wrong, and takes longer.
  static func translator(
    _ adapter: Adapter, tenant: String, checksGuides: Bool = false
  ) -> any FileTranslator {
    adapter.name == lockbox.name
      ? LockboxTranslator(tenant: tenant) : PayerEDITranslator(tenant: tenant, checksGuides: checksGuides)
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
