// What the tests share: reading text as a file, translating it, and finding the corpus.

import BankFiles
import Crypto
import Foundation
import LockboxAdapter
import PaymentEvents

/// A translation's events and report.
struct Translated {
  var events: [EncodedEvent]
  var report: TranslationReport

  func deposits() throws -> [DepositReceived] {
    try events.filter { $0.type == DepositReceived.type }.map { try Event<DepositReceived>(json: $0.body).data }
  }
  func returns() throws -> [DepositReturned] {
    try events.filter { $0.type == DepositReturned.type }.map { try Event<DepositReturned>(json: $0.body).data }
  }
  var errors: [FindingRule] { report.findings.listed.filter { $0.severity == .error }.map(\.rule) }
  var rules: [FindingRule] { report.findings.listed.map(\.rule) }
}

/// Translates bytes through a temporary file.
func translate(
  _ bytes: [UInt8], tenant: String = "clinic", profiles: BankProfiles = BankProfiles()
) throws -> Translated {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockbox-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("file")
  try Data(bytes).write(to: file)
  return try translate(file: file, digest: digest(bytes), tenant: tenant, profiles: profiles)
}

func translate(_ text: String) throws -> Translated { try translate(Array(text.utf8)) }

func translate(
  file: URL, digest: String, tenant: String = "clinic", profiles: BankProfiles = BankProfiles()
) throws -> Translated {
  var events: [EncodedEvent] = []
  let translator = DepositTranslator(tenant: tenant, profiles: profiles)
  let report = try translator.translate(file: file, digest: digest) { events.append($0) }
  return Translated(events: events, report: report)
}

func digest(_ bytes: [UInt8]) -> String {
  SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

/// The elements and findings of BAI2 text, fed in pieces of some size.
func readBAI2(_ text: String, piece: Int = 7) throws -> (elements: [BAI2Element], findings: [Finding]) {
  try readBAI2(Array(text.utf8), piece: piece)
}

/// The same of bytes.
func readBAI2(_ bytes: [UInt8], piece: Int = 4_096) throws -> (elements: [BAI2Element], findings: [Finding]) {
  var reader = BAI2Reader()
  var elements: [BAI2Element] = []
  try inPieces(bytes, of: piece) { try reader.feed($0) { elements.append($0) } }
  try reader.finish { elements.append($0) }
  return (elements, reader.findings.listed)
}

/// The elements and findings of NACHA bytes, fed in pieces of some size.
func readNACHA(_ bytes: [UInt8], piece: Int = 7) throws -> (elements: [NACHAElement], findings: [Finding]) {
  var reader = NACHAReader()
  var elements: [NACHAElement] = []
  try inPieces(bytes, of: piece) { try reader.feed($0) { elements.append($0) } }
  try reader.finish { elements.append($0) }
  return (elements, reader.findings.listed)
}

func inPieces(_ bytes: [UInt8], of size: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
  for start in stride(from: 0, to: bytes.count, by: size) {
    try Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes(body)
  }
}

extension [BAI2Element] {
  var details: [BAI2Detail] {
    compactMap { if case .detail(let detail) = $0 { detail } else { nil } }
  }
  var accounts: [BAI2Account] {
    compactMap { if case .account(let account) = $0 { account } else { nil } }
  }
}

extension [NACHAElement] {
  var entries: [NACHAEntry] {
    compactMap { if case .entry(let entry) = $0 { entry } else { nil } }
  }
}

/// Sample files of other projects, beside the package where they are present.
enum Corpus {
  /// The package's own folder.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let root = package.deletingLastPathComponent().appendingPathComponent("shared/corpus")

  static var isPresent: Bool { FileManager.default.fileExists(atPath: root.appendingPathComponent("ach").path) }

  static func files(_ folder: String) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? []
    return names.sorted().map { root.appendingPathComponent(folder).appendingPathComponent($0) }
  }
}
