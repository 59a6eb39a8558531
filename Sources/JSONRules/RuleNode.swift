// Configuration of rules as a tree that knows its lines, so that what is wrong with a rule can be shown in its file.

/// A rule file that cannot be used.
public struct RuleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file's path below the home folder.
  public var file: String
  /// The line, from 1; nil where it concerns the file as a whole.
  public var line: Int?
  /// The key, with dots; empty for the whole file.
  public var key: String
  /// What is wrong and what to write instead.
  public var reason: String

  /// Creates it.
  public init(file: String, line: Int? = nil, key: String = "", reason: String) {
    self.file = file
    self.line = line
    self.key = key
    self.reason = reason
  }

  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return key.isEmpty ? "\(place): \(reason)" : "\(place): \(key): \(reason)"
  }
}

/// A node of a rule file.
public struct RuleNode: Sendable {
  /// What a node holds.
  public enum Content: Sendable {
    /// A single value; `isPlain` where it stood without quotes, so that `0042` in quotes stays a text.
    case scalar(String, isPlain: Bool)
    /// A list.
    case list([RuleNode])
    /// Keys and values, in the file's order.
    case map([(key: RuleNode, value: RuleNode)])
    /// Nothing.
    case empty
  }

  /// What it holds.
  public let content: Content
  /// The file's path below the home folder.
  public let file: String
  /// The line, from 1.
  public let line: Int?
  /// Where in the file, with dots.
  public let path: String

  /// Creates it; see the properties.
  public init(_ content: Content, file: String, line: Int?, path: String) {
    self.content = content
    self.file = file
    self.line = line
    self.path = path
  }

  /// An error at this node.
  public func error(_ reason: String) -> RuleError { RuleError(file: file, line: line, key: path, reason: reason) }

  /// The text of a scalar. - Throws: ``RuleError``.
  public func text() throws(RuleError) -> String {
    guard case .scalar(let text, _) = content else { throw error("expected a single value") }
    return text
  }

  /// `true` or `false`. - Throws: ``RuleError``.
  public func boolean() throws(RuleError) -> Bool {
    switch try text() {
    case "true": return true
    case "false": return false
    default: throw error("expected true or false")
    }
  }

  /// A whole number within a range. - Throws: ``RuleError``.
  public func integer(_ range: ClosedRange<Int>) throws(RuleError) -> Int {
    guard let number = Int(try text()), range.contains(number) else {
      throw error("expected a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A scalar as a JSON value: what stands in quotes is a text, else numbers and booleans are what they look like. An
  /// empty list is one, too.
  /// - Throws: ``RuleError``.
  public func constant() throws(RuleError) -> JSONValue {
    if case .list(let items) = content, items.isEmpty { return .array([]) }
    guard case .scalar(let text, let isPlain) = content else { throw error("expected a single value") }
    guard isPlain else { return .string(text) }
    if text == "true" || text == "false" { return .boolean(text == "true") }
    if text.isEmpty || text == "null" || text == "~" { throw error("expected a value; leave the key out for none") }
    if case .number(let digits)? = try? JSONValue(json: Array(text.utf8)) { return .number(digits) }
    return .string(text)
  }

  /// The items of a list. - Throws: ``RuleError``.
  public func items() throws(RuleError) -> [RuleNode] {
    guard case .list(let items) = content else { throw error("expected a list") }
    return items
  }

  /// One text, or a list of them. - Throws: ``RuleError``.
  public func texts() throws(RuleError) -> [String] {
    guard case .list(let items) = content else { return [try text()] }
    var texts: [String] = []
    for item in items { texts.append(try item.text()) }
    return texts
  }

  /// A pointer. - Throws: ``RuleError``.
  public func pointer() throws(RuleError) -> JSONPointer {
    let text = try text()
    guard let pointer = JSONPointer(text) else {
      throw error("'\(text)' is no JSON pointer; write /name, /name/0, with ~1 for / and ~0 for ~ in a name")
    }
    return pointer
  }

  /// The entries of a mapping. - Throws: ``RuleError``.
  public func entries() throws(RuleError) -> [(key: RuleNode, value: RuleNode)] {
    guard case .map(let entries) = content else { throw error("expected keys and values") }
    return entries
  }

  /// The values of a mapping by key, of which all must be known. - Throws: ``RuleError``.
  public func section(_ known: [String]) throws(RuleError) -> [String: RuleNode] {
    var section: [String: RuleNode] = [:]
    for (key, value) in try entries() {
      let name = try key.text()
      guard known.contains(name) else {
        throw RuleError(
          file: file, line: key.line, key: path.isEmpty ? name : "\(path).\(name)",
          reason: "there is no such key; known here are \(known.joined(separator: ", "))")
      }
      section[name] = value
    }
    return section
  }
}
