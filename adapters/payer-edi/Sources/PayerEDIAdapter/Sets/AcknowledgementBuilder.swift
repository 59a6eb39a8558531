// TA1, 999 and 997: what became of what we sent.

import PaymentEvents
import X12

/// Makes `interchange.acknowledged` events (005010X231A1; X12.56 for TA1).
final class AcknowledgementBuilder: SetBuilder {
  private let out: SetOutput
  private var group = GroupFacts()
  private var sets: [InterchangeAcknowledged.AcknowledgedSet] = []
  private var open: InterchangeAcknowledged.AcknowledgedSet?
  private var fault: InterchangeAcknowledged.AcknowledgedSet.Fault?
  private var faults = 0
  private var pages = 0
  private var isComplete = false
  private var is999 = false

  /// AK1 and AK9.
  private struct GroupFacts {
    var functionalIdentifier: String?
    var controlNumber: String?
    var code = "-"
    var noteCode: String?
    var included: Int?
    var received: Int?
    var accepted: Int?
  }

  init(_ output: SetOutput) { out = output }

  func begin() {
    group = GroupFacts()
    sets = []
    open = nil
    fault = nil
    faults = 0
    pages = 0
    isComplete = false
    is999 = false
  }

  func take(_ segment: Segment, at place: GuidePlace) {
    switch segment.tag.name {
    case "AK1":
      group.functionalIdentifier = out.code(segment, 1)
      group.controlNumber = out.text(segment, 2, limit: ValueLimits.controlNumber)
    case "AK2": beginSet(segment)
    case "AK3", "IK3": takeSegmentFault(segment)
    case "AK4", "IK4": takeElementFault(segment)
    case "AK5", "IK5": endSet(segment)
    case "AK9": endGroup(segment)
    default: break
    }
  }

  func end() {
    if !isComplete { out.note(.elementMissing, "the acknowledgement has no AK9: what became of the group is not said") }
  }

  /// A TA1 between ISA and GS.
  func takeInterchange(_ segment: Segment) {
    let code = out.code(segment, 4) ?? "-"
    let body = InterchangeAcknowledged(
      kind: "TA1", outcome: InterchangeAcknowledged.outcome(ofInterchange: code), code: code,
      noteCode: out.code(segment, 5), interchange: out.text(segment, 1, limit: ValueLimits.controlNumber),
      sender: out.context.sender, sets: [], source: out.context.source)
    out.publish(body, item: "acknowledgement", subject: body.interchange ?? "-", entries: 0)
  }
}

// MARK: - Sets and their faults

extension AcknowledgementBuilder {
  private func beginSet(_ segment: Segment) {
    closeSet(code: "-", errors: [])
    open = InterchangeAcknowledged.AcknowledgedSet(
      identifier: out.code(segment, 1) ?? "-",
      controlNumber: out.text(segment, 2, limit: ValueLimits.controlNumber) ?? "-", outcome: "rejected", code: "-",
      errors: [], faults: [])
  }

  private func takeSegmentFault(_ segment: Segment) {
    is999 = is999 || segment.tag.name == "IK3"
    let found = InterchangeAcknowledged.AcknowledgedSet.Fault(
      segment: out.code(segment, 1) ?? "-", position: out.number(segment, 2),
      loop: out.text(segment, 3, limit: ValueLimits.controlNumber), code: out.code(segment, 4))
    fault = found
    add(found)
  }

  private func takeElementFault(_ segment: Segment) {
    guard var found = fault else { return }
    found.code = nil
    found.element = out.number(segment, 1, 1)
    found.component = out.number(segment, 1, 2)
    found.elementCode = out.code(segment, 3)
    add(found)
  }

  private func add(_ found: InterchangeAcknowledged.AcknowledgedSet.Fault) {
    guard var set = open else { return }
    out.append(found, to: &set.faults, limit: TranslationLimits.faults)
    open = set
    faults += 1
  }

  private func endSet(_ segment: Segment) {
    is999 = is999 || segment.tag.name == "IK5"
    closeSet(
      code: out.required(segment, 1, limit: ValueLimits.code), errors: (2...6).compactMap { out.code(segment, $0) })
  }

  private func closeSet(code: String, errors: [String]) {
    guard var set = open else { return }
    set.code = code
    set.errors = errors
    set.outcome = InterchangeAcknowledged.outcome(ofSet: code)
    open = nil
    fault = nil
    sets.append(set)
    if sets.count == TranslationLimits.acknowledgedSets || faults > TranslationLimits.faults { publish(isLast: false) }
  }

  private func endGroup(_ segment: Segment) {
    closeSet(code: "-", errors: [])
    isComplete = true
    group.code = out.required(segment, 1, limit: ValueLimits.code)
    group.included = out.number(segment, 2)
    group.received = out.number(segment, 3)
    group.accepted = out.number(segment, 4)
    group.noteCode = out.code(segment, 5)
    publish(isLast: true)
  }

  /// What is said of the group stands at the end of the set; pages before it say only what they hold.
  private func publish(isLast: Bool) {
    pages += 1
    let code = isLast ? group.code : "-"
    let body = InterchangeAcknowledged(
      kind: out.context.version.contains("X231") || is999 ? "999" : "997",
      outcome: isLast ? InterchangeAcknowledged.outcome(ofGroup: code) : "partially-accepted", code: code,
      noteCode: group.noteCode, functionalIdentifier: group.functionalIdentifier, group: group.controlNumber,
      sender: out.context.sender, included: group.included, received: group.received, accepted: group.accepted,
      sets: sets, page: isLast && pages == 1 ? nil : pages, source: out.context.source)
    out.publish(
      body, item: "page \(pages)", subject: group.controlNumber ?? "-", entries: sets.count + faults)
    sets = []
    faults = 0
  }
}

extension InterchangeAcknowledged {
  /// TA104.
  fileprivate static func outcome(ofInterchange code: String) -> String {
    code == "A" ? "accepted" : code == "E" ? "accepted-with-errors" : "rejected"
  }

  /// AK901.
  fileprivate static func outcome(ofGroup code: String) -> String {
    code == "P" ? "partially-accepted" : outcome(ofInterchange: code)
  }

  /// IK501 and AK501.
  fileprivate static func outcome(ofSet code: String) -> String { outcome(ofInterchange: code) }
}
