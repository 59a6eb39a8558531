// The router as a worker: no state of its own, so any number of them may run.

import AdapterKit
import Foundation
import Messaging
import RabbitMQ
import Routing
import SchemaValidation

/// Puts the router together.
public enum RouterWorker {
  /// The process.
  public static let process = WorkerProcess(name: "router", configuration: "config/router.yaml", keys: keys) {
    context in
    try await make(context)
  }

  /// The keys of `config/router.yaml`.
  package static let keys: [ConfigurationKey] =
    WorkerKeys.all + [
      ConfigurationKey(
        "publishers",
        .map(
          .section([
            ConfigurationKey("types", .list(.text), "Types the user may publish; `*` stands for one word."),
            ConfigurationKey("sources", .list(.text), "Sources the user may name; none listed: any."),
            ConfigurationKey("translations", .list(.text), "Translations of what the user sends in its own form."),
          ])), "Who may publish what, by broker user."),
      RetryRules.key,
      ConfigurationKey("schemas", .text, "The folder of schemas; by default <home>/schemas."),
    ]

  private static func make(_ context: WorkerContext) async throws -> Worker {
    let configuration = context.configuration
    let schemas = configuration.optionalText("schemas").map { URL(fileURLWithPath: $0) }
    let registry = try SchemaRegistry(directory: schemas ?? context.home.appendingPathComponent("schemas"))
    let files = RuleFiles(
      home: context.home, router: context.configurationFile, zone: context.shared.text("timeZone"),
      environment: ProcessInfo.processInfo.environment)
    let management = try context.management()
    let rules = try RuleWatch(
      files, schemas: registry, admission: management == nil ? .atOnce : .whenBound, logger: context.logger)
    let receivers = Set(Queue.receivers)
    let router = { @Sendable (rules: RouterRules) in
      EventRouter(
        schemas: registry, rules: rules, tenant: context.tenant,
        retries: RetryDecision(policy: .standard, rules: rules.retries, queues: receivers), clock: context.clock)
    }
    let publisher = try await context.publisher()
    let subscriber = try await context.subscriber()
    let bindings = BindingWatch(
      management, virtualHost: configuration.text("broker.virtualHost"), rules: rules, logger: context.logger)
    let loop = RouterLoop(
      router: router, publisher: publisher, subscriber: subscriber, bindings: bindings, logger: context.logger,
      prefetch: UInt16(clamping: configuration.integer("receive.prefetch")),
      batch: configuration.integer("receive.batch"))
    return Worker(
      loops: [
        WorkerLoop("rules") { try await rules.watchFiles() },
        WorkerLoop("signals") { await rules.watchSignals() },
        WorkerLoop("bindings") { try await bindings.run() },
        WorkerLoop("ingress") { try await loop.run(Queue.routerIngress) },
        WorkerLoop("internal") { try await loop.run(Queue.routerInternal) },
        WorkerLoop("failed") { try await loop.run(Queue.routerFailed) },
      ],
      readiness: {
        if let missing = bindings.obstacle { return Readiness(obstacle: missing) }
        let own = Readiness(subscriber.state)
        guard own == .ready, Readiness(publisher.state) == .ready else {
          return own == .ready ? Readiness(publisher.state) : own
        }
        return Readiness(obstacle: nil, remark: rules.remark)
      },
      close: {
        await subscriber.close()
        await publisher.close()
      })
  }
}
