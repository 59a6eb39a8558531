// A whole stack for a suite: started before its first test, stopped after its last.

import AdapterKit
import Foundation
import LocalStack
import Messaging
import RabbitMQ
import TestSupport
import Testing

/// A broker and all workers in a temporary folder.
struct RunningStack: Sendable {
  let stack: LocalStack
  /// A temporary folder; the data folder and scratch files lie in it.
  let folder: URL

  /// The stack of the running suite.
  @TaskLocal static var current: RunningStack?

  /// The stack of the running suite. - Throws: where the suite lacks the trait.
  static func get() throws -> RunningStack {
    guard let current else { throw Unexpected("the suite has no stack: give it the trait .stack") }
    return current
  }

  var data: StackData { StackData(folder: stack.settings.data) }

  /// Starts a stack, runs `body`, stops the stack.
  /// - Parameters:
  ///   - home: makes a home folder in the stack's folder; by default the package itself is it.
  ///   - change: changes how the stack is started.
  static func with<Result>(
    home: (URL) throws -> URL = { _ in Places.home }, on store: TestStore = .chosen,
    change: (inout LocalStack.Settings, URL) throws -> Void = { _, _ in }, _ body: (RunningStack) async throws -> Result
  ) async throws -> Result {
    try await withTemporaryFolder { folder in
      var settings = LocalStack.Settings(
        data: folder.appendingPathComponent("data"), home: try home(folder), executables: Places.executables)
      try change(&settings, folder)
      try store.prepare(settings.data)
      let stack = try await LocalStack.start(settings, logger: quietLogger)
      do {
        let running = RunningStack(stack: stack, folder: folder)
        try await running.waitUntilReady()
        let result = try await body(running)
        await stack.stop()
        return result
      } catch {
        await stack.stop()
        throw error
      }
    }
  }

  /// Runs `tributary` on this data folder.
  func tributary(_ arguments: String...) async throws -> CommandResult {
    try await CommandLineTool.tributary(arguments + ["--data", data.folder.path], in: folder)
  }

  /// Runs `tributary` on this data folder.
  func tributary(arguments: [String]) async throws -> CommandResult {
    try await CommandLineTool.tributary(arguments + ["--data", data.folder.path], in: folder)
  }

  /// Runs `tributary` on this data folder and expects it to succeed.
  func succeed(_ arguments: [String]) async throws -> CommandResult {
    let result = try await CommandLineTool.tributary(arguments + ["--data", data.folder.path], in: folder)
    guard result.status == 0 else {
      throw Unexpected("tributary \(arguments.first ?? "") ended with \(result.status): \(result.error)")
    }
    return result
  }

  /// A connection as one of the broker's users.
  func publisher(as user: String) async throws -> RabbitPublisher {
    let secrets = data.folder.appendingPathComponent("secrets")
    return try await RabbitPublisher(
      BrokerConfiguration(
        addresses: [stack.broker.address], virtualHost: LocalStack.virtualHost, user: user,
        password: try DataFolder.password(of: user, in: secrets), connectionName: "tests"),
      logger: quietLogger)
  }

  /// Puts a copy of a file into an adapter's inbox, whole at once.
  func drop(_ file: URL, into adapter: String) throws {
    let inbox = data.folder.appendingPathComponent("\(adapter)/inbox")
    let hidden = inbox.appendingPathComponent(".\(UUID().uuidString)")
    try FileManager.default.copyItem(at: file, to: hidden)
    try FileManager.default.moveItem(at: hidden, to: inbox.appendingPathComponent(file.lastPathComponent))
  }

  /// The databases are there once their services have started.
  private func waitUntilReady() async throws {
    let names = ["payer-edi", "lockbox", "document-extraction", "cash-application", "erp-posting", "operations"]
    try await eventually("the workers make their databases", within: .seconds(60)) {
      names.allSatisfy { (try? DataFolder.store(of: $0, in: data.folder).exists()) == true }
        && (try? data.ledger()) != nil && (try? data.cash()) != nil && (try? data.operations()) != nil
    }
  }
}

/// Gives a suite a stack of its own.
struct StackTrait: SuiteTrait, TestScoping {
  /// Called once, before the first test.
  let prepare: @Sendable (RunningStack) async throws -> Void
  /// Makes the home folder.
  var home: @Sendable (URL) throws -> URL = { _ in Places.home }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await RunningStack.with(home: home) { stack in
      try await prepare(stack)
      try await RunningStack.$current.withValue(stack) { try await function() }
    }
  }
}

extension Trait where Self == StackTrait {
  /// A running stack, in ``RunningStack/current``.
  static func stack(_ prepare: @escaping @Sendable (RunningStack) async throws -> Void = { _ in }) -> Self {
    StackTrait(prepare: prepare)
  }

  /// A running stack on a home folder of its own.
  static func stack(home: @escaping @Sendable (URL) throws -> URL) -> Self {
    StackTrait(prepare: { _ in }, home: home)
  }
}
