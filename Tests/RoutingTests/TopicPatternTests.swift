// Topic patterns match as RabbitMQ's do.

import Routing
import Testing

struct TopicPatternTests {
  @Test(arguments: [
    ("a.b", "a.b", true), ("a.b", "a.c", false), ("a.*", "a.b", true), ("a.*", "a", false), ("a.*", "a.b.c", false),
    ("*", "a", true), ("*", "", false), ("#", "", true), ("#", "a.b.c", true), ("a.#", "a", true),
    ("a.#", "a.b.c", true), ("#.c", "a.b.c", true), ("#.c", "c", true), ("#.c", "c.a", false),
    ("a.#.c", "a.c", true), ("a.#.c", "a.x.y.c", true), ("a.#.#", "a", true), ("*.#", "", false),
    ("*.#", "a", true), ("#.*", "a", true), ("#.*.#.*", "a", false), ("#.*.#.*", "a.b", true), ("", "", true),
    ("", "a", false), ("a", "A", false), ("a*", "ab", false), ("a..b", "a..b", true), ("a.*.b", "a..b", true),
    ("remittance.*.v1", "remittance.claims-received.v1", true),
  ])
  func matching(pattern: String, key: String, expected: Bool) {
    #expect(TopicPattern(pattern).matches(key) == expected)
  }

  @Test func hostilePatternsCostLittle() {
    let pattern = TopicPattern(Array(repeating: "#", count: 127).joined(separator: ".") + ".z")
    #expect(!pattern.matches(Array(repeating: "a", count: 128).joined(separator: ".")))
  }

  @Test func lengthsAreLimitedAtTheirEdge() {
    let key = String(repeating: "a", count: TopicPattern.maximumBytes)
    #expect(TopicPattern(key).matches(key))
    #expect(TopicPattern("#").matches(key))
    #expect(!TopicPattern("#").matches(key + "a"))
    #expect(!TopicPattern(key + "a").matches(key + "a"))
  }
}
