// JSON pointers (RFC 6901).

/// A place in a JSON document.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The names and indexes on the way, unescaped.
  public var tokens: [String]

  /// The document itself.
  public static let root = JSONPointer(tokens: [])

  init(tokens: [String]) { self.tokens = tokens }

  /// Reads a pointer: empty, or `/name/0`, with `~0` for `~` and `~1` for `/`; nil where it is none.
  public init?(_ text: String) {
    guard text.isEmpty || text.hasPrefix("/") else { return nil }
    var tokens: [String] = []
    for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      guard JSONPointer.isEscapedWell(part) else { return nil }
      tokens.append(String(part).replacing("~1", with: "/").replacing("~0", with: "~"))
    }
    self.tokens = tokens
  }

  private static func isEscapedWell(_ part: Substring) -> Bool {
    let pieces = part.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
    return pieces.allSatisfy { $0.hasPrefix("0") || $0.hasPrefix("1") }
  }

  /// The value there; nil where there is none.
  public func value(in document: JSONValue) -> JSONValue? {
    var value = document
    for token in tokens {
      switch value {
      case .object(let members):
        guard let member = members[token] else { return nil }
        value = member
      case .array(let items):
        guard let index = JSONPointer.index(token), index < items.count else { return nil }
        value = items[index]
      default: return nil
      }
    }
    return value
  }

  /// This place, seen from another one.
  public func below(_ base: JSONPointer) -> JSONPointer { JSONPointer(tokens: base.tokens + tokens) }

  /// An element or a member of this place.
  public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

  public var description: String {
    tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
  }

  /// Digits without leading zeros.
  private static func index(_ token: String) -> Int? {
    guard !token.isEmpty, token.utf8.allSatisfy({ (48...57).contains($0) }), token == "0" || !token.hasPrefix("0")
    else { return nil }
    return Int(token)
  }
}
