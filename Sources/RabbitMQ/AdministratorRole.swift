// What an administrator's connection does: requests out, answers to their callers. Confined to the connection's thread.

import Logging
import Messaging

/// What tasks ask of an administrator's connection.
enum AdministratorCommand: Sendable {
  case ask(AdministrationCall)
  case settle(generation: UInt64, tag: UInt64, Delivery.Settlement)
}

/// Carries out what ``AdministratorMachine`` decides.
final class AdministratorRole: ConnectionRole {
  private var machine = AdministratorMachine()
  private var calls: [AdministratorMachine.Ticket: AdministrationCall] = [:]
  private var lastTicket: AdministratorMachine.Ticket = 0

  var blockedReason: String? { nil }
  var isDrained: Bool { calls.isEmpty }
  var hasMoreToWrite: Bool { false }
  var gatherUntil: ContinuousClock.Instant? { nil }
  var gatherCount: Int { 1 }

  func connected(_ wire: WireConnection) throws(RabbitError) { try carryOut(machine.connected(), wire) }

  func handle(_ event: BrokerEvent, _ wire: WireConnection) throws(RabbitError) {
    try carryOut(machine.handle(event), wire)
  }

  func handle(_ command: AdministratorCommand, _ wire: WireConnection?) throws(RabbitError) {
    switch command {
    case .ask(let call):
      lastTicket += 1
      calls[lastTicket] = call
      try carryOut(machine.ask(lastTicket, call.request), wire)
    case .settle(let generation, let tag, let settlement):
      guard let wire, let action = machine.settle(generation: generation, tag: tag, settlement) else { return }
      try wire.perform(action)
    }
  }

  func finishedReading() {}

  func write(_ wire: WireConnection) throws(RabbitError) -> Bool { false }

  func tick(_ now: ContinuousClock.Instant, _ wire: WireConnection?) throws(RabbitError) -> ContinuousClock.Instant? {
    for (ticket, call) in calls where call.deadline <= now || call.answer.isResolved {
      calls[ticket] = nil
      machine.abandon(ticket)
      call.answer.resolve(.failure(Self.overdue(call.request, isConnected: wire != nil)))
    }
    return calls.values.map(\.deadline).min()
  }

  func disconnected(reason: String) { disconnected(RabbitError(.connectionFailed, reason)) }

  func disconnected(_ error: RabbitError) {
    let reason = "the connection went before the broker answered; whether it acted is unknown: \(error.reason)"
    let failure = RabbitError(error.isRetriable ? .connectionFailed : error.code, reason, context: error.context)
    // Without a connection nothing is sent, so nothing can fail.
    try? carryOut(machine.disconnected(failure), nil)
  }

  func finish() {
    for call in calls.values { call.answer.resolve(.failure(RabbitError(.closed, "the administrator was closed"))) }
    calls = [:]
  }

  private func carryOut(_ outputs: [AdministratorMachine.Output], _ wire: WireConnection?) throws(RabbitError) {
    for output in outputs {
      switch output {
      case .send(let action): try wire?.perform(action)
      case .failed(let ticket, let error): calls.removeValue(forKey: ticket)?.answer.resolve(.failure(error))
      case .answered(let ticket, let answer):
        let isTaken = calls.removeValue(forKey: ticket)?.answer.resolve(.success(answer)) ?? false
        if !isTaken { try giveBack(answer, wire) }
      }
    }
  }

  /// A message that nobody waits for any more goes back to its queue.
  private func giveBack(_ answer: AdministrationAnswer, _ wire: WireConnection?) throws(RabbitError) {
    guard let wire, case .message(let received, let generation) = answer,
      let action = machine.settle(generation: generation, tag: received.tag, .nack(requeue: true))
    else { return }
    try wire.perform(action)
  }

  private static func overdue(_ request: AdministrationRequest, isConnected: Bool) -> RabbitError {
    let why = isConnected ? "the broker did not answer in time; whether it acted is unknown" : "there is no connection"
    return RabbitError(
      .timedOut, "\(why): ask again", context: .init(queue: request.queue, exchange: request.exchange))
  }
}
