// What a configuration file may hold: the schema that every file is checked against before anything starts.

/// The shape of a configuration value.
public indirect enum ConfigurationShape: Sendable {
  /// Text.
  case text
  /// A whole number within a range.
  case integer(ClosedRange<Int>)
  /// `true` or `false`.
  case boolean
  /// One of these words.
  case choice([String])
  /// A list of values of one shape.
  case list(ConfigurationShape)
  /// Any keys, with values of one shape.
  case map(ConfigurationShape)
  /// Named keys.
  case section([ConfigurationKey])

  /// What a person would call it.
  var name: String {
    switch self {
    case .text: "text"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .list: "a list"
    case .map: "a mapping"
    case .section: "a section"
    }
  }
}

/// A key of a section.
public struct ConfigurationKey: Sendable {
  let name: String
  let shape: ConfigurationShape
  let standard: String?
  let meaning: String

  /// Creates it.
  /// - Parameters:
  ///   - standard: what holds when the key is absent; nil for nothing.
  ///   - meaning: for people; part of the generated key list.
  public init(_ name: String, _ shape: ConfigurationShape, default standard: String? = nil, _ meaning: String) {
    self.name = name
    self.shape = shape
    self.standard = standard
    self.meaning = meaning
  }
}
