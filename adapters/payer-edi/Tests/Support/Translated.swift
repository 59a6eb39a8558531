// Runs the translator on bytes in memory and keeps what came of it.

import Crypto
import Foundation
import PayerEDIAdapter
import PaymentEvents
import X12

/// A document, translated.
struct Translated {
  let report: TranslationReport
  let events: [EncodedEvent]
  let summaries: [SetSummary]

  init(
    _ text: String, chunk: Int = .max, tenant: String = "test", correlationID: String? = nil,
    profiles: PayerProfiles = PayerProfiles()
  ) throws {
    try self.init(
      Array(text.utf8), chunk: chunk, tenant: tenant, correlationID: correlationID, profiles: profiles)
  }

  init(
    _ bytes: [UInt8], chunk: Int = .max, tenant: String = "test", correlationID: String? = nil,
    profiles: PayerProfiles = PayerProfiles()
  ) throws {
    let digest = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    var events: [EncodedEvent] = []
    var summaries: [SetSummary] = []
    var translator = RemittanceTranslator(tenant: tenant)
    translator.profiles = profiles
    report = try translator.translate(
      MemoryBytes(bytes, chunk: chunk), digest: digest, correlationID: correlationID, emit: { events.append($0) },
      onSet: { summaries.append($0) })
    self.events = events
    self.summaries = summaries
  }

  /// The header events, decoded by the contract.
  func headers() throws -> [RemittanceReceived] {
    try events.filter { $0.type == RemittanceReceived.type }.map { try Event<RemittanceReceived>(json: $0.body).data }
  }

  /// The pages, decoded by the contract.
  func pages() throws -> [RemittanceClaimsReceived] {
    try events.filter { $0.type == RemittanceClaimsReceived.type }
      .map { try Event<RemittanceClaimsReceived>(json: $0.body).data }
  }

  /// The claims of all pages.
  func claims() throws -> [Claim] { try pages().flatMap(\.claims) }

  /// The rules broken, those of the file first.
  var rules: [String] { (report.findings.listed + summaries.flatMap(\.findings.listed)).map(\.rule.code) }
}
