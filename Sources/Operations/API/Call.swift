// A request as an endpoint gets it, and what is answered.

import Foundation
import Hummingbird
import PaymentEvents

/// A request that has passed the front desk: read whole, from somebody who may.
package struct Call: Sendable {
  /// The request's id, in the answer and in logs.
  package var id: String
  /// Who asks.
  package var person: Operator
  /// What stands in the path where the endpoint's path has `{names}`, decoded.
  package var places: [String: String]
  /// The query's parameters, decoded; the last one of a name counts.
  package var query: [String: String]
  /// The body.
  package var body: [UInt8]
  /// The fields of a form that a page has sent.
  package var form: [String: String] = [:]
  /// What the request said of who asks.
  package var credentials = Credentials()

  /// Creates it; see the properties.
  package init(
    id: String = "", person: Operator, places: [String: String] = [:], query: [String: String] = [:],
    body: [UInt8] = []
  ) {
    (self.id, self.person, self.places, self.query, self.body) = (id, person, places, query, body)
  }
}

/// What is answered.
package struct Answer: Sendable {
  /// The status of HTTP.
  package var status: Int
  /// The media type of the body.
  package var type: String
  /// The body.
  package var body: [UInt8]
  /// Further header fields.
  package var headers: [String: String]
  /// What writes the body, where it goes on for a while.
  var stream: (@Sendable (inout any ResponseBodyWriter) async throws -> Void)?

  /// Creates it.
  package init(status: Int, type: String = "application/json", body: [UInt8], headers: [String: String] = [:]) {
    (self.status, self.type, self.body, self.headers) = (status, type, body, headers)
  }

  /// A value as JSON.
  static func json(_ value: some Encodable, status: Int = 200) throws -> Answer {
    Answer(status: status, body: Array(try EventCoding.encoder().encode(value)))
  }

  /// A refusal in words, as a problem document (RFC 9457). Its member `request` is the request's id.
  static func problem(
    _ status: Int, _ title: String, _ detail: String, request: String, headers: [String: String] = [:]
  ) -> Answer {
    let document: [String: Any] = [
      "type": "about:blank", "status": status, "title": title, "detail": detail, "request": request,
    ]
    let body = (try? JSONSerialization.data(withJSONObject: document, options: [.sortedKeys])) ?? Data()
    return Answer(status: status, type: "application/problem+json", body: Array(body), headers: headers)
  }
}

/// Why something is not done, for the person who asked.
package struct DeskRefusal: Error, Sendable, CustomStringConvertible {
  /// What kind of refusal it is.
  package enum Kind: String, Sendable {
    /// The request itself is wrong.
    case invalid
    /// It is not known who asks.
    case unauthenticated
    /// The person may not.
    case forbidden
    /// There is no such thing.
    case missing
    /// It does not fit the present state.
    case conflict
    /// It has more bytes than are taken.
    case large = "too large"
    /// It took too long to arrive.
    case slow = "too slow"
    /// It was meant for another server.
    case misdirected
    /// The person asks too often.
    case pace = "too many requests"

    /// The status of HTTP (RFC 9110, RFC 6585).
    var status: Int {
      switch self {
      case .invalid: 400
      case .unauthenticated: 401
      case .forbidden: 403
      case .missing: 404
      case .slow: 408
      case .conflict: 409
      case .large: 413
      case .misdirected: 421
      case .pace: 429
      }
    }
  }
  package let kind: Kind
  package let description: String
  /// After how many seconds it may be asked again.
  package var retryAfter: Int?

  init(_ kind: Kind, _ description: String, retryAfter: Int? = nil) {
    (self.kind, self.description, self.retryAfter) = (kind, description, retryAfter)
  }
}
