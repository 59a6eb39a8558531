// X12 files to canonical events: the adapter's message translator.

import Foundation
import PaymentEvents
import X12

/// Translates X12 files into canonical events: advices here, other sets by their guides (``GuidedSets``).
///
/// Each set is read twice: once to verify it, and, if it can be read, once to emit its events. Memory does not grow
/// with the file. The same bytes always give the same events, byte for byte, whatever the file is called.
public struct RemittanceTranslator: Sendable {
  /// The tenant: part of every event's identity.
  public let tenant: String
  /// The `source` attribute of the events.
  public static let source = "/adapters/payer-edi"

  /// Whether advices are checked against their guide, too.
  public let checksGuides: Bool

  /// What is agreed with whom: which relaxations hold for an interchange.
  package var profiles = PayerProfiles()

  /// Creates it for a tenant.
  public init(tenant: String, checksGuides: Bool = false) {
    self.tenant = tenant
    self.checksGuides = checksGuides
  }

  /// Creates it with what is agreed with payers.
  package init(tenant: String, checksGuides: Bool = false, profiles: PayerProfiles) {
    self.init(tenant: tenant, checksGuides: checksGuides)
    self.profiles = profiles
  }

  /// Translates a file.
  /// - Parameters:
  ///   - file: the file; it must not change meanwhile, as in a claim-check store.
  ///   - digest: SHA-256 of its bytes, lower-case hexadecimal (``FileDigest``).
  ///   - correlationID: what the events are correlated with, 1 to 128 bytes; by default an id made of the digest.
  ///   - emit: takes each event: per readable set its header, then its pages, in document order.
  ///   - onSet: takes each set's summary before its events are emitted; rejected sets have theirs only here and in the
  ///     report.
  /// - Returns: what came of the file. What the bytes say never throws.
  /// - Throws: ``FileReadError``, ``TranslationError``, and whatever `emit` or `onSet` throws.
  @discardableResult
  public func translate(
    file: URL, digest: String, correlationID: String? = nil, emit: (EncodedEvent) throws -> Void,
    onSet: (SetSummary) throws -> Void = { _ in }
  ) throws -> TranslationReport {
    try translate(FileBytes(file), digest: digest, correlationID: correlationID, emit: emit, onSet: onSet)
  }

  /// Checks a file as ``translate(file:digest:correlationID:emit:onSet:)`` does, without making events.
  /// - Throws: ``FileReadError``.
  public func validate(file: URL, onSet: (SetSummary) throws -> Void = { _ in }) throws -> TranslationReport {
    try validate(FileBytes(file), onSet: onSet)
  }

  /// Whether a file's first bytes look like X12: an ISA, GS or ST, after blanks. 4,096 bytes are enough.
  public static func looksLikeX12(_ beginning: [UInt8]) -> Bool {
    let bytes = beginning.drop { ASCII.isLineEnd($0) || $0 == ASCII.space || [0xEF, 0xBB, 0xBF].contains($0) }
    return Array(bytes).withUnsafeBufferPointer { InterchangeHeader($0) != nil || Delimiters.guess($0) != nil }
  }

  package func translate(
    _ source: any ByteSource, digest: String, correlationID: String? = nil, emit: (EncodedEvent) throws -> Void,
    onSet: (SetSummary) throws -> Void = { _ in }
  ) throws -> TranslationReport {
    let correlation = correlationID ?? defaultCorrelationID(digest)
    guard (1...TranslationLimits.tenantBytes).contains(tenant.utf8.count),
      (1...TranslationLimits.correlationBytes).contains(correlation.utf8.count)
    else { throw TranslationError.nameLength }
    let translation = FileTranslation(
      source, tenant: tenant, digest: digest, correlationID: correlation, emitsEvents: true,
      checksGuides: checksGuides)
    translation.profiles = profiles
    return try translation.run(emit: emit, onSet: onSet)
  }

  package func validate(
    _ source: any ByteSource, onSet: (SetSummary) throws -> Void = { _ in }
  ) throws -> TranslationReport {
    let translation = FileTranslation(
      source, tenant: tenant, digest: "", correlationID: "", emitsEvents: false, checksGuides: checksGuides)
    translation.profiles = profiles
    return try translation.run(emit: { _ in }, onSet: onSet)
  }

  private func defaultCorrelationID(_ digest: String) -> String {
    EventID(tenant: tenant, digest: digest, position: "file", type: FileReceived.type).text
  }
}

/// Wrong use of the translator.
public enum TranslationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The tenant's name is not of 1 to 64 bytes, or the correlation id not of 1 to 128.
  case nameLength

  public var description: String {
    "the tenant's name must have 1 to 64 bytes and the correlation id 1 to 128; choose others"
  }
}
