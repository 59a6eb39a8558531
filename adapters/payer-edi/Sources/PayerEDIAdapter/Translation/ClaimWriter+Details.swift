// Names, references and remark codes of a claim and its lines.

import PaymentEvents
import X12

extension ClaimWriter {
  func detail(_ segment: Segment, in loop: RemittanceLoop) {
    guard !isTooLarge else { return }
    switch segment.tag {
    case .nm1: name(segment)
    case .ref: reference(segment)
    case .per: contact(segment)
    case .lq: if segment[1].equals("HE") { remark(segment, 2...2, isOfLine: line.isOpen) }
    case .mia:
      remark(segment, 5...5, isOfLine: false)
      remark(segment, 20...23, isOfLine: false)
      adjudicated(segment, "MIA", 1...4, 6...19, 24...24)
    default:
      remark(segment, 3...7, isOfLine: false)
      adjudicated(segment, "MOA", 1...2, 8...9)
    }
    checkSize()
  }

  /// The names around a claim; the first of each counts.
  private func name(_ segment: Segment) {
    let isPlain = segment.flags.isPlain
    let role = segment[1]
    if role.equals("QC") {
      claim.patientIdentifier = claim.patientIdentifier ?? optionalText(segment[9].trimmed, isPlain, in: texts)
    } else if role.equals("IL") {
      claim.subscriberIdentifier = claim.subscriberIdentifier ?? optionalText(segment[9].trimmed, isPlain, in: texts)
    } else if role.equals("82") {
      claim.renderingProvider = claim.renderingProvider ?? optionalText(segment[9].trimmed, isPlain, in: texts)
    } else if role.equals("74") {
      claim.correctedIdentifier = claim.correctedIdentifier ?? optionalText(segment[9].trimmed, isPlain, in: texts)
    } else if role.equals("TT") {
      claim.crossoverCarrier = claim.crossoverCarrier ?? party(segment, isPlain)
    } else if role.equals("PR") {
      claim.correctedPayer = claim.correctedPayer ?? party(segment, isPlain)
    } else if role.equals("GB") {
      claim.otherSubscriberIdentifier =
        claim.otherSubscriberIdentifier ?? optionalText(segment[9].trimmed, isPlain, in: texts)
    }
  }

  private func reference(_ segment: Segment) {
    let isPlain = segment.flags.isPlain
    let value = segment[2].trimmed
    if line.isOpen {
      if segment[1].equals("6R") {
        line.controlNumber = line.controlNumber ?? optionalText(value, isPlain, in: lineTexts)
        return
      }
      if segment[1].equals("HPI") {
        line.renderingProvider = line.renderingProvider ?? optionalText(value, isPlain, in: lineTexts)
      }
    }
    guard !value.isEmpty, !segment[1].trimmed.isEmpty,
      line.isOpen ? hasRoom(&line.references) : hasRoom(&claim.references)
    else { return }
    pair(segment[1].trimmed, value, isPlain, in: line.isOpen ? lineReferences : references)
  }

  /// Whom the payer says to ask about the claim.
  private func contact(_ segment: Segment) {
    guard claim.contacts < X12Limits.contacts else { return hasLeftOut = true }
    claim.contacts += 1
    let isPlain = segment.flags.isPlain
    contacts.separate()
    contacts.append("{\"function\":")
    contacts.append(string: segment[1].trimmed, isPlain: isPlain)
    if !segment[2].trimmed.isEmpty {
      contacts.append(",\"name\":")
      contacts.append(string: segment[2].trimmed, isPlain: isPlain)
    }
    contacts.append(",\"numbers\":[")
    contactNumbers.clear()
    for index in [3, 5, 7] where !segment[index].trimmed.isEmpty && !segment[index + 1].trimmed.isEmpty {
      pair(segment[index].trimmed, segment[index + 1].trimmed, isPlain, in: contactNumbers)
    }
    contacts.append(contactNumbers)
    contacts.append("]}")
  }

  /// QTY of the claim or the line.
  func quantity(_ segment: Segment) {
    guard !isTooLarge, line.isOpen ? hasRoom(&line.quantities) : hasRoom(&claim.quantities) else { return }
    pair(
      segment[1].trimmed, segment[2].stripped, segment.flags.isPlain, in: line.isOpen ? lineQuantities : quantities)
    checkSize()
  }

  /// A qualifier and a value.
  private func pair(_ qualifier: ByteView, _ value: ByteView, _ isPlain: Bool, in list: JSONBuffer) {
    list.separate()
    list.append("{\"qualifier\":")
    list.append(string: qualifier, isPlain: isPlain)
    list.append(",\"value\":")
    list.append(string: value, isPlain: isPlain)
    list.append(UInt8(ascii: "}"))
  }

