// An ERP with a REST interface, as its profile describes it.

import AdapterKit
import Foundation
import JSONRules
import Ledger
import Logging
import PaymentEvents
import Synchronization

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
  /// For an ERP that can only be searched: until when a request of ours may still be at work there.
  private let unsettled = Unsettled()
  /// What ``entries(of:after:limit:)`` reads page by page.
  let snapshot = EntrySnapshot()

  private final class Unsettled: Sendable {
    let until = Mutex<[String: Int64]>([:])
  }

  /// - Throws: ``ConfigurationError`` for certificates or an address that cannot be used, and for missing secrets.
  package init(
    _ connection: RESTConnection, audit: CallAudit? = nil, clock: any WallClock = SystemClock(),
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

  package func find(_ keys: [String]) async throws -> [String: String] {
    let found = try await RESTWork.each(keys, atOnce: profile.limits.concurrency) { key in
      try await lookUp(key)
    }
    var references: [String: String] = [:]
    for (key, reference) in zip(keys, found) {
      references[key] = reference
      // Whoever asks has tried it, perhaps in a process that ended a moment ago.
      if reference == nil { noteSent(key, unlessNoted: true) } else { forget(key) }
    }
    return references
  }

  package func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
    let trouble = RESTTrouble()
    let results = try await RESTWork.each(journals, atOnce: profile.limits.concurrency) {
      (journal) async throws -> Result<PostingOutcome, RESTError> in
      if let error = trouble.reason { return .failure(error) }
      do {
        let outcome = try await place(journal, by: profile.post)
        trouble.succeeded()
        return .success(outcome)
      } catch let error as RESTError {
        trouble.failed(error)
        return .failure(error)
      }
    }
    // What is wrong with the ERP as a whole is no journal's fault. If it took some, the others are asked for later.
    if !results.contains(where: { (try? $0.get()) != nil }), case .failure(let error)? = results.first { throw error }
    return results.map { (try? $0.get()) ?? .pending }
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
        forget(journal.id)
        return .posted(reference: reference)
      }
      if isSearched, isUnsettled(journal.id) { return .pending }
      do {
        return try await sent(request, journal.id, call)
      } catch let error as RESTError where error.isUnknown {
        asksFirst = true
        noteSent(journal.id)
        tries += 1
        if case .notTheERP = error { throw error }
        if !isSearched, tries > profile.limits.repeats { throw error }
        if !isSearched { try await pause(.milliseconds(50 << min(tries, 6))) }
      }
    }
  }

  private func sent(
    _ request: RESTRequest.Made, _ key: String, _ call: RESTProfile.Call
  ) async throws -> PostingOutcome {
    switch try await client.send(request, for: .init(operation: "post", journal: key)) {
    case .success(let answer):
      if let reference = try call.reference?.reference(in: answer) { return .posted(reference: reference) }
      guard let reference = try await lookUp(key) else {
        throw RESTError.outage(status: answer.status, words: "it says that it took the journal, and does not have it")
      }
      return .posted(reference: reference)
    case .duplicate:
      guard let reference = try await lookUp(key) else {
        throw RESTError.outage(status: 409, words: "it says that it has the journal, and does not find it")
      }
      return .posted(reference: reference)
    case .refused(let code, let words): return .rejected(code: code, reason: words)
    case .absent: throw RESTError.profile("nothing takes journals at \(request.path)")
    }
  }

  /// The ERP's reference of a journal; nil when it has none under this key.
  private func lookUp(_ key: String) async throws -> String? {
    let call = profile.find
    var members = settings.members ?? [:]
    members["key"] = .string(key)
    let request = try call.request.made(of: .object(members))
    switch try await client.send(request, for: .init(operation: "find", journal: key)) {
    case .absent: return nil
    case .refused(_, let words): throw RESTError.profile("the ERP refuses to look for a journal: \(words)")
    case .duplicate: throw RESTError.doubled(key: key)
    case .success(let answer):
      guard let items = call.items else { return try reference(of: key, in: answer) }
      guard case .array(let found)? = items.value(in: answer.document) else {
        throw RESTError.profile("the answer to find has no list at '\(items)'")
      }
      guard found.count <= 1 else { throw RESTError.doubled(key: key) }
      return try found.first.map { item in
        guard let text = try call.reference?.text(in: item) else {
          throw RESTError.profile("what was found has no reference")
        }
        return text
      }
    }
  }

  private func reference(of key: String, in answer: RESTAnswer) throws -> String {
    guard let text = try profile.find.reference?.reference(in: answer) else {
      throw RESTError.profile("the answer to find has no reference")
    }
    return text
  }

  private func noteSent(_ key: String, unlessNoted: Bool = false) {
    guard case .search(let settled) = profile.idempotency else { return }
    let end = clock.now().milliseconds + Int64(settled / .milliseconds(1))
    unsettled.until.withLock { if !unlessNoted || $0[key] == nil { $0[key] = end } }
  }

  private func forget(_ key: String) { unsettled.until.withLock { $0[key] = nil } }

  private func isUnsettled(_ key: String) -> Bool {
    let now = clock.now().milliseconds
    return unsettled.until.withLock { until in
      guard let end = until[key], end <= now else { return until[key] != nil }
      until[key] = nil
      return false
    }
  }
}

extension RESTProfile.Reference {
  /// The reference in an answer; nil where there is none.
  func reference(in answer: RESTAnswer) throws(RESTError) -> String? {
    switch self {
    case .document: return try text(in: answer.document)
    case .header(let name, let pattern):
      guard let value = answer.headers[name] else { return nil }
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
    case .string(let text), .number(let text): return text
    default: return nil
    }
  }
}

/// Whether the ERP as a whole is in trouble: after some failures in a row no more of a round are sent.
private final class RESTTrouble: Sendable {
  private static let patience = 3
  private let state = Mutex<(failures: Int, last: RESTError?)>((0, nil))

  func succeeded() { state.withLock { $0 = (0, nil) } }

  func failed(_ error: RESTError) {
    state.withLock { state in
      state.failures += 1
      state.last = error
      // These are alike for every journal.
      switch error {
      case .refusedLogin, .profile, .busy, .notTheERP: state.failures = Self.patience
      default: break
      }
    }
  }

  var reason: RESTError? { state.withLock { $0.failures >= Self.patience ? $0.last : nil } }
}

/// Work on many things, some at once.
enum RESTWork {
  /// The results in the order of the items. - Throws: what the first failure throws; the others are cancelled.
  static func each<Item: Sendable, Output: Sendable>(
    _ items: [Item], atOnce limit: Int, _ body: @escaping @Sendable (Item) async throws -> Output
  ) async throws -> [Output] {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
      var outputs = [Output?](repeating: nil, count: items.count)
      var next = 0
      func start() {
        guard next < items.count else { return }
        let index = next
        let item = items[index]
        next += 1
        group.addTask { (index, try await body(item)) }
      }
      for _ in 0..<min(limit, items.count) { start() }
      while let (index, output) = try await group.next() {
        outputs[index] = output
        start()
      }
      return outputs.compactMap { $0 }
    }
  }
}
