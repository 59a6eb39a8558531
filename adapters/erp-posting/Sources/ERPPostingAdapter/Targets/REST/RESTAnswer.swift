// An answer of an ERP, as rules see it.

import Foundation
import JSONRules

/// A whole answer.
struct RESTAnswer: Sendable {
  let status: Int
  let contentType: String
  /// Header fields by their names in lower case; of several of a name the first.
  let headers: [String: String]
  let body: [UInt8]
  /// The body as JSON; null where it is none.
  let document: JSONValue

  init(status: Int, headers: [String: String], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
    contentType = headers["content-type"] ?? ""
    document = contentType.lowercased().contains("json") ? (try? JSONValue(json: body)) ?? .null : .null
  }

  var isSuccess: Bool { (200...299).contains(status) }

  /// Whether the ERP itself can have said this: JSON, or nothing at all.
  var isOfTheERP: Bool { body.isEmpty ? !(300...399).contains(status) : document != .null }

  /// The body, for rules that look for words in it.
  var text: String { String(decoding: body.prefix(65_536), as: UTF8.self) }

  /// `Retry-After` in seconds from now (RFC 9110, section 10.2.3); nil where there is none or it cannot be read.
  func retryAfter(now: Date) -> Int? {
    guard let text = headers["retry-after"] else { return nil }
    if let seconds = Int(text), seconds >= 0 { return seconds }
    let reader = DateFormatter()
    reader.locale = Locale(identifier: "en_US_POSIX")
    reader.timeZone = TimeZone(identifier: "GMT")
    reader.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return reader.date(from: text).map { max(0, Int($0.timeIntervalSince(now).rounded(.up))) }
  }

  /// The next page's address from the header `Link` (RFC 8288).
  var nextLink: String? {
    for link in (headers["link"] ?? "").split(separator: ",") {
      guard link.contains("rel=\"next\"") || link.contains("rel=next"), let open = link.firstIndex(of: "<"),
        let close = link[open...].firstIndex(of: ">")
      else { continue }
      return String(link[link.index(after: open)..<close])
    }
    return nil
  }
}
