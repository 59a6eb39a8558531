// The HTTP interface of operations: the table of endpoints as a router of Hummingbird.

import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// Serves the endpoints.
package struct APIServer: Sendable {
  /// Requests that rely on the kernel's word carry this header. A page in a browser cannot send it to us without asking
  /// first, and is not answered then: no web site can act in the name of who visits it.
  package static let clientHeader = "tributary-client"
  /// Connections at once; more wait.
  static let maximumConnections = 256
  /// How long nothing may come over a connection, in seconds.
  static let idleSeconds: Int64 = 60

  let place: Listening
  let endpoints: [Endpoint]
  let desk: FrontDesk
  let logger: Logger

  /// Creates it.
  package init(at place: Listening, endpoints: [Endpoint], desk: FrontDesk, logger: Logger) {
    (self.place, self.endpoints, self.desk, self.logger) = (place, endpoints, desk, logger)
  }

  /// Serves until the task is cancelled.
  package func run() async throws {
    var quiet = logger
    quiet.logLevel = .warning
    let application = Application(
      router: router(), server: try place.server(idleSeconds: APIServer.idleSeconds),
      configuration: .init(
        address: .hostname(place.host, port: place.port),
        availableConnectionsDelegate: MaximumAvailableConnections(APIServer.maximumConnections)), logger: quiet)
    try await application.runService(gracefulShutdownSignals: [])
  }

  /// Each path with its methods. Other methods on the same path are refused by name (RFC 9110 §15.5.6).
  private func router() -> Router<APIContext> {
    let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: desk)
    for (path, endpoints) in Dictionary(grouping: endpoints, by: \.path) {
      for endpoint in endpoints {
        guard let method = HTTPRequest.Method(rawValue: endpoint.method.rawValue) else { continue }
        router.on(RouterPath(path), method: method) { request, context in
          await desk.serve(endpoint, request, context)
        }
      }
      let known = Set(endpoints.map(\.method.rawValue) + (endpoints.contains { $0.method == .get } ? ["HEAD"] : []))
      let allowed = known.sorted().joined(separator: ", ")
      let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
      for method in methods where !known.contains(method.rawValue) {
        router.on(RouterPath(path), method: method) { _, context in
          FrontDesk.response(
            .problem(
              405, "method not allowed", "this address takes \(allowed)", request: context.id,
              headers: ["allow": allowed]), context)
        }
      }
    }
    return router
  }
}
