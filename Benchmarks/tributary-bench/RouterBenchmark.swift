// The router (checked, routed, confirmed) beside a plain C program that only consumes and republishes, two routers
// beside one, and what the router adds to the time that an event takes.

import AdapterKit
import Foundation
import LocalStack
import Logging
import Messaging
import RabbitMQ

/// Each contender in turn takes the same number of 1 KiB events from `router.ingress` to `pay.events`, which copies
/// them to two quorum queues. The queues are looked at from outside, so that all are measured alike.
struct RouterBenchmark {
  var rounds: Int
  /// Events of one measurement.
  var events = 20_000

  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-bench-\(getpid())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var settings = LocalStack.Settings(data: folder.appendingPathComponent("data"), home: try Home.find())
    settings.workers = []
    var quiet = Logger(label: "bench")
    quiet.logLevel = .error
    let stack = try await LocalStack.start(settings, logger: quiet)
    do {
      let river = try await RouterRiver(stack, logger: quiet)
      try await throughput(river, RepublishProgram(folder))
      try await latency(river)
      await river.close()
    } catch {
      await stack.stop()
      throw error
    }
    await stack.stop()
  }

  private func throughput(_ river: RouterRiver, _ program: RepublishProgram) async throws {
    say("\(events) events of 1 KiB a measurement, \(rounds) rounds")
    var rates: [[Double]] = [[], [], []]
    for round in 0..<rounds {
      for place in 0..<3 {
        let contender = (place + round) % 3
        try await river.fill(events)
        let rate =
          contender == 0
          ? try await river.rate(of: events) { try program.start(river) }
          : try await river.rate(of: events) { try (0..<contender).map { _ in try river.startRouter() } }
        rates[contender].append(rate)
      }
      let line = ["C", "one router", "two routers"].enumerated().map { "\($1) \(Int(rates[$0][round]))" }
      say("round \(round + 1), messages/s: \(line.joined(separator: ", "))")
    }
    say("median messages/s: C \(median(rates[0])), one router \(median(rates[1])), two routers \(median(rates[2]))")
    for (name, over, under) in [("one router of C", 1, 0), ("two routers of C", 2, 0), ("two routers of one", 2, 1)] {
      let ratios = zip(rates[over], rates[under]).map { $0 / $1 }.sorted()
      let text = ratios.map { String(format: "%.2f", $0) }
      say("\(name): median \(text[text.count / 2]), lowest \(text[0]), highest \(text[text.count - 1])")
    }
  }

  private func latency(_ river: RouterRiver) async throws {
    try await river.empty()
    let router = try river.startRouter()
    var direct: [Double] = []
    var routed: [Double] = []
    _ = try await river.latencies(100, throughRouter: true)  // both warm up
    for _ in 0..<2 {
      direct += try await river.latencies(1_000, throughRouter: false)
      routed += try await river.latencies(1_000, throughRouter: true)
    }
    await router.stop()
    for (name, values) in [("straight to the queue", direct), ("through the router", routed)] {
      say("at 200 events/s, \(name): " + [50, 99].map { "p\($0) \(milliseconds(values, $0))" }.joined(separator: ", "))
    }
    let added = percentile(routed, 99) - percentile(direct, 99)
    say("added by the router: " + String(format: "p99 %.2f ms", added))
  }

  private func median(_ values: [Double]) -> Int { Int(values.sorted()[values.count / 2]) }
  private func percentile(_ values: [Double], _ percent: Int) -> Double {
    values.sorted()[min(values.count * percent / 100, values.count - 1)]
  }
  private func milliseconds(_ values: [Double], _ percent: Int) -> String {
    String(format: "%.2f ms", percentile(values, percent))
  }
}

/// What takes events through: stopped when it has.
protocol RouterContender { func stop() async }

extension WorkerSupervisor: RouterContender {
  func stop() async { await stop(within: .seconds(10)) }
}

/// The plain C program, built beside the benchmark's data.
struct RepublishProgram {
  private let program: URL

  init(_ folder: URL) throws {
    program = folder.appendingPathComponent("republish")
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("router/c/republish.c")
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program.path, source.path, "-lrabbitmq",
    ]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw BenchmarkError(description: "cannot build \(source.path)") }
  }

  func start(_ river: RouterRiver) throws -> [any RouterContender] {
    let process = Process()
    process.executableURL = program
    process.arguments = [
      "\(river.stack.address.broker.port)", LocalStack.virtualHost, "router", Queue.routerIngress, Exchange.events,
      "1000000000", "500",
    ]
    process.environment = ["AMQP_BENCH_PASSWORD": try river.passwordText(of: "router")]
    try process.run()
    return [RunningProcess(process: process)]
  }

  private struct RunningProcess: RouterContender {
    let process: Process
    func stop() async {
      kill(process.processIdentifier, SIGKILL)  // a child inherits the mask of a Swift thread, which blocks SIGTERM
      process.waitUntilExit()
    }
  }
}
