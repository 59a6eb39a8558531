// How an ERP gives long lists: in pages, told by a cursor, an offset or a link to the next one.

import Foundation
import JSONRules

/// How the next page is asked for.
enum RESTPaging: Sendable {
  /// All in one answer.
  case none
  /// The answer holds a text that the next request repeats as a parameter of its query.
  case cursor(JSONPointer, parameter: String)
  /// The next request says how many items were had already. `more` says whether there are more; without it, a page that
  /// is not full is the last.
  case offset(parameter: String, limit: String?, size: Int, more: JSONPointer?)
  /// The answer holds the next page's address: at a pointer, or without one in the header `Link` (RFC 8288).
  case link(JSONPointer?)

  /// The most pages of a list.
  static let maximumPages = 10_000
  private static let kinds = ["cursor", "offset", "link"]

  /// Reads `{cursor: /next, parameter: cursor}`, `{offset: offset, limit: limit, size: 100, more: /hasMore}`,
  /// `{link: /next}` or `{link: header}`. - Throws: `RuleError`.
  init(_ node: RuleNode?) throws(RuleError) {
    guard let node else {
      self = .none
      return
    }
    let section = try node.section(Self.kinds + ["parameter", "limit", "size", "more"])
    let given = Self.kinds.filter { section[$0] != nil }
    guard given.count == 1, let kind = given.first, let value = section[kind] else {
      throw node.error("paging needs exactly one of \(Self.kinds.joined(separator: ", "))")
    }
    switch kind {
    case "cursor": self = .cursor(try value.pointer(), parameter: try section["parameter"]?.text() ?? "cursor")
    case "offset":
      guard let size = section["size"] else { throw node.error("paging by offset needs size: the items of a page") }
      self = .offset(
        parameter: try value.text(), limit: try section["limit"]?.text(), size: try size.integer(1...10_000),
        more: try section["more"]?.pointer())
    default: self = try value.text() == "header" ? .link(nil) : .link(try value.pointer())
    }
  }

  /// The first page's request.
  func first(_ request: RESTRequest.Made) -> RESTRequest.Made {
    guard case .offset(let parameter, let limit, let size, _) = self else { return request }
    var first = request
    first.query.append((parameter, "0"))
    if let limit { first.query.append((limit, "\(size)")) }
    return first
  }

  /// What to ask for after an answer.
  enum Next: Sendable {
    case end
    case request(RESTRequest.Made)
    /// An address, absolute or below the profile's.
    case address(String)
  }

  /// - Parameter count: how many items have come so far, and how many of them with this answer.
  func next(
    _ request: RESTRequest.Made, after answer: RESTAnswer, had total: Int, lately count: Int
  ) throws(RESTError) -> Next {
    switch self {
    case .none: return .end
    case .cursor(let pointer, let parameter):
      let cursor: String
      switch pointer.value(in: answer.document) {
      case .string(let text) where !text.isEmpty: cursor = text
      case .number(let digits): cursor = digits
      default: return .end
      }
      var next = request
      if next.query.contains(where: { $0.name == parameter && $0.value == cursor }) {
        throw .profile("\(request.path): the cursor of the next page is that of this one")
      }
      next.query.removeAll { $0.name == parameter }
      next.query.append((parameter, cursor))
      return .request(next)
    case .offset(let parameter, _, let size, let more):
      let goesOn = more.map { $0.value(in: answer.document) == .boolean(true) } ?? (count >= size)
      guard goesOn, count > 0 else { return .end }
      var next = request
      next.query.removeAll { $0.name == parameter }
      next.query.append((parameter, "\(total)"))
      return .request(next)
    case .link(let pointer):
      let link = pointer.map { $0.value(in: answer.document)?.stringValue } ?? answer.nextLink
      return link.map { .address($0) } ?? .end
    }
  }
}
