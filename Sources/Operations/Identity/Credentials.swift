// What a request says, and what the connection tells, about who asks.

import HTTPTypes
import Hummingbird

/// Claims about who asks, none of them checked yet.
package struct Credentials: Sendable {
  /// The field `Authorization`.
  package var authorization: String?
  /// The cookie of a session.
  package var session: String?
  /// The word against forged requests that goes with the session.
  package var antiForgery: String?
  /// Whether a browser says that the request comes of a page of another site (Fetch Metadata), or names another origin.
  package var isFromElsewhere = false
  /// Whether it carries ``APIServer/clientHeader``.
  package var isClient = false
  /// Whether a proxy has passed it on: then the connection's other end is the proxy's.
  package var isForwarded = false
  /// The other end of the connection.
  package var address: String?
  package var port: Int?

  /// Nothing is claimed.
  package init() {}

  init(_ request: Request, _ context: APIContext) {
    let fields = request.headers
    func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
    authorization = fields[.authorization]
    session = request.cookies[Credentials.cookie]?.value
    antiForgery = field(Credentials.antiForgeryField)
    let site = field("sec-fetch-site")
    let origin = field("origin").map { $0.split(separator: "/").last.map(String.init) ?? "" }
    isFromElsewhere =
      !(site == nil || site == "same-origin" || site == "none")
      || (origin != nil && origin != request.head.authority)
    isClient = field(APIServer.clientHeader) != nil
    isForwarded = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"].contains { field($0) != nil }
    (address, port) = (context.address, context.port)
  }

  /// The cookie's name.
  static let cookie = "tributary-session"
  /// The header field with the word against forged requests.
  static let antiForgeryField = "x-csrf-token"
}
