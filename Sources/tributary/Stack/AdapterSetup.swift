// How the file adapters are configured here, so that a command reads a file as the worker would.

import AdapterKit
import DocumentExtractionAdapter
import Documents
import Foundation
import LockboxAdapter
import PayerEDIAdapter

/// The profiles of payers and banks.
struct AdapterSetup {
  var payers = PayerProfiles()
  var banks = BankProfiles()

  private static let payerEDI = "adapters/payer-edi/config.yaml"

  /// No profiles.
  init() {}

  /// Those below a folder. - Throws: ``ConfigurationError``; a file that is not there says nothing.
  init(home: URL) throws {
    if let file = AdapterSetup.file(AdapterSetup.payerEDI, home) {
      payers = try PayerProfiles(AdapterSetup.read(file, PayerEDIWorker.keys))
    }
    if let file = AdapterSetup.file(FileAdapters.lockboxConfiguration, home) {
      banks = try BankProfiles(AdapterSetup.read(file, FileAdapters.lockboxKeys))
    }
  }

  /// Those of `--home`, else of the folder that is found without it; where there is none, none, which is said.
  static func find(_ home: String?) throws -> AdapterSetup {
    guard let folder = try home.map({ try Home.find($0) }) ?? (try? Home.find()) else {
      printError("no configuration is found, so that no profile of a payer or a bank is applied; name it with --home")
      return AdapterSetup()
    }
    return try AdapterSetup(home: folder)
  }

  private static func file(_ path: String, _ home: URL) -> URL? {
    let file = home.appendingPathComponent(path)
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  private static func read(_ file: URL, _ keys: [ConfigurationKey]) throws -> Configuration {
    try Configuration(file: file, keys: keys, environment: ProcessInfo.processInfo.environment)
  }

  /// The adapter for a file, by its first bytes; X12's says why it cannot read what nobody can.
  /// - Throws: ``CommandFailure`` for an archive that cannot be opened, or that holds files for several.
  func adapter(for file: URL) throws -> FileAdapters.Adapter {
    let all = try OpenedFiles.with(file.path) { opened in try opened.map { try adapter(forPlain: $0.file).name } }
    // Images that come with a bank's index of them belong to it.
    let names = all.contains(FileAdapters.lockbox.name) ? all.filter { $0 != FileAdapters.documents.name } : all
    guard Set(names).count == 1, let adapter = FileAdapters.all.first(where: { $0.name == names[0] }) else {
      throw CommandFailure(
        .badData, "\(file.lastPathComponent) holds files of payers and of banks; unpack it and hand them in one by one")
    }
    return adapter
  }

  /// The same for a file that is no container.
  func adapter(forPlain file: URL) throws -> FileAdapters.Adapter {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    let head = Array(try handle.read(upToCount: 4096) ?? Data())
    if DocumentFormat(head) != nil || MailMessage.isLikely(head) { return FileAdapters.documents }
    if BankFileFormat(firstBytes: head) != .unknown { return FileAdapters.lockbox }
    if RemittanceTranslator.looksLikeX12(head) { return FileAdapters.payerEDI }
    return banks.download(beginning: head) == nil ? FileAdapters.payerEDI : FileAdapters.lockbox
  }

  /// The translator of an adapter; with `checksGuides` it says more of what is wrong, and takes longer.
  func translator(
    _ adapter: FileAdapters.Adapter, tenant: String, checksGuides: Bool = false
  ) -> any FileTranslator {
    if adapter.name == FileAdapters.documents.name { return DocumentTranslator(tenant: tenant) }
    return adapter.name == FileAdapters.lockbox.name
      ? LockboxTranslator(tenant: tenant, profiles: banks)
      : PayerEDITranslator(tenant: tenant, checksGuides: checksGuides, profiles: payers)
  }
}
