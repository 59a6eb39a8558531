// Handing in a plan while its victims die, until everything has run its course.

import AdapterKit
import Foundation
import LocalStack
import Messaging
import RabbitMQ
import Storage
import Synchronization
import TestSupport

/// One run.
final class Chaos: Sendable {
  private let stack: RunningStack
  private let plan: ChaosPlan
  /// How many inputs cash application has in the end; kills are spread over them.
  private let inputs: Int
  private let handedIn = Mutex(0)
  /// Hand-in pauses while more events than this are on their way, so that the run lasts as long as its kills.
  private static let window = 1_500

  /// The database server, where it is one of the victims.
  private let server: TestPostgreSQL?

  init(stack: RunningStack, plan: ChaosPlan, inputs: Int, server: TestPostgreSQL? = nil) {
    self.stack = stack
    self.server = server
    self.plan = plan
    self.inputs = inputs
  }

  /// Hands in, kills, and waits for the end.
  func run() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    async let handIn: Void = handInAll()
    try await killAll()
    try await handIn
    let seconds = (clock.now - start).components.seconds
    print("chaos: all \(plan.victims.count) are killed and all is handed in after \(seconds) s")
    try await waitForEnd()
    print("chaos: settled after \((clock.now - start).components.seconds) s")
  }

  /// Gives up when nothing has moved for a while: something was lost.
  private func waitForEnd() async throws {
    var isSettled = false
    while !isSettled {
      let before = try await applied()
      try await eventually("an input after \(before) (about \(inputs) in all), or the end", within: .seconds(60)) {
        isSettled = try await patiently { try await $0.hasSettled(plan.counts) }
        if isSettled { return true }
        return try await applied() > before
      }
    }
  }

  // MARK: - Kills

  private func killAll() async throws {
    for (number, victim) in plan.victims.enumerated() {
      let threshold = (number + 1) * inputs / (plan.victims.count + 1)
      try await eventually("\(threshold) of \(inputs) inputs are applied", within: .seconds(120)) {
        try await applied() >= threshold
      }
      print("chaos: kill \(number + 1), \(victim), at \(try await applied()) of \(inputs) inputs")
      try await kill(victim)
    }
  }

  private func kill(_ victim: String) async throws {
    if victim == "broker" {
      await stack.stack.broker.kill()
      return try await stack.stack.broker.start()
    }
    if let server, victim == "postgresql" { return try server.kill() }
    guard let supervisor = stack.stack.supervisors[victim] else { throw Unexpected("there is no worker \(victim)") }
    try await eventually("\(victim) runs", within: .seconds(30)) { supervisor.processID != nil }
    supervisor.kill()
  }

  // MARK: - Hand-in

  private func handInAll() async throws {
    let publisher = try await stack.publisher(as: BrokerUsers.billing)
    for portion in plan.portions {
      try await eventually("events are applied", within: .seconds(120)) {
        try await waiting() < Chaos.window
      }
      switch portion {
      case .charges(let messages):
        try await publisher.insist(on: messages)
        handedIn.withLock { $0 += messages.count }
      case .file(let file, let adapter, let events):
        try stack.drop(file, into: adapter)
        handedIn.withLock { $0 += events }
      }
    }
    await publisher.close()
  }

  // MARK: - Progress

  private func applied() async throws -> Int {
    try await patiently { try await $0.number("cash-application", "SELECT COALESCE(MAX(sequence), 0) FROM inputs") }
  }

  /// Asks until the databases answer, which may be among the victims.
  private func patiently<T>(_ ask: (StackData) async throws -> T) async throws -> T {
    var pause = RetryPause(longest: .seconds(1))
    while true {
      do {
        return try await ask(stack.data)
      } catch let error as StorageError where error.isRetriable {
        try await pause.wait()
      }
    }
  }

  private func waiting() async throws -> Int {
    let inputs = try await patiently { try await $0.inputs() }
    let applied = inputs.filter { plan.counts[$0.key] != nil }.values.reduce(0, +)
    return handedIn.withLock { $0 } - applied
  }
}

extension RabbitPublisher {
  /// As another system must do it: what the broker has not confirmed is sent again.
  func insist(on messages: [Message]) async throws {
    var rest = messages
    var pause = RetryPause(longest: .seconds(1))
    while true {
      let outgoing = rest.map { message in
        var signed = message
        signed.userID = BrokerUsers.billing
        signed.headers = [:]
        return OutgoingMessage(exchange: Exchange.ingress, message: signed)
      }
      let results = await publish(batch: outgoing)
      rest = zip(rest, results).compactMap { message, result in
        if case .failure = result { message } else { nil }
      }
      if rest.isEmpty { return }
      try await pause.wait()
    }
  }
}
