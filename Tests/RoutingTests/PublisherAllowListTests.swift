// Who may publish what, and what the others are told.

import Messaging
import Routing
import Testing

struct PublisherAllowListTests {
  let list: PublisherAllowList

  init() throws {
    list = try PublisherAllowList([
      "billing": .init(types: ["tributary.charge.posted.v1", "tributary.claim.*.v1"], sources: ["/systems/billing"]),
      "payer-edi": .init(types: ["tributary.remittance.*.*"]), "silent": .init(types: []),
    ])
  }

  @Test(arguments: [
    ("billing", "tributary.charge.posted.v1", "/systems/billing"), ("billing", "tributary.claim.submitted.v1", nil),
    ("payer-edi", "tributary.remittance.received.v2", "/anything"),
  ])
  func whatIsListedIsAllowed(user: String, type: String, source: String?) {
    #expect(list.decide(user: user, type: type, source: source) == nil)
  }

  @Test(arguments: [
    ("billing", "tributary.deposit.received.v1", "/systems/billing", "publisher-not-allowed"),
    ("billing", "tributary.claim.v1", nil, "publisher-not-allowed"),
    ("billing", "tributary.claim.submitted.again.v1", nil, "publisher-not-allowed"),
    ("silent", "tributary.charge.posted.v1", nil, "publisher-not-allowed"),
    ("billing", "tributary.charge.posted.v1", "/systems/other", "source-not-allowed"),
    ("nobody", "tributary.charge.posted.v1", nil, "publisher-unknown"),
    (nil, "tributary.charge.posted.v1", nil, "publisher-unknown"),
    ("", "tributary.charge.posted.v1", nil, "publisher-unknown"),
  ] as [(String?, String, String?, String)])
  func everythingElseIsRefused(user: String?, type: String, source: String?, code: String) {
    let failure = list.decide(user: user, type: type, source: source)
    #expect(failure?.code == code)
    #expect(failure?.failureClass == .invalid)
  }

  @Test func aRefusalRepeatsNothingOfTheEvent() {
    let type = list.decide(user: "billing", type: "Jane Miller")
    #expect(type?.reason.contains("Jane") == false && type?.pointer == "/type")
    #expect(type?.reason.contains("tributary.claim.*.v1") == true)
    let source = list.decide(user: "billing", type: "tributary.charge.posted.v1", source: "Jane Miller")
    #expect(source?.reason.contains("Jane") == false && source?.pointer == "/source")
  }

  @Test(arguments: ["", "tributary..v1", "tributary.#", "Tributary.a.v1", "tributary.a*.v1", "a b", ".a"])
  func whatIsNoPatternIsRefused(pattern: String) {
    #expect(throws: AllowListError.self) { try PublisherAllowList(["billing": .init(types: [pattern])]) }
  }

  @Test func aPublisherNeedsAName() {
    #expect(throws: AllowListError.self) { try PublisherAllowList(["": .init(types: [])]) }
  }
}
