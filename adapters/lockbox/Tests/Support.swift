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
    try events.map { try Event<DepositReceived>(json: $0.body).data }
  }
  var errors: [FindingRule] { report.findings.listed.filter { $0.severity == .error }.map(\.rule) }
  var rules: [FindingRule] { report.findings.listed.map(\.rule) }
}

/// Translates bytes through a temporary file.
func translate(_ bytes: [UInt8], tenant: String = "clinic") throws -> Translated {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockbox-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("file")
  try Data(bytes).write(to: file)
  return try translate(file: file, digest: digest(bytes), tenant: tenant)
}

func translate(_ text: String) throws -> Translated { try translate(Array(text.utf8)) }

func translate(file: URL, digest: String, tenant: String = "clinic") throws -> Translated {
  var events: [EncodedEvent] = []
  let report = try DepositTranslator(tenant: tenant).translate(file: file, digest: digest) { events.append($0) }
  return Translated(events: events, report: report)
}

func digest(_ bytes: [UInt8]) -> String {
  SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

/// The elements and findings of BAI2 text, fed in pieces of some size.
func readBAI2(_ text: String, piece: Int = 7) throws -> (elements: [BAI2Element], findings: [Finding]) {
  var reader = BAI2Reader()
  var elements: [BAI2Element] = []
  try inPieces(Array(text.utf8), of: piece) { try reader.feed($0) { elements.append($0) } }
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
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/corpus")

  static var isPresent: Bool { FileManager.default.fileExists(atPath: root.appendingPathComponent("ach").path) }

  static func files(_ folder: String) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)) ?? []
    return names.sorted().map { root.appendingPathComponent(folder).appendingPathComponent($0) }
  }
}
