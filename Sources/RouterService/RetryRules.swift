// The retry rules of config/router.yaml.

import AdapterKit
import Messaging
import Routing

/// Reads `retries`.
enum RetryRules {
  /// The key and its section.
  static let key = ConfigurationKey(
    "retries",
    .list(
      .section([
        ConfigurationKey("worker", .text, "The worker (its queue) where it failed; absent: any."),
        ConfigurationKey("type", .text, "A pattern of event types, `*` for one word; absent: any."),
        ConfigurationKey(
          "class", .choice([FailureClass.transient.rawValue, FailureClass.permanent.rawValue]),
          default: FailureClass.transient.rawValue, "The failure's class."),
        ConfigurationKey(
          "attempts", .integer(1...RetryRule.maximumAttempts), default: "7",
          "Attempts in all, the first one included; 1: no retry."),
        ConfigurationKey(
          "tiers", .list(.choice(RetryPolicy.standard.tiers.map(\.name))),
          "Waits before the next attempts; the last one repeats. Absent: 1s, 5s, 30s, 2m, 10m, 1h."),
        ConfigurationKey(
          "deadlineSeconds", .integer(0...31_536_000), default: "0",
          "Seconds after the first failure after which nothing is tried again; 0: no limit."),
      ])), "How failed messages are tried again; the first rule that fits decides, else the standard tiers.")

  /// The rules in their order.
  /// - Parameter types: the full types that have a schema.
  /// - Throws: `ConfigurationError` for a worker that receives nothing, and for a pattern that fits no type.
  static func read(_ configuration: Configuration, types: [String]) throws -> [RetryRule] {
    try configuration.sections("retries").map { section in
      if let worker = section.optionalText("worker"), !Queue.workers.contains(worker) {
        throw section.fault(
          "worker", "'\(worker)' receives nothing; there are " + Queue.workers.joined(separator: ", "))
      }
      if let type = section.optionalText("type"), !types.contains(where: TopicPattern(type).matches) {
        throw section.fault("type", TypeNames.unknown(type, known: types))
      }
      let names = section.texts("tiers")
      let standard = RetryPolicy.standard.tiers
      let deadline = section.integer("deadlineSeconds")
      return RetryRule(
        queue: section.optionalText("worker"), type: section.optionalText("type").map(TopicPattern.init),
        failureClass: FailureClass(rawValue: section.text("class")), attempts: section.integer("attempts"),
        tiers: names.isEmpty ? standard : names.compactMap { name in standard.first { $0.name == name } },
        deadlineMilliseconds: deadline > 0 ? Int64(deadline) * 1000 : nil)
    }
  }
}
