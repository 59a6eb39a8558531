// What an ERP tells of itself over REST: master data, entries, payments.

import Foundation
import JSONRules
import Ledger
import Synchronization

/// What was read for a walk through the entries of some days, so that each page of it comes from the same reading.
final class EntrySnapshot: Sendable {
  let kept = Mutex<(days: ClosedRange<Day>, entries: [TargetEntry])?>(nil)
}

extension RESTTarget {
  package func masterData() async throws -> MasterData {
    guard capabilities.contains(.masterData) else { throw TargetCannot(target: name, what: "tell its accounts") }
    var data = MasterData()
    if let listing = profile.accounts { data.accounts = try await read(listing, "accounts").map(entry) }
    if let listing = profile.costCenters { data.costCenters = try await read(listing, "costCenters").map(entry) }
    if let listing = profile.parties { data.parties = try await read(listing, "parties").map(entry) }
    if let listing = profile.periods { data.periods = try await read(listing, "periods").map(period) }
    return data
  }

  package func entries(
    of days: ClosedRange<Day>, after key: String?, limit: Int
  ) async throws -> [TargetEntry] {
    guard let listing = profile.entries else { throw TargetCannot(target: name, what: "list what it holds") }
    if listing.request.names("after") { return try await pagedByKey(listing, days, key, limit) }
    let all: [TargetEntry]
    if key != nil, let kept = snapshot.kept.withLock({ $0 }), kept.days == days {
      all = kept.entries
    } else {
      let rows = try await read(listing, "entries", days: days, ["after": "", "limit": "\(limit)"]).map(targetEntry)
      all = TargetEntry.joined(rows).sorted { $0.key < $1.key }
      snapshot.kept.withLock { $0 = (days, all) }
    }
    let rest = all.drop { entry in key.map { entry.key <= $0 } ?? false }
    // Whoever walks to the end is done with it.
    if rest.count < limit { snapshot.kept.withLock { $0 = nil } }
    return Array(rest.prefix(limit))
  }

  /// Entries of an ERP that pages by key, in its own order. It counts rows, and a row may be a line: a full page may
  /// end within an entry, so what stands under its last key is asked for again.
  private func pagedByKey(
    _ listing: RESTProfile.Listing, _ days: ClosedRange<Day>, _ key: String?, _ limit: Int
  ) async throws -> [TargetEntry] {
    var (entries, after, size): ([TargetEntry], String, Int) = ([], key ?? "", limit)
    while entries.count < limit {
      let rows = try await read(listing, "entries", days: days, ["after": after, "limit": "\(size)"]).map(targetEntry)
      let some = TargetEntry.joined(rows)
      guard rows.count >= size, let last = rows.last?.key else {
        entries += some
        break
      }
      let whole = some.filter { $0.key != last }
      entries += whole
      if let end = whole.last?.key {
        guard end != after else { throw RESTError.profile("entries: the ERP does not page by key as it is asked to") }
        after = end
      } else {
        size *= 2  // one entry fills the page
        guard size <= Self.mostRows else {
          throw RESTError.profile("entries: more than \(Self.mostRows) rows stand under the key \(last)")
        }
      }
    }
    return Array(entries.prefix(limit))
  }

  /// The most rows of one page that is paged by key.
  private static let mostRows = 16_000

  package func paymentStatus(of keys: [String]) async throws -> [String: PaymentStatus] {
    guard let call = profile.paymentStatus, let rule = profile.status else {
      throw TargetCannot(target: name, what: "tell what was paid")
    }
    let found = try await RESTWork.each(keys, atOnce: profile.limits.concurrency) { key -> PaymentStatus? in
      var members = settings.members ?? [:]
      members["key"] = .string(key)
      let request = try call.request.made(of: .object(members))
      let purpose = RESTClient.Purpose(operation: "paymentStatus", journal: key)
      guard case .success(let answer) = try await client.send(request, for: purpose) else { return nil }
      guard let text = try? rule.value(of: answer.document)?.stringValue, let status = PaymentStatus(rawValue: text)
      else { throw RESTError.profile("paymentStatus.status gives none of unpaid, partly-paid, paid, cancelled") }
      return status
    }
    var statuses: [String: PaymentStatus] = [:]
    for (key, status) in zip(keys, found) { statuses[key] = status }
    return statuses
  }

