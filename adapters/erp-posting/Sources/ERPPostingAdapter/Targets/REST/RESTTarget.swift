// An ERP with a REST interface, as its profile describes it.

import AdapterKit
import Foundation
import JSONRules
import Ledger
import Logging
import PaymentEvents

/// Posts journals over REST, each once.
///
/// A journal's id goes into the ERP as its key: in a header by which the ERP tells repeats, as a key that is unique
/// there, or as a field that it can be searched by. After a request whose outcome is not known the ERP is asked for the
/// key before anything else is done about that journal.
package struct RESTTarget: ERPTarget {
  let client: RESTClient
  let profile: RESTProfile
  let codes: AccountCodes
  let settings: JSONValue
  let clock: any WallClock
  private let pause: @Sendable (Duration) async throws -> Void
  private let logger: Logger
  private let keys: RESTKeys
  /// What ``entries(of:after:limit:)`` reads page by page.
  let snapshot = EntrySnapshot()

  /// - Throws: ``ConfigurationError`` for certificates or an address that cannot be used, and for missing secrets.
  package init(
    _ connection: RESTConnection, audit: CallAudit? = nil, clock: any WallClock = SystemClock(),
    logger: Logger = Logger(label: "erp-posting"),
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) throws {
    for name in connection.profile.authentication.secrets where connection.secrets[name] == nil {
      throw ConfigurationError(
        "rest.secrets: the profile \(connection.profile.name) needs the secret '\(name)'; name its file there, or its "
          + "variable under rest.secretsFromEnvironment")
    }
    profile = connection.profile
    codes = AccountCodes(connection.accounts)
    settings = connection.settingsDocument
    self.clock = clock
    self.pause = pause
    self.logger = logger
    keys = RESTKeys(clock: clock, workingTime: connection.profile.workingTime)
    let quiet = CallAudit(folder: nil, logger: Logger(label: "audit"))
    client = try RESTClient(connection, audit: audit ?? quiet, clock: clock, pause: pause)
  }

  package var name: String { profile.name }

  package var capabilities: TargetCapabilities {
    var capabilities: TargetCapabilities = []
    if profile.reverse != nil { capabilities.insert(.reversal) }
    if profile.accounts != nil || profile.periods != nil || profile.parties != nil || profile.costCenters != nil {
      capabilities.insert(.masterData)
    }
    if profile.entries != nil { capabilities.insert(.entries) }
    if profile.paymentStatus != nil { capabilities.insert(.paymentStatus) }
    return capabilities
  }

  package func code(of account: Account) -> String { codes.code(of: account) }

  package func close() async { await client.close() }

  /// A key that cannot be looked up alone is left out, and nothing is posted under it until it can be.
  package func find(_ wanted: [String]) async throws -> [String: String] {
    let trouble = RESTTrouble()
    let results = try await RESTWork.each(wanted, atOnce: profile.limits.concurrency) {
      (key) async throws -> Result<String?, RESTError> in
      if let error = trouble.reason { return .failure(error) }
      do {
        let reference = try await lookUp(key)
        trouble.succeeded()
        return .success(reference)
      } catch let error as RESTError {
        trouble.failed(error)
        return .failure(error)
      }
    }
    let failures = RESTTarget.failures(results)
    if failures.count == results.count, let error = failures.first(where: { !$0.isOfOneJournal }) { throw error }
    var references: [String: String] = [:]
    for (key, result) in zip(wanted, results) {
      switch result {
      case .failure(let error): doubt(key, error)
      case .success(let reference):
        references[key] = reference
        // Whoever asks has tried it, perhaps in a process that ended a moment ago.
        if reference == nil { keys.isAbsent(key) } else { keys.isKnown(key) }
      }
    }
    return references
  }

  private static func failures<Success>(_ results: [Result<Success, RESTError>]) -> [RESTError] {
    results.compactMap { result -> RESTError? in if case .failure(let error) = result { error } else { nil } }
  }

  /// Nothing is posted under a key of which it is not known whether it is there.
  private func doubt(_ key: String, _ error: RESTError) {
    if keys.doubt(key), error.isOfOneJournal { logger.error("a journal waits: \(error.withoutWords)") }
  }

  package func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
    let trouble = RESTTrouble()
    let results = try await RESTWork.each(journals, atOnce: profile.limits.concurrency) {
      (journal) async throws -> Result<PostingOutcome, RESTError> in
      if trouble.reason != nil { return .success(.untried) }
      do {
        if keys.isDoubtful(journal.id) { return .success(.pending) }
        let outcome = try await place(journal, by: profile.post)
        trouble.succeeded()
        return .success(outcome)
      } catch let error as RESTError {
        trouble.failed(error)
        return .failure(error)
      }
    }
    return try outcomes(of: journals, results)
  }

  /// What is wrong with the ERP as a whole is no journal's fault: when it took and refused none, all wait. If it did
  /// either, those on which it failed are asked about later, and what it does not know is refused.
  private func outcomes(
    of journals: [Journal], _ results: [Result<PostingOutcome, RESTError>]
  ) throws -> [PostingOutcome] {
    let isWorking = results.contains { result in
      switch result {
      case .success(.posted), .success(.rejected): true
      default: false
      }
    }
    let failures = RESTTarget.failures(results)
    if !isWorking, let error = failures.first(where: { if case .doubled = $0 { false } else { true } }) { throw error }
    return zip(journals, results).map { journal, result in
      switch result {
      case .success(let outcome): return outcome
      case .failure(.absent(let words)):
        let reason = words.isEmpty ? "the ERP does not know what it names" : words
        return judged(.rejected(code: "other", reason: reason), journal.id)
      case .failure(let error):
        if case .doubled = error { doubt(journal.id, error) }
        return .pending
      }
    }
  }

  package func reverse(_ key: String, by reversal: Journal) async throws -> PostingOutcome {
    guard let call = profile.reverse else { throw TargetCannot(target: name, what: "reverse journals") }
    guard let reference = try await lookUp(key) else {
      return PostingOutcome(cannotReverse: key, because: "it is not in the ERP")
    }
    return try await place(reversal, by: call, reversing: (key, reference), isKnown: true)
  }

  /// Posts one journal; asks for it first where it may be there.
  /// - Throws: ``RESTError`` when it is not known whether it is there, or the ERP takes none.
  private func place(
    _ journal: Journal, by call: RESTProfile.Call, reversing original: (key: String, reference: String)? = nil,
    isKnown mayBeThere: Bool = false
  ) async throws -> PostingOutcome {
    var request: RESTRequest.Made
    do {
      request = try call.request.made(
        of: JSONValue(journal, codes: codes, settings: settings, reverses: original))
    } catch {
      return .rejected(code: "profile", reason: "\(error); correct the profile or the journal's source")
    }
    if case .header(let name) = profile.idempotency { request.headers.append((name, journal.id)) }
    let isSearched = !profile.idempotency.allowsRepeat
    var asksFirst = isSearched || mayBeThere
    var tries = 0
    while true {
      if asksFirst, let reference = try await lookUp(journal.id) {
        keys.isKnown(journal.id)
        return .posted(reference: reference)
      }
      if isSearched, keys.isUnsettled(journal.id) { return .pending }
      do {
        return judged(try await sent(request, journal.id, call), journal.id)
      } catch let error as RESTError where error.isUnknown {
        asksFirst = true
        keys.wasSent(journal.id)
        tries += 1
        if case .notTheERP = error { throw error }
        if !isSearched, tries > profile.limits.repeats { throw error }
        if !isSearched { try await pause(.milliseconds(50 << min(tries, 6))) }
      }
    }
  }

  /// A refusal says nothing about an earlier request for the same journal that may still be at work: the period may
  /// have been closed after that one. Until it must have come to its end the journal is asked about.
  private func judged(_ outcome: PostingOutcome, _ key: String) -> PostingOutcome {
    switch outcome {
    case .posted: keys.isKnown(key)
    case .rejected:
      if keys.isUnsettled(key) { return .pending }
      keys.isAnswered(key)
    case .pending, .untried: break
    }
    return outcome
  }

  private func sent(
    _ request: RESTRequest.Made, _ key: String, _ call: RESTProfile.Call
  ) async throws -> PostingOutcome {
    switch try await client.send(request, for: .init(operation: "post", journal: key)) {
    case .success(let answer):
      if let reference = try call.reference?.reference(in: answer) { return .posted(reference: reference) }
      guard let reference = try await lookUp(key) else {
        throw RESTError.contradiction("it says that it took the journal \(key), and does not have it")
      }
      return .posted(reference: reference)
    case .duplicate:
      guard let reference = try await lookUp(key) else {
        throw RESTError.contradiction("it says that it has the journal \(key), and does not find it")
      }
      return .posted(reference: reference)
    case .refused(let code, let words): return .rejected(code: code, reason: words)
    case .absent(let words): throw RESTError.absent(words: words)
    }
  }

  /// The ERP's reference of a journal; nil when it has none under this key.
  private func lookUp(_ key: String) async throws -> String? {
    let call = profile.find
    var members = settings.members ?? [:]
    members["key"] = .string(key)
    let request = try call.request.made(of: .object(members))
    switch try await client.send(request, for: .init(operation: "find", journal: key)) {
    case .refused(_, let words): throw RESTError.refused(asking: "find", words: words)
    case .duplicate: throw RESTError.doubled(key: key)
    case .absent:
      // Where a list is expected, this is somebody else's answer: an ERP that was asked gives an empty one.
      guard call.items == nil else {
        throw RESTError.profile("find: there is nothing at \(request.path), where a list is expected")
      }
      return nil
    case .success(let answer):
      guard let items = call.items else { return try reference(of: key, in: answer) }
      guard case .array(let found)? = items.value(in: answer.document) else {
        throw RESTError.profile("the answer to find has no list at '\(items)'")
      }
      return try reference(of: key, among: found)
    }
  }

  private func reference(of key: String, among found: [JSONValue]) throws -> String? {
    let own = try found.filter { try keyOfFound($0) == key }
    guard own.count <= 1 else { throw RESTError.doubled(key: key) }
    guard let item = own.first else {
      if found.isEmpty { return nil }
      throw RESTError.profile("find gives journals under other keys than the one it is asked for: correct its query")
    }
    guard let text = try profile.find.reference?.text(in: item), !text.isEmpty else {
      throw RESTError.profile("what was found has no reference")
    }
    return text
  }

  private func reference(of key: String, in answer: RESTAnswer) throws -> String {
    if profile.find.key != nil, try keyOfFound(answer.document) != key {
      throw RESTError.profile("find gives a journal under another key than the one it is asked for: correct its path")
    }
    guard let text = try profile.find.reference?.reference(in: answer) else {
      throw RESTError.profile("the answer to find has no reference")
    }
    return text
  }

  private func keyOfFound(_ document: JSONValue) throws -> String? {
    do {
      return try profile.find.key?.value(of: document)?.stringValue
    } catch {
      throw RESTError.profile("find.key: \(error)")
    }
  }
}

extension RESTProfile.Reference {
  /// The reference in an answer; nil where there is none.
  func reference(in answer: RESTAnswer) throws(RESTError) -> String? {
    switch self {
    case .document: return try text(in: answer.document)
    case .header(let name, let pattern):
      guard let value = answer.headers[name], !value.isEmpty else { return nil }
      guard let pattern, let regex = try? Regex(pattern) else { return value }
      guard let match = value.firstMatch(of: regex) else { return nil }
      let part = match.output.count > 1 ? match.output[1] : match.output[0]
      return part.substring.map(String.init)
    }
  }

  /// The reference in a document; nil where there is none.
  func text(in document: JSONValue) throws(RESTError) -> String? {
    guard case .document(let template) = self else { return nil }
    let value: JSONValue?
    do {
      value = try template.value(of: document)
    } catch {
      return nil  // an answer without it: the journal is looked up
    }
    switch value {
    // An empty one is none.
    case .string(let text), .number(let text): return text.isEmpty ? nil : text
    default: return nil
    }
  }
}
