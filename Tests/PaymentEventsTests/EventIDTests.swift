// Identities: worked out from what makes an event itself, the same each time, and different where anything differs.

import PaymentEvents
import Testing

@Suite struct EventIDTests {
  private static func document(
    _ tenant: String = "t", _ digest: String = "d", _ position: String = "p", _ type: String = "y"
  ) -> EventID { EventID(tenant: tenant, digest: digest, position: position, type: type) }

  private static func caused(
    _ tenant: String = "t", _ cause: String = "d", _ step: String = "p", _ type: String = "y"
  ) -> EventID { EventID(tenant: tenant, cause: cause, step: step, type: type) }

  @Test func theSameInputGivesTheSameID() {
    #expect(Self.document() == Self.document())
    // Fixed for ever: a change of this value would post everything a second time.
    #expect(Self.document().text == "50edff98-07e7-89d7-bcd1-5d5d5a0cf8fb")
  }

  @Test func everyFieldCountsAndSoDoesTheKind() {
    let ids = [
      Self.document(), Self.document("x"), Self.document("t", "x"), Self.document("t", "d", "x"),
      Self.document("t", "d", "p", "x"), Self.caused(), Self.caused("x"), Self.caused("t", "x"),
      Self.caused("t", "d", "x"), Self.caused("t", "d", "p", "x"),
    ]
    #expect(Set(ids).count == ids.count)
  }

  @Test func fieldsDoNotRunIntoEachOther() {
    #expect(Self.document("ab", "c") != Self.document("a", "bc"))
    #expect(Self.document("a", "", "b") != Self.document("a", "b", ""))
  }

  /// RFC 9562, section 5.8.
  @Test func itIsAUUIDOfVersion8() {
    for number in 0..<64 {
      let text = Array(Self.document("t\(number)").text)
      #expect(text.count == 36)
      #expect([8, 13, 18, 23].allSatisfy { text[$0] == "-" })
      #expect(text[14] == "8")
      #expect("89ab".contains(text[19]))
      #expect(text.allSatisfy { $0 == "-" || ("0"..."9").contains($0) || ("a"..."f").contains($0) })
    }
  }
}
