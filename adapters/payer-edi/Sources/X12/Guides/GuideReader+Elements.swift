// The values of a segment: required ones, listed codes, data types and lengths.

extension GuideReader {
  func check(_ segment: Segment, _ node: GuideNode) {
    for rule in node.elements {
      let value = rule.value(in: segment, componentSeparator: separator)
      if value.isEmpty {
        guard rule.isRequired else { continue }
        note(.elementRequired, element: rule.element, loop: name(node.loop), "a required value is missing")
      } else if !rule.codes.isEmpty, !rule.allows(value) {
        note(
          .codeUnlisted, element: rule.element, loop: name(node.loop), value: code(rule, segment),
          "a code that the guide does not list; it travels as it is")
      }
    }
    checkShapes(segment, loop: node.loop)
  }

  private func checkShapes(_ segment: Segment, loop: String) {
    guard let shapes = shapes(of: segment.tag) else { return }
    if segment.elementCount - 1 > shapes.count {
      note(.elementSurplus, element: shapes.count + 1, loop: name(loop), "more elements than the segment has")
    }
    for index in 1..<max(1, min(segment.elementCount, shapes.count + 1)) {
      let shape = shapes[index - 1]
      let value = segment[index].trimmed
      if value.isEmpty || segment.flags.contains(.nonASCII) { continue }
      if shape.kind == .composite {
        checkComponents(value, shape, element: index, loop: loop)
      } else {
        check(firstRepetition(of: value), shape, element: index, loop: loop)
      }
    }
  }

  private func checkComponents(_ value: ByteView, _ shape: ElementShape, element: Int, loop: String) {
    let first = firstRepetition(of: value)
    for (place, part) in shape.components.enumerated() {
      let component = first.component(place, separator: separator).trimmed
      if !component.isEmpty { check(component, part, element: element, loop: loop) }
    }
  }

  private func firstRepetition(of value: ByteView) -> ByteView {
    guard let repetition else { return value }
    return value.component(0, separator: repetition)
  }

  private func check(_ value: ByteView, _ shape: ElementShape, element: Int, loop: String) {
    let value = value.stripped
    guard shape.kind.fits(value) else {
      return note(.elementType, element: element, loop: name(loop), "the value is not of its data type")
    }
    let length = shape.kind.length(of: value)
    if length < shape.shortest || length > shape.longest {
      note(
        length < shape.shortest ? .elementShort : .elementLong, element: element, loop: name(loop),
        "\(length) characters; the standard has \(shape.shortest) to \(shape.longest)")
    }
  }
}

extension ElementShape.Kind {
  /// Whether a value is of the type.
  fileprivate func fits(_ value: ByteView) -> Bool {
    switch self {
    case .text, .code, .composite: true
    case .date: value.count == 6 ? value.integer != nil : X12Date(value) != nil
    case .time: value.integer != nil
    case .whole: (value[0] == UInt8(ascii: "-") ? value.dropping(1) : value).isDigits
    case .decimal: value.isDecimal
    }
  }

  /// The length that counts: a sign and a decimal point do not.
  fileprivate func length(of value: ByteView) -> Int {
    guard self == .decimal || self == .whole else { return value.count }
    var length = value.count
    for index in 0..<value.count where value[index] == UInt8(ascii: ".") || value[index] == UInt8(ascii: "-") {
      length -= 1
    }
    return length
  }
}

extension ByteView {
  /// The same without the first bytes.
  package func dropping(_ bytes: Int) -> ByteView {
    let skipped = min(max(0, bytes), count)
    return ByteView(base: base + skipped, count: count - skipped)
  }

  /// Whether all bytes are digits, and there is one.
  var isDigits: Bool {
    for index in 0..<count where !ASCII.isDigit(base[index]) { return false }
    return count > 0
  }

  /// Whether it is an optional sign, digits and at most one point.
  var isDecimal: Bool {
    var digits = 0
    var points = 0
    for index in 0..<count {
      let byte = base[index]
      if ASCII.isDigit(byte) {
        digits += 1
      } else if byte == UInt8(ascii: ".") {
        points += 1
      } else if byte != UInt8(ascii: "-") || index != 0 {
        return false
      }
    }
    return digits > 0 && points <= 1
  }
}
