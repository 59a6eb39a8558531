// The HTTP interface of operations: the table of endpoints as a router of Hummingbird.

import HTTPTypes
import Hummingbird
import Logging

/// Serves the endpoints on 127.0.0.1.
package struct APIServer: Sendable {
  /// Requests that rely on the kernel's word carry this header. A page in a browser cannot send it to us without asking
  /// first, and is not answered then: no web site can act in the name of who visits it.
  package static let clientHeader = "tributary-client"
  /// How long nothing may come over a connection, in seconds.
  static let idleSeconds: Int64 = 60

  let port: Int
  let endpoints: [Endpoint]
  let desk: FrontDesk
  let logger: Logger

  /// Creates it.
  package init(port: Int, endpoints: [Endpoint], desk: FrontDesk, logger: Logger) {
    (self.port, self.endpoints, self.desk, self.logger) = (port, endpoints, desk, logger)
  }

  /// Serves until the task is cancelled.
  package func run() async throws {
    var quiet = logger
    quiet.logLevel = .warning
    let application = Application(
      router: router(), server: .http1(configuration: .init(idleTimeout: .seconds(APIServer.idleSeconds))),
      configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: quiet)
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
