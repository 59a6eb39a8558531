// /health/live, /health/ready and /metrics of a worker.

import Hummingbird
import Logging
import ServiceLifecycle

/// What a worker says about its health.
public struct Readiness: Sendable, Equatable {
  /// Nil when it is ready; else why not, for people.
  public var obstacle: String?
  /// What a person should know although it is ready, for instance that changed rules are not in force.
  public var remark: String?

  /// Ready.
  public static let ready = Readiness(obstacle: nil)

  /// Creates it.
  public init(obstacle: String?, remark: String? = nil) {
    self.obstacle = obstacle
    self.remark = remark
  }
}

/// Serves health and metrics over HTTP on the loopback address (or the one configured).
public struct HealthServer: Service {
  let host: String
  let port: Int
  let registry: MetricsRegistry
  let readiness: @Sendable () async -> Readiness
  let logger: Logger

  /// Creates it; `readiness` is asked at each request.
  public init(
    host: String, port: Int, registry: MetricsRegistry, logger: Logger,
    readiness: @escaping @Sendable () async -> Readiness
  ) {
    self.host = host
    self.port = port
    self.registry = registry
    self.readiness = readiness
    self.logger = logger
  }

  public func run() async throws {
    let router = Router()
    router.get("/health/live") { _, _ in "live\n" }
    router.get("/health/ready") { _, _ in
      let state = await readiness()
      guard let obstacle = state.obstacle else {
        return Response(status: .ok, text: state.remark.map { "ready; \($0)\n" } ?? "ready\n")
      }
      return Response(status: .serviceUnavailable, text: "\(obstacle)\n")
    }
    router.get("/metrics") { _, _ in registry.exposition() }
    var quiet = logger
    quiet.logLevel = .warning
    let application = Application(
      router: router, configuration: .init(address: .hostname(host, port: port)), logger: quiet)
    try await application.runService(gracefulShutdownSignals: [])
  }
}

extension Response {
  fileprivate init(status: HTTPResponse.Status, text: String) {
    self.init(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