  /// A name and an identifier; nil where there is neither.
  private func party(_ segment: Segment, _ isPlain: Bool) -> Range<Int>? {
    let (name, identifier) = (segment[3].trimmed, segment[9].trimmed)
    if name.isEmpty, identifier.isEmpty { return nil }
    let start = texts.count
    texts.append("{")
    if !identifier.isEmpty {
      texts.append("\"identifier\":")
      texts.append(string: identifier, isPlain: isPlain)
    }
    if !name.isEmpty {
      if !identifier.isEmpty { texts.append(",") }
      texts.append("\"name\":")
      texts.append(string: name, isPlain: isPlain)
    }
    texts.append("}")
    return start..<texts.count
  }

  /// The amounts, days and rates of MIA and MOA, each by its element's name.
  private func adjudicated(_ segment: Segment, _ id: StaticString, _ ranges: ClosedRange<Int>...) {
    for range in ranges {
      for index in range {
        let value = segment[index].stripped
        if value.isEmpty { continue }
        guard hasRoom(&claim.adjudication) else { return }
        adjudication.separate()
        adjudication.append("{\"element\":\"")
        adjudication.append(id)
        if index < 10 { adjudication.append("0") }
        adjudication.append(number: Int64(index))
        adjudication.append("\",\"value\":")
        adjudication.append(string: value, isPlain: segment.flags.isPlain)
        adjudication.append(UInt8(ascii: "}"))
      }
    }
  }

  /// SVC06 and SVC07: what was billed, where something else was paid.
  func takeOriginal(_ segment: Segment, _ isPlain: Bool) {
    let composite = segment[6].trimmed
    if !composite.isEmpty {
      let start = lineTexts.count
      lineTexts.append(UInt8(ascii: "\""))
      appendComponents(of: composite, isPlain)
      lineTexts.append(UInt8(ascii: "\""))
      line.originalProcedure = start..<lineTexts.count
    }
    let units = segment[7].stripped
    if isNumber(units) { line.originalUnits = text(units, isPlain, in: lineTexts) }
  }

  /// The format layer has said what is wrong with a number; here it only must not be published.
  private func isNumber(_ text: ByteView) -> Bool { text.count <= 31 && text.isPlainDecimal }

  private func remark(_ segment: Segment, _ elements: ClosedRange<Int>, isOfLine: Bool) {
    let list = isOfLine ? lineRemarks : remarks
    for index in elements {
      let code = segment[index].trimmed
      if code.isEmpty { continue }
      guard isOfLine ? hasRoom(&line.remarks) : hasRoom(&claim.remarks) else { return }
      list.separate()
      list.append(string: code, isPlain: segment.flags.isPlain)
    }
  }

  // MARK: - Texts

  /// Keeps a JSON string until the claim or the line is written.
  func text(_ view: ByteView, _ isPlain: Bool, in buffer: JSONBuffer) -> Range<Int> {
    let start = buffer.count
    buffer.append(string: view, isPlain: isPlain)
    return start..<buffer.count
  }

  func optionalText(_ view: ByteView, _ isPlain: Bool, in buffer: JSONBuffer) -> Range<Int>? {
    view.isEmpty ? nil : text(view, isPlain, in: buffer)
  }

  /// SVC01's first six components, joined by `:`; components behind the last that is filled are left out. A line that
  /// has a revenue code only (SVC04) is known by it, with the qualifier for such codes.
  func procedure(_ segment: Segment, _ isPlain: Bool) -> Range<Int> {
    let start = lineTexts.count
    lineTexts.append(UInt8(ascii: "\""))
    let composite = segment[1].trimmed
    if composite.isEmpty {
      lineTexts.append("NU:")
      lineTexts.append(text: segment[4].trimmed, isPlain: isPlain)
    } else {
      appendComponents(of: composite, isPlain)
    }
    lineTexts.append(UInt8(ascii: "\""))
    return start..<lineTexts.count
  }

  func appendComponents(of composite: ByteView, _ isPlain: Bool) {
    var pending = 0
    var start = 0
    for _ in 0..<6 {
      var end = start
      while end < composite.count, composite.base[end] != componentSeparator { end += 1 }
      let part = ByteView(base: composite.base + start, count: end - start).trimmed
      if !part.isEmpty {
        for _ in 0..<pending { lineTexts.append(UInt8(ascii: ":")) }
        pending = 0
        lineTexts.append(text: part, isPlain: isPlain)
      }
      if end == composite.count { return }
      pending += 1
      start = end + 1
    }
  }
}
