// Whether the audit is whole: every entry follows from the one before, and fits what was signed.

import Crypto
import Foundation
import Storage

/// What a look at the whole audit has found.
package struct AuditReport: Sendable, Codable, Equatable {
  /// Entries that are there.
  package var entries: Int64 = 0
  /// Checkpoints whose signature is right.
  package var checkpoints = 0
  /// The newest entry that a checkpoint vouches for.
  package var signed: Int64 = 0
  /// The digest of the newest entry; worth noting elsewhere.
  package var digest = AuditEntry.origin
  /// What is wrong, at most ``AuditVerifier/maximumFaults``; empty: nothing was removed, changed or cut off.
  package var faults: [String] = []
}

/// Looks at the whole audit.
package struct AuditVerifier: Sendable {
  /// The most faults that are told.
  package static let maximumFaults = 100

  let tenant: String
  let key: Curve25519.Signing.PublicKey

  /// Creates it. - Parameter key: the public half of the key that signs checkpoints.
  package init(tenant: String, key: Curve25519.Signing.PublicKey) { (self.tenant, self.key) = (tenant, key) }

  /// With a key from a file. - Throws: ``AuditFault``.
  package init(tenant: String, keyFile: URL) throws {
    guard let text = try? String(contentsOf: keyFile, encoding: .utf8),
      let bytes = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
    else { throw AuditFault("\(keyFile.path): is no public key; operations writes it when it starts") }
    self.init(tenant: tenant, key: key)
  }

  /// Compares. - Parameter pages: reads entries with numbers above one, in order, some at a time; none: the end.
  package func verify(
    _ checkpoints: [AuditCheckpoint]?, pages: (_ after: Int64) async throws -> [AuditEntry]
  ) async throws -> AuditReport {
    var report = AuditReport()
    let signed = check(checkpoints, &report)
    var digests = Dictionary(signed.map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first })
    var last: AuditEntry?
    while true {
      let page = try await pages(last?.number ?? 0)
      guard !page.isEmpty else { break }
      for entry in page {
        compare(entry, after: last, &report)
        if let checkpoint = digests.removeValue(forKey: entry.number), checkpoint.digest != entry.digest {
          note("entry \(entry.number) is not as it was signed on \(checkpoint.at)", &report)
        }
        last = entry
      }
      report.entries += Int64(page.count)
    }
    report.digest = last?.digest ?? AuditEntry.origin
    for checkpoint in digests.values.sorted(by: { $0.entry < $1.entry }) {
      note("entry \(checkpoint.entry), signed on \(checkpoint.at), is missing", &report)
    }
    if report.signed > last?.number ?? 0 {
      note("the audit ends with entry \(last?.number ?? 0); entries up to \(report.signed) were cut off", &report)
    }
    return report
  }

  /// The checkpoints whose signatures are right.
  private func check(_ checkpoints: [AuditCheckpoint]?, _ report: inout AuditReport) -> [AuditCheckpoint] {
    guard let checkpoints else {
      note("there is no file of checkpoints: whether entries were cut off at the end cannot be told", &report)
      return []
    }
    var (previous, entry) = ("", Int64(0))
    var good: [AuditCheckpoint] = []
    for (index, checkpoint) in checkpoints.enumerated() {
      let statement = checkpoint.statement(tenant: tenant, after: previous)
      let signature = Data(base64Encoded: checkpoint.signature) ?? Data()
      if key.isValidSignature(signature, for: statement), checkpoint.entry > entry {
        good.append(checkpoint)
      } else {
        note("checkpoint \(index + 1) was changed, or those before it were removed", &report)
      }
      (previous, entry) = (checkpoint.signature, checkpoint.entry)
    }
    report.checkpoints = good.count
    report.signed = good.map(\.entry).max() ?? 0
    return good
  }

  private func compare(_ entry: AuditEntry, after last: AuditEntry?, _ report: inout AuditReport) {
    let expected = (last?.number ?? 0) + 1
    guard entry.number == expected else {
      let missing =
        entry.number == expected + 1 ? "entry \(expected) is" : "entries \(expected) to \(entry.number - 1) are"
      return note("\(missing) missing", &report)
    }
    if entry.digest != entry.digest(after: last?.digest ?? AuditEntry.origin) {
      note("entry \(entry.number) was changed, or does not follow from the one before", &report)
    }
  }

  private func note(_ fault: String, _ report: inout AuditReport) {
    if report.faults.count < AuditVerifier.maximumFaults { report.faults.append(fault) }
  }
}
