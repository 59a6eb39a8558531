// Who may publish what.

import Messaging

/// The broker users and the event types that each may publish. Who is not listed may publish nothing.
public struct PublisherAllowList: Sendable, Equatable {
  /// A publisher's entry.
  public struct Entry: Sendable, Equatable {
    /// Patterns of full types: `*` stands for one word, for instance `tributary.deposit.*.v1`.
    public var types: [String]
    /// The values of `source` that it may use; empty for any. Events of other systems are told apart by source and
    /// id, so one system must not speak with another's source.
    public var sources: [String]
    /// The translations that are tried, in this order, on what it publishes in its own form.
    public var translations: [String]

    /// Creates it; see the properties.
    public init(types: [String], sources: [String] = [], translations: [String] = []) {
      self.types = types
      self.sources = sources
      self.translations = translations
    }
  }

  private let entries: [String: (types: [TopicPattern], sources: Set<String>)]
  private let given: [String: Entry]

  /// Creates the list from entries by broker user.
  /// - Throws: ``AllowListError`` where a pattern is not one.
  public init(_ entries: [String: Entry]) throws(AllowListError) {
    for (user, entry) in entries.sorted(by: { $0.key < $1.key }) {
      guard !user.isEmpty else { throw AllowListError(user: user, reason: "a publisher needs a name") }
      for type in entry.types where !PublisherAllowList.isPattern(type) {
        throw AllowListError(
          user: user, reason: "'\(type)' is no type pattern; write words of a-z, 0-9 and -, or *, with dots between")
      }
    }
    given = entries
    self.entries = entries.mapValues { ($0.types.map(TopicPattern.init), Set($0.sources)) }
  }

  /// Decides whether a publisher may publish an event.
  /// - Parameters:
  ///   - user: the broker user of the message (AMQP `user-id`, which the broker has checked), nil where it has none.
  ///   - type: the event's full type.
  ///   - source: the event's source; nil leaves it unchecked.
  /// - Returns: nil where it may, else the failure to dead-letter the message with.
  public func decide(user: String?, type: String, source: String? = nil) -> Failure? {
    guard let user, !user.isEmpty else {
      return refusal("publisher-unknown", "the message has no user-id; publish it with the user-id of the connection")
    }
    guard let entry = entries[user] else {
      return refusal(
        "publisher-unknown", "the user '\(user)' is not on the list of publishers; an administrator can add it")
    }
    guard entry.types.contains(where: { $0.matches(type) }) else {
      let allowed = given[user]?.types.joined(separator: ", ") ?? ""
      return refusal(
        "publisher-not-allowed",
        "the user '\(user)' may not publish this type; it may publish \(allowed.isEmpty ? "none" : allowed)",
        pointer: "/type")
    }
    guard let source, !entry.sources.isEmpty, !entry.sources.contains(source) else { return nil }
    return refusal(
      "source-not-allowed", "the user '\(user)' may not use this source; its own are listed in the configuration",
      pointer: "/source")
  }

  /// The translations of a publisher's own form; none for who always publishes canonical events.
  public func translations(of user: String?) -> [String] { user.flatMap { given[$0]?.translations } ?? [] }

  public static func == (left: PublisherAllowList, right: PublisherAllowList) -> Bool { left.given == right.given }

  private func refusal(_ code: String, _ reason: String, pointer: String? = nil) -> Failure {
    Failure(.invalid, code: code, reason: reason, pointer: pointer, rule: "publisher")
  }

  private static func isPattern(_ text: String) -> Bool {
    guard text.utf8.count <= TopicPattern.maximumBytes else { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { word in
      word == "*" || (!word.isEmpty && word.utf8.allSatisfy(isTypeByte))
    }
  }

  private static func isTypeByte(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
  }
}

/// An allow-list that cannot be used.
public struct AllowListError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The publisher whose entry is wrong.
  public var user: String
  /// What is wrong with it.
  public var reason: String

  public var description: String { "the publisher '\(user)': \(reason)" }
}
