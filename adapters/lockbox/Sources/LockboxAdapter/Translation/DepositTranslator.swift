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
  let profiles: BankProfiles

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
    case .image: return try run.hand(over: DocumentImage.mediaType(head) ?? "", emit)
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
    let verified = try verify(&first)
    var report = TranslationReport(format: format)
    report.findings = first.findings
    if verified.magnitude == nil { report.findings.add(Self.tooMuch) }
    if report.findings.hasErrors { return report }

    var second = first.again()
    let events = DepositEvents(tenant: tenant, digest: digest, correlationID: correlationID)
    let emitted = try map(&second) { item in
      switch item {
      case .deposit(let deposit):
        try report.count(deposit)
        try emit(events.event(deposit))
      case .returned(let returned):
        try report.count(returned)
        try emit(events.event(returned))
      case .kept(let kept): try report.count(kept)
      case .indexed(let document): try emit(event(document))
      }
    }
    guard emitted == verified, second.findings == first.findings else { throw TranslationError.fileChanged }
    return report
  }

  /// An image: its bytes are the claim check already; whoever reads documents is told.
  func hand(over mediaType: String, _ emit: (EncodedEvent) throws -> Void) throws -> TranslationReport {
    let body = DocumentReceived(digest: digest, mediaType: mediaType)
    try emit(event(body, at: "document", subject: digest))
    return TranslationReport(format: .image)
  }

  private func event(_ document: IndexedDocument) throws -> EncodedEvent {
    let position = "document record \(document.place.record)"
    return try event(document.body, at: position, subject: position)
  }

  /// Neither images nor indexes have a time of their own: it is the same each time.
  private func event<Body: EventBody>(_ body: Body, at position: String, subject: String) throws -> EncodedEvent {
    let id = EventID(tenant: tenant, digest: digest, position: position, type: Body.type)
    return try Event(
      EventContext(
        id: id, source: DepositTranslator.source, subject: subject, time: Instant(milliseconds: 0), tenant: tenant,
        correlationID: correlationID), data: body
    ).encoded()
  }

  private static let tooMuch = Finding(
    .amountLimit, at: .file, field: "all amounts", expected: "at most \(Money.limit) minor units together",
    found: "more")

  /// What two readings of the same file must agree on.
  private struct Measure: Equatable {
    var bytes = 0
    var items = 0
    /// A mixture of all amounts in their order.
    var amounts: Int64 = 0
    /// The sum of all amounts without their signs, which no total exceeds; nil beyond the exact range.
    var magnitude: Money? = .zero

    mutating func add(_ amount: Money) {
      items += 1
      magnitude = magnitude.flatMap { try? $0 + amount.magnitude }
      amounts = amounts &* 31 &+ amount.cents
    }
  }

  /// The first reading: nothing is made of the items but their sum.
  private func verify(_ mapper: inout some DepositMapper) throws -> Measure {
    var measure = Measure()
    measure.bytes = try mapper.read(try FileHandle(forReadingFrom: file)) { mapper, element in
      if let amount = try mapper.check(element) { measure.add(amount) }
    }
    return measure
  }

  /// The second reading: deposits, returns and what is kept.
  private func map(_ mapper: inout some DepositMapper, _ sink: (MappedItem) throws -> Void) throws -> Measure {
    var measure = Measure()
    measure.bytes = try mapper.read(try FileHandle(forReadingFrom: file)) { mapper, element in
      try mapper.take(element) { item in
        measure.add(item.amount)
        try sink(item)
      }
    }
    return measure
  }
}

extension DepositMapper {
  /// Feeds the file to the reader in pieces; returns its size.
  fileprivate mutating func read(
    _ handle: FileHandle, _ take: (inout Self, Reader.Element) throws -> Void
  ) throws -> Int {
    defer { try? handle.close() }
    // The reader is held beside the mapper meanwhile, so that an element can be taken while it reads.
    var reader = self.reader
    defer { self.reader = reader }
    var size = 0
    while let data = try handle.read(upToCount: DepositTranslator.chunk), !data.isEmpty {
      size += data.count
      try data.withUnsafeBytes { try reader.feed($0) { try take(&self, $0) } }
    }
    try reader.finish { try take(&self, $0) }
    return size
  }
}
