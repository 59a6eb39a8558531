// What a record's columns mean: a field has a name, its columns, and what may stand there.

/// One field of a record.
struct NACHAField: Sendable {
  /// What may stand in a field.
  enum Content: Sendable, Equatable {
    /// Exactly this.
    case constant(String)
    /// Digits in every column, filled up with zeros.
    case digits
    /// Anything, to the left, filled up with blanks.
    case text
    /// A day or nothing.
    case day
    /// Reserved: blanks.
    case blank
  }

  let name: String
  let columns: ClosedRange<Int>
  let content: Content

  init(_ columns: ClosedRange<Int>, _ name: String, _ content: Content = .text) {
    self.columns = columns
    self.name = name
    self.content = content
  }
}

/// A kind of record: all its fields, in the order of their columns, from the first column to the last.
struct NACHALayout: Sendable {
  let name: String
  let fields: [NACHAField]

  init(_ name: String, _ fields: [NACHAField]) {
    self.name = name
    self.fields = fields
  }

  /// The field of a name.
  subscript(name: String) -> NACHAField? { fields.first { $0.name == name } }

  /// A record of these values; what is not given is zero, blank or the constant of its field.
  /// - Throws: ``BankWriteError`` where a value does not fit.
  func record(_ values: [String: String]) throws -> NACHARecord {
    var columns = Array(repeating: Unicode.Scalar(UInt8(0x20)), count: NACHARecord.length)
    if let unknown = values.keys.first(where: { self[$0] == nil }) {
      throw BankWriteError(record: name, field: unknown, expected: "no such field")
    }
    for field in fields {
      let value = Array(try written(field, values[field.name]).unicodeScalars)
      columns.replaceSubrange((field.columns.lowerBound - 1)..<field.columns.upperBound, with: value)
    }
    return NACHARecord(scalars: columns, at: .file)
  }

  private func written(_ field: NACHAField, _ value: String?) throws -> String {
    let width = field.columns.count
    let text: String =
      switch field.content {
      case .constant(let constant): constant
      case .digits: String(repeating: "0", count: max(0, width - (value ?? "").count)) + (value ?? "")
      default: value ?? ""
      }
    let isNumber = field.content != .digits || text.utf8.allSatisfy { (48...57).contains($0) }
    let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    guard text.unicodeScalars.count <= width, isNumber, isPrintable else {
      let kind = field.content == .digits ? "digits" : "characters"
      throw BankWriteError(record: name, field: field.name, expected: "at most \(width) \(kind)")
    }
    return text + String(repeating: " ", count: width - text.unicodeScalars.count)
  }

  /// The fields whose content a record does not keep to, with what they should hold.
  func deviations(of record: NACHARecord) -> [(field: NACHAField, expected: String)] {
    fields.compactMap { field in
      if field.content == .text { return nil }
      let bytes = record.bytes(field.columns)
      let isBlank = bytes.allSatisfy { $0 == 0x20 }
      switch field.content {
      case .constant(let constant):
        let isSame = bytes.elementsEqual(constant.utf8) || record.text(field.columns) == constant
        return isSame ? nil : (field, constant)
      case .digits: return bytes.allSatisfy { (48...57).contains($0) } ? nil : (field, "digits only")
      case .blank: return isBlank ? nil : (field, "blanks")
      case .day: return isBlank || CalendarDay(yymmdd: bytes) != nil ? nil : (field, "YYMMDD")
      case .text: return nil
      }
    }
  }
}
