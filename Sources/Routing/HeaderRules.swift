// Which headers of an incoming message go on.

import Messaging

/// Decides which headers are passed on, by where the message came from.
public enum HeaderRules {
  /// Where a message came from.
  public enum Origin: Sendable, CaseIterable {
    /// Another system or one of our workers publishing an event. None of our headers is believed.
    case publisher
    /// A worker reporting a failed delivery. Its headers are read, and kept on the way to a retry or a dead letter.
    case failedDelivery
    /// Operations replaying a message. The first publisher and the retry's number are believed; the count of attempts
    /// starts again.
    case replay
  }

  /// Headers that the broker writes or obeys. `CC` and `BCC` would send copies past the router; a client's `x-death`
  /// would be taken for the broker's own count by some versions.
  public static let brokerHeaders: Set<String> = ["CC", "BCC", "x-death", "x-delivery-count"]
  private static let brokerPrefixes = ["x-first-death-", "x-last-death-", "x-opt-rabbitmq-"]
  private static let keptOnReplay: Set<String> = [HeaderName.firstPublisher, HeaderName.retry]

  /// The headers without those that must not go on.
  public static func accepted(_ headers: [String: HeaderValue], from origin: Origin) -> [String: HeaderValue] {
    headers.filter { name, _ in
      if brokerHeaders.contains(name) || brokerPrefixes.contains(where: name.hasPrefix) { return false }
      // Names in another case are not ours, but are too easily taken for ours.
      guard name.lowercased().hasPrefix(HeaderName.prefix) else { return true }
      switch origin {
      case .publisher: return false
      case .failedDelivery: return name == name.lowercased()
      case .replay: return keptOnReplay.contains(name)
      }
    }
  }

  /// The headers of an event that the router passes on: what is accepted, and what the router itself knows.
  /// - Parameters:
  ///   - user: the broker user who published the message; the first publisher unless a replay names another.
  ///   - contentDigest: SHA-256 over the canonical `data`, lower-case hexadecimal.
  public static func forwarded(
    _ headers: [String: HeaderValue], from origin: Origin, user: String, contentDigest: String
  ) -> [String: HeaderValue] {
    var forwarded = accepted(headers, from: origin)
    forwarded[HeaderName.contentDigest] = .string(contentDigest)
    if forwarded[HeaderName.firstPublisher]?.stringValue == nil {
      forwarded[HeaderName.firstPublisher] = .string(user)
    }
    return forwarded
  }
}
