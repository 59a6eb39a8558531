// Names, references and remark codes of a claim and its lines.

import X12

extension ClaimWriter {
  func detail(_ segment: Segment, in loop: RemittanceLoop) {
    guard !isTooLarge else { return }
    switch segment.tag {
    case .nm1: name(segment)
    case .ref: reference(segment)
    case .lq: if segment[1].equals("HE") { remark(segment, 2...2, isOfLine: line.isOpen) }
    case .mia:
      remark(segment, 5...5, isOfLine: false)
      remark(segment, 20...23, isOfLine: false)
    default: remark(segment, 3...7, isOfLine: false)
    }
    checkSize()
  }

  /// NM109 of the patient, the subscriber and the rendering provider; the first of each counts.
  private func name(_ segment: Segment) {
    let isPlain = segment.flags.isPlain
    let role = segment[1]
    if role.equals("QC") {
      claim.patientIdentifier = claim.patientIdentifier ?? optionalText(segment[9].trimmed, isPlain, in: texts)
    } else if role.equals("IL") {
      claim.subscriberIdentifier = claim.subscriberIdentifier ?? optionalText(segment[9].trimmed, isPlain, in: texts)
    } else if role.equals("82") {
      claim.renderingProvider = claim.renderingProvider ?? optionalText(segment[9].trimmed, isPlain, in: texts)
    }
  }

  private func reference(_ segment: Segment) {
    let isPlain = segment.flags.isPlain
    let value = segment[2].trimmed
    if line.isOpen {
      if segment[1].equals("6R") {
        line.controlNumber = line.controlNumber ?? optionalText(value, isPlain, in: lineTexts)
      }
      return
    }
    guard !value.isEmpty, !segment[1].trimmed.isEmpty, hasRoom(&claim.references) else { return }
    references.separate()
    references.append("{\"qualifier\":")
    references.append(string: segment[1].trimmed, isPlain: isPlain)
    references.append(",\"value\":")
    references.append(string: value, isPlain: isPlain)
    references.append(UInt8(ascii: "}"))
  }

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

  private func appendComponents(of composite: ByteView, _ isPlain: Bool) {
    var pending = 0
    for index in 0..<6 {
      let part = composite.component(index, separator: componentSeparator).trimmed
      if !part.isEmpty {
        for _ in 0..<pending { lineTexts.append(UInt8(ascii: ":")) }
        pending = 0
        lineTexts.append(text: part, isPlain: isPlain)
      }
      pending += 1
    }
  }
}
