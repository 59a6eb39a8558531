// A bank file in, `deposit.received` events out: all of a file or nothing of it.

import BankFiles
import Foundation
import PaymentEvents

/// Why a translation could not be carried out; a file that is merely wrong is refused in the report instead.
package enum TranslationError: Error, Equatable, CustomStringConvertible {
  /// The second reading did not find what the first had.
  case fileChanged

  package var description: String {
    switch self {
    case .fileChanged:
      "the file changed while it was being translated; nothing of it may be published: take it in again from its store"
    }
  }
}

/// Translates bank files to canonical events.
///
/// Reads the file twice: the first time to verify all of it, the second time to emit. A file with a wrong control
/// total, or one that cannot be read throughout, emits nothing. The same bytes give the same events in the same order;
/// the file's name plays no part. Memory is bounded by one record with its continuations or addenda.
package struct DepositTranslator: Sendable {
  /// How much is read at once, in bytes.
  static let chunk = 65_536
  /// The source that the events name.
  static let source = "/adapters/lockbox"

  private let tenant: String
  private let profiles: BankProfiles

  /// - Parameters:
  ///   - tenant: part of every event's id.
  ///   - profiles: what is particular to each bank.
  package init(tenant: String, profiles: BankProfiles = BankProfiles()) {
    self.tenant = tenant
    self.profiles = profiles
  }

  /// Translates one file.
  /// - Parameters:
  ///   - file: the bytes, which must not change meanwhile (a claim-checked copy).
  ///   - digest: SHA-256 of the bytes, lower-case hexadecimal.
  ///   - correlationID: what started it all; the digest if not given.
  ///   - emit: takes the events one by one. What it throws ends the translation and is thrown on.
  /// - Returns: totals and findings; `refusal` says why nothing was emitted.
  /// - Throws: errors of reading the file, of `emit`, and ``TranslationError``.
  package func translate(
    file: URL, digest: String, correlationID: String? = nil, emit: (EncodedEvent) throws -> Void
  ) throws -> TranslationReport {
    let run = Run(file: file, digest: digest, tenant: tenant, correlationID: correlationID ?? digest)
    let head = try run.head()
    let format = BankFileFormat(firstBytes: head)
    switch format {
    case .bai2: return try run.translate(BAI2Mapper(digest: digest, profiles: profiles), as: format, emit)
    case .nacha: return try run.translate(NACHAMapper(digest: digest, profiles: profiles), as: format, emit)
    case .lockbox: return try run.translate(LockboxMapper(digest: digest, profiles: profiles), as: format, emit)
    case .delimited, .unknown:
      guard let map = profiles.download(beginning: head) else { return Self.unknown(head) }
      return try run.translate(DelimitedMapper(digest: digest, profiles: profiles, map: map), as: .delimited, emit)
    }
  }

  private static func unknown(_ head: Data) -> TranslationReport {
    var report = TranslationReport(format: .unknown)
    report.findings.add(
      Finding(
        head.isEmpty ? .emptyFile : .unknownFormat, at: .file, field: "first bytes",
        expected: "'01,' (BAI2), '101' (NACHA), '100' (lockbox) or a declared download",
        found: head.isEmpty ? "an empty file" : "something else"))
    return report
  }
}

/// One translation of one file.
private struct Run {
  let file: URL
  let digest: String
  let tenant: String
  let correlationID: String

  /// The first bytes.
  func head() throws -> Data {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    return try handle.read(upToCount: BankFileFormat.probe) ?? Data()
  }

  /// Verifies, then emits.
  func translate(
    _ mapper: some DepositMapper, as format: BankFileFormat, _ emit: (EncodedEvent) throws -> Void
  ) throws -> TranslationReport {
    var first = mapper
    let verified = try read(into: &first) { _ in }
    var report = TranslationReport(format: format)
    report.findings = first.findings
    if verified.magnitude == nil { report.findings.add(Self.tooMuch) }
    if report.findings.hasErrors { return report }

    var second = first.again()
    let emitted = try read(into: &second) { item in
      switch item {
      case .deposit(let deposit):
        try report.count(deposit)
        try emit(try event(deposit))
      case .returned(let returned):
        try report.count(returned)
        try emit(try event(returned))
      case .kept(let kept): try report.count(kept)
      }
    }
    guard emitted == verified, second.findings == first.findings else { throw TranslationError.fileChanged }
    return report
  }

  private static let tooMuch = Finding(
    .amountLimit, at: .file, field: "all amounts", expected: "at most \(Money.limit) minor units together",
    found: "more")

  private func event(_ deposit: Deposit) throws -> EncodedEvent {
    try event(deposit.body, deposit.body.format, deposit.place, subject: deposit.subject, time: deposit.time)
  }

  private func event(_ item: ReturnedDeposit) throws -> EncodedEvent {
    try event(item.body, item.body.format, item.place, subject: item.subject, time: item.time)
  }

  private func event<Body: EventBody>(
    _ body: Body, _ format: String, _ place: RecordPlace, subject: String, time: Instant
  ) throws -> EncodedEvent {
    let position = "\(format) record \(place.record)"
    let id = EventID(tenant: tenant, digest: digest, position: position, type: Body.type)
    let context = EventContext(
      id: id, source: DepositTranslator.source, subject: subject, time: time, tenant: tenant,
      correlationID: correlationID)
    return try Event(context, data: body).encoded()
  }

  /// What two readings of the same file must agree on.
  private struct Measure: Equatable {
    var bytes = 0
    var items = 0
    /// A mixture of all amounts in their order.
    var amounts: Int64 = 0
    /// The sum of all amounts without their signs, which no total exceeds; nil beyond the exact range.
    var magnitude: Money? = .zero

    mutating func add(_ item: MappedItem) {
      items += 1
      magnitude = magnitude.flatMap { try? $0 + item.amount.magnitude }
      amounts = amounts &* 31 &+ item.amount.cents
    }
  }

  /// Feeds the file to a mapper in pieces.
  private func read(
    into mapper: inout some DepositMapper, _ sink: (MappedItem) throws -> Void
  ) throws -> Measure {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    var measure = Measure()
    func counting(_ item: MappedItem) throws {
      measure.add(item)
      try sink(item)
    }
    while let data = try handle.read(upToCount: DepositTranslator.chunk), !data.isEmpty {
      measure.bytes += data.count
      try data.withUnsafeBytes { try mapper.feed($0, counting) }
    }
    try mapper.finish(counting)
    return measure
  }
}
