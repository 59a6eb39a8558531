// A profile: how one kind of ERP takes journals over REST, as a file.

import Foundation
import JSONRules
import Translation

/// What a profile's file says, checked.
package struct RESTProfile: Sendable {
  /// How a journal is kept from being posted twice.
  enum Idempotency: Sendable {
    /// The ERP answers a request with the same value in this header with its first answer.
    case header(String)
    /// The key is part of what is posted and unique there: a repeat finds it or is refused as a duplicate.
    case key
    /// The ERP holds no key unique: it is asked for the key before each post, and an unanswered post is not followed by
    /// another one before this time has passed, in which it must have come to its end.
    case search(settled: Duration)

    /// Whether a request whose outcome is not known may be sent again at once.
    var allowsRepeat: Bool { if case .search = self { false } else { true } }
  }

  /// Bounds on how the ERP is asked.
  struct Limits: Sendable {
    var concurrency = 8
    /// 0: none.
    var requestsPerSecond = 0
    var timeout = Duration.seconds(30)
    /// How often a request that was not carried out, or whose repeat is harmless, is sent again within one round.
    var repeats = 3
    /// The longest `Retry-After` that is waited for within a round.
    var patience = Duration.seconds(60)
  }

  /// A request about one journal, and where its reference stands in the answer.
  struct Call: Sendable {
    let request: RESTRequest
    let reference: Reference?
    /// Where a list of what was found stands; without it the answer is the one that was found.
    var items: JSONPointer?
    /// The key of what was found: the ERP may not have understood what it was asked for.
    var key: Template?
  }

  /// How long a request whose outcome is not known may still be at work in the ERP.
  var workingTime: Duration {
    if case .search(let settled) = idempotency { settled } else { limits.timeout * 2 }
  }

  /// Where the ERP's reference stands.
  enum Reference: Sendable {
    case document(Template)
    /// In a header; what the pattern's first group matches, or all of it.
    case header(String, pattern: String?)
  }

  /// A request for a list, and what is made of each item.
  struct Listing: Sendable {
    let request: RESTRequest
    let items: JSONPointer
    let entry: Template
    let paging: RESTPaging
  }

  /// The name in events.
  package let name: String
  let url: TextTemplate
  let authentication: RESTAuthentication
  let idempotency: Idempotency
  let limits: Limits
  let post: Call
  let find: Call
  let reverse: Call?
  let accounts: Listing?
  let costCenters: Listing?
  let parties: Listing?
  let periods: Listing?
  let entries: Listing?
  let paymentStatus: Call?
  let status: Template?
  let errors: RESTErrorMap
}

extension RESTProfile {
  private static let keys = [
    "name", "description", "url", "authentication", "idempotency", "limits", "tables", "post", "find", "reverse",
    "accounts", "costCenters", "parties", "periods", "entries", "paymentStatus", "errors",
  ]
  private static let journalNames: Set = [
    "key", "description", "valueDate", "postingDate", "originalDate", "period", "entity", "currency", "total",
  ]

  /// Reads a profile's file.
  /// - Parameters:
  ///   - settings: the names of what the installation gives to placeholders `{/settings/…}`.
  ///   - zone: the zone of times that name none (IANA).
  /// - Throws: ``RESTProfileFaults`` with all that is wrong, each with file, line and key.
  package init(_ root: RuleNode, settings: Set<String> = [], zone: String = "UTC") throws {
    var reader = ProfileReader(zone: zone)
    let section = reader.section(root, Self.keys) ?? [:]
    reader.tables = section["tables"]
    let scope = { (names: Set<String>) in ProfileScope(names: names, settings: settings) }
    let name = reader.text(section["name"])
    let url = reader.template(section["url"], in: root, scope([]), need: "url")
    let authentication = RESTAuthentication(section["authentication"], &reader, scope([]))
    let idempotency = Self.idempotency(section["idempotency"], root, &reader)
    limits = Self.limits(section["limits"], &reader)
    let post = Self.call(section["post"], &reader, scope(Self.journalNames))
    let find = Self.call(section["find"], &reader, scope(["key"]), isList: true)
    if let node = section["find"], let find, find.items == nil, idempotency?.allowsRepeat == false {
      reader.note(node, "by search it needs items: only an empty list says that a journal is not there")
    }
    reverse = section["reverse"].flatMap { node in
      Self.call(node, &reader, scope(Self.journalNames.union(["reverses", "reversesReference"])))
    }
    accounts = Self.listing(section["accounts"], &reader, scope([]))
    costCenters = Self.listing(section["costCenters"], &reader, scope([]))
    parties = Self.listing(section["parties"], &reader, scope([]))
    periods = Self.listing(section["periods"], &reader, scope([]))
    entries = Self.listing(section["entries"], &reader, scope(["from", "to", "after", "limit"]))
    (paymentStatus, status) = Self.status(section["paymentStatus"], &reader, scope(["key"]))
    errors = RESTErrorMap(section["errors"], &reader)
    for (key, value) in [("name", name == nil), ("post", section["post"] == nil), ("find", section["find"] == nil)]
    where value { reader.note(root, "a profile needs \(key)") }
    guard reader.faults.isEmpty, let name, let url, let authentication, let idempotency, let post, let find else {
      throw RESTProfileFaults(faults: reader.faults)
    }
    self.name = name
    self.url = url
    self.authentication = authentication
    self.idempotency = idempotency
    self.post = post
    self.find = find
  }

