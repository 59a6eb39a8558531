// Which headers go on, by where the message came from.

import Messaging
import Routing
import Testing

struct HeaderRulesTests {
  private let everything: [String: HeaderValue] = [
    "traceparent": .string("00-1"), "x-request-id": .string("7"), "x-death": .array([.null]), "CC": .array([]),
    "BCC": .array([]), "x-delivery-count": .integer(4), "x-first-death-queue": .string("q"),
    "x-last-death-reason": .string("rejected"), "x-opt-rabbitmq-delivery-time": .integer(1),
    HeaderName.attempt: .integer(9), HeaderName.originQueue: .string("q"), HeaderName.failureClass: .string("crash"),
    HeaderName.failureCode: .string("c"), HeaderName.failureReason: .string("r"),
    HeaderName.failurePointer: .string("/"), HeaderName.failureRule: .string("r"),
    HeaderName.firstPublisher: .string("admin"), HeaderName.contentDigest: .string("00"),
    HeaderName.firstFailedAt: .string("2026-01-01T00:00:00Z"), "Tributary-Attempt": .integer(0),
    "tributary-later": .boolean(true),
  ]
  private let foreign: Set<String> = ["traceparent", "x-request-id"]

  @Test func aPublisherSetsNoneOfOurHeaders() {
    #expect(Set(HeaderRules.accepted(everything, from: .publisher).keys) == foreign)
  }

  @Test func aFailedDeliveryKeepsWhatIsOurs() {
    let kept = HeaderRules.accepted(everything, from: .failedDelivery)
    #expect(kept[HeaderName.attempt] == .integer(9) && kept[HeaderName.firstPublisher] == .string("admin"))
    #expect(kept["Tributary-Attempt"] == nil && kept["x-death"] == nil && kept["CC"] == nil)
  }

  @Test func aReplayKeepsTheFirstPublisherOnly() {
    #expect(Set(HeaderRules.accepted(everything, from: .replay).keys) == foreign.union([HeaderName.firstPublisher]))
  }

  @Test(arguments: HeaderRules.Origin.allCases)
  func theBrokersHeadersNeverGoOn(origin: HeaderRules.Origin) {
    let kept = HeaderRules.accepted(everything, from: origin)
    #expect(kept.keys.filter { $0.hasPrefix("x-") } == ["x-request-id"] && kept["CC"] == nil && kept["BCC"] == nil)
  }

  @Test func forwardedEventsNameTheirFirstPublisherAndDigest() {
    let first = HeaderRules.forwarded(everything, from: .publisher, user: "billing", contentDigest: "ab")
    #expect(first[HeaderName.firstPublisher] == .string("billing"))
    #expect(first[HeaderName.contentDigest] == .string("ab"))
    let replayed = HeaderRules.forwarded(everything, from: .replay, user: "operations", contentDigest: "ab")
    #expect(replayed[HeaderName.firstPublisher] == .string("admin"))
    #expect(replayed[HeaderName.contentDigest] == .string("ab"))
  }
}
