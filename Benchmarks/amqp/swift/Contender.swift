// The programs that are compared: how they are built and run.

import Foundation

/// A client that publishes and consumes, as a process.
struct Contender: Sendable {
  /// What the tables call its two ways to work.
  let publishing: String
  let consuming: String
  /// The commands, without the common arguments.
  let publisher: [String]
  let consumer: [String]
  /// Whether each message is acknowledged alone.
  var acknowledgesSingly = false

  /// Publishes or consumes and returns what the program measured.
  func run(_ task: Task, allocationCounter: URL? = nil) throws -> Usage {
    let process = Process()
    let output = Pipe()
    let command = (task.publishes ? publisher : consumer) + arguments(task)
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    var environment = ProcessInfo.processInfo.environment
    environment["AMQP_BENCH_PASSWORD"] = task.broker.passwordText
    if let allocationCounter {
      environment["LD_PRELOAD"] = allocationCounter.path
      environment["AMQP_BENCH_COUNT_ALLOCATIONS"] = "1"
    }
    process.environment = environment
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError(description: "\(command[0]) ended with \(process.terminationStatus)")
    }
    return try JSONDecoder().decode(Usage.self, from: data)
  }

  /// What a contender is asked to do.
  struct Task: Sendable {
    var publishes: Bool
    var messages: Int
    var window: Int
    var bodyBytes = 1024
    var broker: BenchBroker
    /// How many messages C and Go settle with one `multiple`: of 10 to 250 at a prefetch of 500, 200 was the fastest
    /// for C; half the prefetch at most, so that the broker always has something to send.
    var ackEvery: Int { max(1, min(window / 2, 200)) }
  }

  private func arguments(_ task: Task) -> [String] {
    [
      "\(task.broker.address.port)", BenchBroker.virtualHost, BenchBroker.user, BenchBroker.queue,
      "\(task.messages)", "\(task.window)", "\(task.bodyBytes)", "\(acknowledgesSingly ? 1 : task.ackEvery)",
    ]
  }
}

/// Builds the programs beside this one.
struct Workshop {
  /// Where the programs go.
  let folder: URL
  /// This program, which is also our client.
  private let program: URL
  private let sources: URL

  init() throws {
    let here = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    folder = here.deletingLastPathComponent().appendingPathComponent("amqp-bench-programs")
    sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    guard FileManager.default.fileExists(atPath: sources.appendingPathComponent("c/amqp-client.c").path) else {
      throw BenchmarkError(description: "the benchmark's sources are not at \(sources.path): build it there again")
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    program = here
  }

  /// All contenders: plain C comes first, because ratios are to it. Go is there where its package is installed.
  func contenders() throws -> [Contender] {
    let plain = try compile("c/amqp-client.c", to: "amqp-client-c", ["-lrabbitmq", "-ldl"]).path
    let ours = [program.path, "client"]
    var all = [
      Contender(
        publishing: "C", consuming: "C, `multiple`", publisher: [plain, "publish"], consumer: [plain, "consume"]),
      Contender(
        publishing: "ours, batches", consuming: "ours, batches", publisher: ours + ["publish"],
        consumer: ours + ["consume"]),
      Contender(
        publishing: "ours, one a call", consuming: "ours, one by one", publisher: ours + ["publish-singly"],
        consumer: ours + ["consume-singly"]),
      Contender(
        publishing: "C once more", consuming: "C, singly", publisher: [plain, "publish"],
        consumer: [plain, "consume"], acknowledgesSingly: true),
    ]
    if let go = try compileGo() {
      all.append(
        Contender(
          publishing: "Go", consuming: "Go, `multiple`", publisher: [go.path, "publish"],
          consumer: [go.path, "consume"]))
    } else {
      say("Go is left out: install golang and golang-github-rabbitmq-amqp091-go-dev to have it")
    }
    return all
  }

  /// The library that counts allocations in C and Swift.
  func allocationCounter() throws -> URL {
    try compile("c/count-allocations.c", to: "count-allocations.so", ["-shared", "-fPIC"])
  }

  private func compile(_ source: String, to name: String, _ flags: [String]) throws -> URL {
    let target = folder.appendingPathComponent(name)
    try command(
      ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", target.path, sources.appendingPathComponent(source).path]
        + flags)
    return target
  }

  private func compileGo() throws -> URL? {
    let library = "/usr/share/gocode/src/github.com/rabbitmq/amqp091-go"
    guard FileManager.default.fileExists(atPath: library),
      FileManager.default.isExecutableFile(atPath: "/usr/bin/go")
    else { return nil }
    let target = folder.appendingPathComponent("amqp-client-go")
    try command(
      [
        "GO111MODULE=off", "GOPATH=/usr/share/gocode", "GOCACHE=\(folder.path)/go-cache", "go", "build", "-o",
        target.path, sources.appendingPathComponent("go/amqp-client.go").path,
      ])
    return target
  }

  private func command(_ words: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkError(description: "could not build: \(words.joined(separator: " "))")
    }
  }
}