  private static func idempotency(
    _ node: RuleNode?, _ root: RuleNode, _ reader: inout ProfileReader
  ) -> Idempotency? {
    guard let node, let section = reader.section(node, ["by", "header", "settledSeconds"]) else {
      if node == nil { reader.note(root, "a profile needs idempotency: how a journal is kept from being posted twice") }
      return nil
    }
    switch reader.text(section["by"]) {
    case "header":
      guard let header = reader.text(section["header"]) else {
        reader.note(node, "idempotency by header needs header: its name")
        return nil
      }
      return .header(header)
    case "key": return .key
    case "search":
      guard section["settledSeconds"] != nil else {
        reader.note(node, "idempotency by search needs settledSeconds: the longest that a request may be at work")
        return nil
      }
      return .search(settled: .seconds(reader.integer(section["settledSeconds"], 1...86_400, default: 1)))
    default:
      reader.note(section["by"] ?? node, "expected by: header, key or search")
      return nil
    }
  }

  private static func limits(_ node: RuleNode?, _ reader: inout ProfileReader) -> Limits {
    var limits = Limits()
    let keys = ["concurrency", "requestsPerSecond", "timeoutSeconds", "repeats", "patienceSeconds"]
    guard let node, let section = reader.section(node, keys) else { return limits }
    limits.concurrency = reader.integer(section["concurrency"], 1...256, default: limits.concurrency)
    limits.requestsPerSecond = reader.integer(section["requestsPerSecond"], 0...10_000, default: 0)
    limits.timeout = .seconds(reader.integer(section["timeoutSeconds"], 1...600, default: 30))
    limits.repeats = reader.integer(section["repeats"], 0...20, default: limits.repeats)
    limits.patience = .seconds(reader.integer(section["patienceSeconds"], 0...3_600, default: 60))
    return limits
  }

  private static func call(
    _ node: RuleNode?, _ reader: inout ProfileReader, _ scope: ProfileScope, isList: Bool = false
  ) -> Call? {
    let keys = RESTRequest.keys + ["reference", "referenceHeader"] + (isList ? ["items", "key"] : [])
    guard let node, let section = reader.section(node, keys) else { return nil }
    let request = RESTRequest(section, of: node, &reader, scope)
    let items = reader.pointer(section["items"])
    var reference: Reference?
    if let node = section["reference"] {
      reference = reader.rule(node).map { .document($0) }
    } else if let node = section["referenceHeader"], let parts = reader.section(node, ["name", "pattern"]) {
      let pattern = reader.text(parts["pattern"])
      if let pattern, (try? Regex(pattern)) == nil { reader.note(node, "'\(pattern)' is no regular expression") }
      guard let name = reader.text(parts["name"]) else {
        reader.note(node, "it needs name: the header's")
        return nil
      }
      reference = .header(name.lowercased(), pattern: pattern)
    } else if isList {
      reader.note(node, "it needs reference: where the ERP's reference stands in the answer")
    }
    let key = section["key"].flatMap { reader.rule($0) }
    if items != nil, section["key"] == nil {
      reader.note(node, "with items it needs key: where our key stands in an item, to be compared")
    }
    return request.map { Call(request: $0, reference: reference, items: items, key: key) }
  }

  private static func status(
    _ node: RuleNode?, _ reader: inout ProfileReader, _ scope: ProfileScope
  ) -> (Call?, Template?) {
    guard let node, let section = reader.section(node, RESTRequest.keys + ["status"]) else { return (nil, nil) }
    guard let status = section["status"] else {
      reader.note(node, "it needs status: a rule that gives unpaid, partly-paid, paid or cancelled")
      return (nil, nil)
    }
    let call = RESTRequest(section, of: node, &reader, scope).map { Call(request: $0, reference: nil) }
    return (call, reader.rule(status))
  }

  private static func listing(
    _ node: RuleNode?, _ reader: inout ProfileReader, _ scope: ProfileScope
  ) -> Listing? {
    guard let node, let section = reader.section(node, RESTRequest.keys + ["items", "entry", "paging"]) else {
      return nil
    }
    let request = RESTRequest(section, of: node, &reader, scope)
    let paging = reader.attempt { () throws(RuleError) in try RESTPaging(section["paging"]) }
    guard let items = reader.pointer(section["items"]), let entry = section["entry"].flatMap({ reader.members($0) })
    else {
      if section["items"] == nil { reader.note(node, "it needs items: where the list stands; \"\" for the whole") }
      if section["entry"] == nil { reader.note(node, "it needs entry: the rules for each item") }
      return nil
    }
    guard let request, let paging else { return nil }
    return Listing(request: request, items: items, entry: entry, paging: paging)
  }
}

/// All that is wrong with a profile.
package struct RESTProfileFaults: Error, CustomStringConvertible {
  package let faults: [RuleError]
  package var description: String { faults.map(\.description).joined(separator: "\n") }
}
