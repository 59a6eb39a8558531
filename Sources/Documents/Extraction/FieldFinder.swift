// Values by the labels beside or above them.

import PaymentEvents

/// Looks for labels and what they name.
struct FieldFinder {
  let lines: [PageLine]

  /// The most words that a value has: `March 5, 2026`.
  private static let longestValue = 3
  /// How far below its label a value may stand, in heights of the label.
  private static let farthestBelow = 2.6

  /// A value that some text may be, and how much confidence that reading keeps.
  typealias Parser<Value> = (String) -> (value: Value, factor: Double)?

  /// The value of the label that says most, the first of several; surer where the same value stands by it again, as on
  /// each page.
  func find<Value>(_ field: ExtractionTemplate.Field, _ parse: @escaping Parser<Value>) -> ExtractedField<Value>? {
    let pattern = field.pattern.flatMap { try? Regex($0) }
    let parser: Parser<Value> = { text in
      if let pattern, (try? pattern.wholeMatch(in: text)) == nil { return nil }
      return parse(text)
    }
    for label in field.labels {
      var first: ExtractedField<Value>?
      for (index, line) in lines.enumerated() {
        var start = 0
        while let range = line.range(of: label, from: start) {
          start = range.lowerBound + 1
          guard let value = beside(line, range, parser) ?? below(index, range, parser) else { continue }
          first = first.map { $0.value == value.value ? $0.compared(with: value) : $0 } ?? value
        }
      }
      if let first { return first }
    }
    return nil
  }

  /// Right of the label, in the same line.
  func beside<Value>(_ line: PageLine, _ label: Range<Int>, _ parse: Parser<Value>) -> ExtractedField<Value>? {
    value(Array(line.words[label.upperBound...]), page: line.page, parse)
  }

  private func below<Value>(_ index: Int, _ label: Range<Int>, _ parse: Parser<Value>) -> ExtractedField<Value>? {
    let line = lines[index]
    guard let box = line.words[label].map(\.box).union else { return nil }
    for other in lines[(index + 1)...] where other.page == line.page {
      guard other.box.top - box.bottom < box.height * Self.farthestBelow else { return nil }
      let words = other.words.filter { $0.box.right > box.left - 4 }
      guard let first = words.first, first.box.left < box.right + 12 else { continue }
      if let value = value(words, page: line.page, parse) { return value }
    }
    return nil
  }

  /// The longest beginning of some words that is a value; the words must stand close to each other.
  private func value<Value>(_ words: [Word], page: Int, _ parse: Parser<Value>) -> ExtractedField<Value>? {
    let end = words.indices.dropFirst().first { words[$0].box.left - words[$0 - 1].box.right > 12 } ?? words.count
    for count in (1...Self.longestValue).reversed() where count <= end {
      if let field = Self.field(Array(words[..<count]), page: page, parse) { return field }
    }
    return nil
  }

  /// Some words as a value.
  static func field<Value>(_ words: [Word], page: Int, _ parse: Parser<Value>) -> ExtractedField<Value>? {
    guard let box = words.map(\.box).union else { return nil }
    let text = words.map(\.text).joined(separator: " ")
    let first = parse(text).map { found in
      ExtractedField(
        found.value, text: text, page: page, box: box,
        readingConfidence: (words.map(\.confidence).min() ?? 0) * found.factor)
    }
    guard words.contains(where: { $0.again != nil }) else { return first }
    let again = words.compactMap { $0.again?.text ?? $0.text }.filter { !$0.isEmpty }.joined(separator: " ")
    let second = parse(again).map { found in
      ExtractedField(
        found.value, text: again, page: page, box: box,
        readingConfidence: (words.map { $0.again?.confidence ?? $0.confidence }.min() ?? 0) * found.factor)
    }
    guard let first else { return second }
    return first.compared(with: second)
  }

  static func money(_ text: String) -> (value: Money, factor: Double)? { ValueText.money(text) }
  static func date(_ text: String) -> (value: LocalDate, factor: Double)? { ValueText.date(text).map { ($0, 1) } }
  static func nationalProvider(_ text: String) -> (value: String, factor: Double)? {
    ValueText.nationalProvider(text).map { ($0, 1) }
  }
  static func identifier(_ text: String) -> (value: String, factor: Double)? {
    ValueText.identifier(text).map { ($0, 1) }
  }
}
