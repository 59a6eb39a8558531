// What people can ask for is the same in the code, in the request's schema and in the answer's.

import PaymentEvents
import Testing

struct ActionSchemaTests {
  /// An answer whose action its own schema lacks would never reach anybody.
  @Test(arguments: ["posting.action-requested.v1", "posting.action-decided.v1"])
  func everyActionIsInBothSchemas(_ name: String) throws {
    let schema = try #require(try Schemas.all()[name])
    let data = try #require((schema["properties"] as? [String: [String: Any]])?["data"])
    let action = try #require((data["properties"] as? [String: [String: Any]])?["action"])
    let listed = try #require(action["enum"] as? [String])
    #expect(Set(listed) == Set(PostingActionRequested.Action.allCases.map(\.rawValue)))
    #expect(listed.count == Set(listed).count)
  }
}