  /// All items of a list, page by page, each made by the profile's rules.
  private func read(
    _ listing: RESTProfile.Listing, _ what: String, days: ClosedRange<Day>? = nil, _ values: [String: String] = [:]
  ) async throws -> [JSONValue] {
    var members = settings.members ?? [:]
    if let days {
      members["from"] = .string(days.lowerBound.description)
      members["to"] = .string(days.upperBound.description)
    }
    for (name, value) in values { members[name] = .string(value) }
    var made: [JSONValue] = []
    var had = 0
    var request = listing.paging.first(try listing.request.made(of: .object(members)))
    var address: String?
    var seen: Set<String> = []
    for _ in 0..<RESTPaging.maximumPages {
      guard seen.insert(address ?? request.target).inserted else {
        throw RESTError.profile("\(what): the pages go round in a circle")
      }
      let answer = try await page(request, at: address, what)
      guard case .array(let items)? = listing.items.value(in: answer.document) else {
        throw RESTError.profile("\(what): the answer has no list at '\(listing.items)'")
      }
      for item in items {
        do {
          if let value = try listing.entry.value(of: item) { made.append(value) }
        } catch {
          throw RESTError.profile("\(what): \(error)")
        }
      }
      had += items.count
      switch try listing.paging.next(request, after: answer, had: had, lately: items.count) {
      case .end: return made
      case .request(let next): request = next
      case .address(let next): address = next
      }
    }
    throw RESTError.profile("\(what): there are more than \(RESTPaging.maximumPages) pages")
  }

  private func page(_ request: RESTRequest.Made, at address: String?, _ what: String) async throws -> RESTAnswer {
    let purpose = RESTClient.Purpose(operation: what)
    let reply =
      if let address { try await client.send(page: address, like: request, for: purpose) } else {
        try await client.send(request, for: purpose)
      }
    switch reply {
    case .success(let answer): return answer
    case .refused(_, let words): throw RESTError.refused(asking: what, words: words)
    case .absent, .duplicate: throw RESTError.profile("\(what): there is nothing at \(request.path)")
    }
  }

  private func entry(_ value: JSONValue) throws -> MasterData.Entry {
    let members = value.members ?? [:]
    guard let code = members["code"]?.plainText else { throw RESTError.profile("an item has no code") }
    return MasterData.Entry(
      code: code, name: members["name"]?.plainText ?? "", isOpen: members["isOpen"] != .boolean(false),
      needsParty: members["needsParty"] == .boolean(true))
  }

  private func period(_ value: JSONValue) throws -> MasterData.Period {
    let members = value.members ?? [:]
    guard let first = members["first"]?.day, let last = members["last"]?.day, first <= last else {
      throw RESTError.profile("a period needs first and last, days as YYYY-MM-DD")
    }
    return MasterData.Period(
      name: members["name"]?.plainText ?? "\(first)", days: first...last, isOpen: members["isOpen"] != .boolean(false))
  }

  private func targetEntry(_ value: JSONValue) throws -> TargetEntry {
    let members = value.members ?? [:]
    guard let key = members["key"]?.plainText, let day = members["postingDate"]?.day,
      case .array(let lines)? = members["lines"]
    else { throw RESTError.profile("an entry needs key, postingDate and lines") }
    return TargetEntry(
      key: key, reference: members["reference"]?.plainText ?? "", postingDate: day,
      currency: members["currency"]?.plainText ?? "",
      lines: try lines.map { line in
        let members = line.members ?? [:]
        guard let account = members["account"]?.plainText, let debit = members["debit"].cents,
          let credit = members["credit"].cents
        else {
          throw RESTError.profile(
            "entries: a line under the key \(ERPText.cut(key, to: 80)) needs account, and debit or credit in cents "
              + "(money: major)")
        }
        return .init(account: account, debit: debit, credit: credit)
      })
  }
}

extension TargetEntry {
  /// Rows of one key and reference as one entry, for ERPs that give a row a line.
  fileprivate static func joined(_ rows: [TargetEntry]) -> [TargetEntry] {
    struct Identity: Hashable {
      let key: String
      let reference: String
    }
    var places: [Identity: Int] = [:]
    var entries: [TargetEntry] = []
    for row in rows {
      let identity = Identity(key: row.key, reference: row.reference)
      if let place = places[identity] {
        entries[place].lines += row.lines
      } else {
        places[identity] = entries.count
        entries.append(row)
      }
    }
    return entries
  }
}

extension JSONValue {
  fileprivate var plainText: String? {
    switch self {
    case .string(let text), .number(let text): text
    default: nil
    }
  }

  fileprivate var day: Day? { stringValue.flatMap { try? Day(iso: $0) } }

}

extension JSONValue? {
  /// Whole cents; zero where there is nothing, nil for what cannot be read.
  fileprivate var cents: Int64? {
    switch self {
    case nil, .null?: 0
    case .number(let digits)?: Int64(digits)
    default: nil
    }
  }
}
