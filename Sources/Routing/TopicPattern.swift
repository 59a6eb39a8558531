// Topic patterns, as RabbitMQ's topic exchanges match them.

/// A topic pattern: words with dots between them, `*` for exactly one word, `#` for any number of them, also none.
public struct TopicPattern: Sendable, Hashable, CustomStringConvertible {
  /// The longest pattern or key, in bytes (AMQP 0-9-1: a short string).
  public static let maximumBytes = 255

  /// The pattern as written.
  public let text: String
  private let words: [Substring]

  /// Takes a pattern as it stands; every text is one.
  public init(_ text: String) {
    self.text = text
    words = text.split(separator: ".", omittingEmptySubsequences: false)
  }

  public var description: String { text }

  /// Whether a routing key matches. The time is bounded by words of the pattern times words of the key; texts beyond
  /// ``maximumBytes`` never match.
  public func matches(_ key: String) -> Bool {
    guard text.utf8.count <= TopicPattern.maximumBytes, key.utf8.count <= TopicPattern.maximumBytes else {
      return false
    }
    let keyWords = key.isEmpty ? [] : key.split(separator: ".", omittingEmptySubsequences: false)
    // reached[n]: the words of the pattern so far can take the first n words of the key.
    var reached = [true] + Array(repeating: false, count: keyWords.count)
    for word in words where !(text.isEmpty && word.isEmpty) {
      reached = TopicPattern.advance(reached, over: word, in: keyWords)
    }
    return reached[keyWords.count]
  }

  private static func advance(_ reached: [Bool], over word: Substring, in key: [Substring]) -> [Bool] {
    var next = Array(repeating: false, count: reached.count)
    if word == "#" {
      var any = false
      for index in reached.indices {
        any = any || reached[index]
        next[index] = any
      }
    } else {
      for index in key.indices where reached[index] && (word == "*" || word == key[index]) { next[index + 1] = true }
    }
    return next
  }
}
