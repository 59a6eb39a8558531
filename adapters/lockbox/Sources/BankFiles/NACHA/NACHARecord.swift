// One NACHA record of 94 columns, whatever the bytes of its text.

/// A record of 94 columns; columns are counted from 1, as in the rules.
package struct NACHARecord: Sendable, Equatable {
  /// The length of every record.
  package static let length = 94

  package let place: RecordPlace
  /// One byte a column; 0xFF where the column holds a character beyond ASCII that was read as a character.
  private let columns: [UInt8]
  /// The characters, if a column is a character: in records that are longer in UTF-8, and in those that are none.
  private let characters: [Unicode.Scalar]?

  /// Makes a record of at most 94 bytes; what is missing at the end is blank.
  init(_ bytes: some Collection<UInt8>, at place: RecordPlace) {
    self.place = place
    var columns: [UInt8] = []
    columns.reserveCapacity(Self.length)
    columns.append(contentsOf: bytes.prefix(Self.length))
    while columns.count < Self.length { columns.append(0x20) }
    self.columns = columns
    // Of Latin-1 as a whole: a field of it that happens to be valid UTF-8 would be another text than in its record.
    let isASCII = columns.allSatisfy { $0 < 0x80 }
    characters =
      isASCII || String(validating: columns, as: UTF8.self) != nil ? nil : columns.map { Unicode.Scalar($0) }
  }

  /// Makes a record of at most 94 characters, for senders who count characters and write UTF-8.
  init(characters: String.UnicodeScalarView, at place: RecordPlace) {
    self.place = place
    self.characters = Self.padded(Array(characters.prefix(Self.length)), with: " ")
    columns = Self.padded(characters.prefix(Self.length).map { $0.isASCII ? UInt8($0.value) : 0xFF }, with: 0x20)
  }

  /// Makes a record of its columns' characters.
  init(scalars: [Unicode.Scalar], at place: RecordPlace) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    if scalars.allSatisfy(\.isASCII) {
      self.init(scalars.map { UInt8($0.value) }, at: place)
    } else {
      self.init(characters: view, at: place)
    }
  }

  private static func padded<Element>(_ elements: [Element], with blank: Element) -> [Element] {
    elements + Array(repeating: blank, count: length - elements.count)
  }

  /// The record type: the first column.
  package var type: UInt8 { columns[0] }

  /// Padding at the end of a file: nines only.
  package var isPadding: Bool { columns.allSatisfy { $0 == UInt8(ascii: "9") } }

  /// Whether a line end stands inside, which a record of full length never has.
  var hasLineEnd: Bool { columns.contains { $0 == 0x0A || $0 == 0x0D } }

  /// The bytes of some columns.
  package func bytes(_ range: ClosedRange<Int>) -> ArraySlice<UInt8> {
    columns[(range.lowerBound - 1)..<range.upperBound]
  }

  /// The text of some columns, without spaces at its ends.
  package func text(_ range: ClosedRange<Int>) -> String {
    characters == nil ? TextBytes.decode(bytes(range)) : TextBytes.clean(rawText(range).unicodeScalars)
  }

  /// The text of some columns as it stands.
  package func rawText(_ range: ClosedRange<Int>) -> String {
    if let characters {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: characters[(range.lowerBound - 1)..<range.upperBound])
      return String(view)
    }
    let bytes = self.bytes(range)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: bytes.map { Unicode.Scalar($0) })
    return String(view)
  }

  /// The whole record as text of 94 characters.
  package var line: String { rawText(1...Self.length) }

  /// The number in some columns: digits in every one of them, or nil.
  package func number(_ range: ClosedRange<Int>) -> Int64? {
    let bytes = self.bytes(range)
    guard bytes.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return ExactAmount.parse(bytes)
  }
}
