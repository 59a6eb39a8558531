// What the router does with one message: check it and pass it on, or say why not.

import AdapterKit
import JSONRules
import Messaging
import PaymentEvents
import Routing
import SchemaValidation

/// Decides where each message goes. Pure but for the clock.
package struct EventRouter: Sendable {
  let schemas: SchemaRegistry
  let rules: RouterRules
  let foreign: ForeignEvents
  let retries: RetryDecision
  let clock: any WallClock

  /// Creates it.
  package init(
    schemas: SchemaRegistry, rules: RouterRules, tenant: String, retries: RetryDecision, clock: any WallClock
  ) {
    self.schemas = schemas
    self.rules = rules
    foreign = ForeignEvents(translations: rules.translations, tenant: tenant)
    self.retries = retries
    self.clock = clock
  }

  /// Where a message from this queue goes.
  package func route(_ message: Message, from queue: String) -> OutgoingMessage {
    queue == Queue.routerFailed ? retry(message) : pass(message, from: queue)
  }

  /// Where a message goes that the broker will never take as it is: to the dead letters. Of its headers only ours stay,
  /// which are short: one of the others may be why.
  package func unpublishable(_ message: Message, _ error: PublishError, from queue: String) -> OutgoingMessage {
    let failure = Failure(.invalid, code: "not-publishable", reason: "\(error)")
    var kept = message
    kept.headers = message.headers.filter { $0.key.hasPrefix(HeaderName.prefix) }
    guard queue == Queue.routerFailed else { return dead(kept, failure, queue: queue) }
    kept.userID = nil
    kept.headers.merge(FailedDelivery.headers(of: failure)) { _, decided in decided }
    return OutgoingMessage(exchange: Exchange.dead, message: kept)
  }

  private func pass(_ message: Message, from queue: String) -> OutgoingMessage {
    do {
      var message = message
      let translation = try translate(&message, from: queue)
      var event = try check(message, translation)
      let published = event.type
      if let body = try rules.versions.current(message.body, type: published) {
        message.body = body
        event = try upcast(message.body, from: published)
      }
      var outgoing = forwarded(event, message, translation)
      if event.type != published { outgoing.headers[HeaderName.publishedType] = .string(published) }
      return OutgoingMessage(exchange: Exchange.events, message: outgoing)
    } catch {
      return dead(message, error, queue: queue)
    }
  }

  /// Another system's own form becomes canonical first. Returns the translation's name.
  private func translate(_ message: inout Message, from queue: String) throws(Failure) -> String? {
    let sender = Sender(message)
    guard queue == Queue.routerIngress || sender.origin == .replay,
      let (body, translation) = try foreign.canonical(
        message.body, by: rules.allowList.translations(of: sender.user))
    else { return nil }
    message.body = body
    message.correlationID = nil
    return translation.name
  }

  /// An event in its current version is checked like any other one.
  private func upcast(_ body: [UInt8], from type: String) throws(Failure) -> CheckedEvent {
    do {
      return try schemas.check(body)
    } catch {
      throw Failure(
        .invalid, code: error.code, reason: "brought up from \(type): \(error.description)", pointer: error.pointer,
        rule: error.rule)
    }
  }

  /// Schema first: what the body says is known only then.
  private func check(_ message: Message, _ translation: String?) throws(Failure) -> CheckedEvent {
    let allowList = rules.allowList
    let event: CheckedEvent
    let sender = Sender(message)
    do {
      event = try schemas.check(message.body)
    } catch {
      if case .violation(let type, _, _, _, _) = error, let refusal = allowList.decide(user: sender.user, type: type) {
        throw refusal  // who may not publish it need not be told what is wrong with it
      }
      throw Failure(
        error == .unavailable ? .transient : .invalid, code: error.code,
        reason: (translation.map { "after the translation '\($0)': " } ?? "") + error.description,
        pointer: error.pointer, rule: error.rule)
    }
    if let refusal = allowList.decide(user: sender.user, type: event.type, source: event.source) { throw refusal }
    return event
  }

  private func forwarded(_ event: CheckedEvent, _ message: Message, _ translation: String?) -> Message {
    let sender = Sender(message)
    var headers = HeaderRules.forwarded(
      message.headers, from: sender.origin, user: sender.user ?? "", contentDigest: event.contentDigest)
    headers[HeaderName.idempotencyKey] = event.idempotencyKey.map(HeaderValue.string)
    headers[HeaderName.source] = .string(event.source)
    headers[HeaderName.time] = .string(event.time)
    headers[HeaderName.subject] = event.subject.map(HeaderValue.string)
    headers[HeaderName.causation] = event.causationID.map(HeaderValue.string)
    headers[HeaderName.traceParent] = .string(
      TraceContext.traceParent(correlationID: event.correlationID ?? event.id, eventID: EventID(event.id)))
    headers[HeaderName.translation] = translation.map(HeaderValue.string)
    let decision = rules.routes.decide(type: event.type) { try? JSONValue(json: message.body) }
    if let summary = decision.summary {
      headers[HeaderName.route] = .string(String(summary.prefix(FailedDelivery.maximumReasonLength)))
      // One publish, one confirm: the broker copies it to these keys, too, and takes the header away (BCC).
      headers["BCC"] = .array(decision.destinations.map { .string(EnterpriseSystem.queuePrefix + $0) })
    }
    return Message(
      id: event.id, type: event.type, routingKey: String(event.type.dropFirst(SchemaRegistry.typePrefix.count)),
      body: message.body, correlationID: event.correlationID ?? event.id, headers: headers)
  }

  private func retry(_ message: Message) -> OutgoingMessage {
    var kept = message
    kept.userID = nil
    kept.headers = HeaderRules.accepted(message.headers, from: .failedDelivery)
    switch retries.nextStep(headers: message.headers, type: message.type, now: clock.now()) {
    case .retry(let tier, let key):
      kept.routingKey = key
      return OutgoingMessage(exchange: Exchange.retry(tier), message: kept)
    case .deadLetter(let failure):
      kept.headers.merge(FailedDelivery.headers(of: failure)) { _, decided in decided }
      return OutgoingMessage(exchange: Exchange.dead, message: kept)
    }
  }

  /// A message that no worker may see. Its headers are not believed; what the router knows replaces them.
  private func dead(_ message: Message, _ failure: Failure, queue: String) -> OutgoingMessage {
    var kept = message
    let sender = Sender(message)
    kept.headers = HeaderRules.accepted(message.headers, from: sender.origin)
    kept.headers[HeaderName.firstPublisher] = sender.user.map(HeaderValue.string)
    kept = kept.failed(
      failure, queue: queue, worker: "router", version: producerVersion, at: clock.now().rfc3339)
    return OutgoingMessage(exchange: Exchange.dead, message: kept)
  }
}

/// In whose name a message comes: its broker user's, or, where operations sends a dead letter again, in the name of
/// who published it first. What that publisher may not publish, a replay may not either.
private struct Sender {
  let user: String?
  let origin: HeaderRules.Origin

  init(_ message: Message) {
    let first = message.headers[HeaderName.firstPublisher]?.stringValue
    if message.userID == BrokerUsers.operations, message.headers[HeaderName.retry] != nil, let first {
      (user, origin) = (first, .replay)
    } else {
      (user, origin) = (message.userID, .publisher)
    }
  }
}
