// 271: what coverage somebody has.

import PaymentEvents
import X12

/// Makes `eligibility.reported` events, one a subscriber or dependent (005010X279A1).
final class EligibilityBuilder: SetBuilder {
  private static let benefitsOfPage = 800
  private let out: SetOutput
  private var payer = RemittanceReceived.Party()
  private var provider = RemittanceReceived.Party()
  private var memberIdentifier: String?
  /// Refusals above the person: of the payer or the provider.
  private var above: [EligibilityReported.Rejection] = []
  private var person: Person?
  private var benefit: EligibilityReported.Benefit?
  private var persons = 0
  private var published = 0

  private struct Person {
    var isDependent = false
    var traceNumber: String?
    var dates: [EligibilityReported.QualifiedDates] = []
    var benefits: [EligibilityReported.Benefit] = []
    var rejections: [EligibilityReported.Rejection] = []
    var pages = 0

    var isEmpty: Bool { dates.isEmpty && benefits.isEmpty && rejections.isEmpty }
  }

  init(_ output: SetOutput) { out = output }

  func begin() {
    payer = RemittanceReceived.Party()
    provider = RemittanceReceived.Party()
    memberIdentifier = nil
    above = []
    person = nil
    benefit = nil
    persons = 0
    published = 0
  }

  func take(_ segment: Segment, at place: GuidePlace) {
    let loop = place.loop ?? ""
    switch segment.tag {
    case .hl: takeLevel(segment)
    case .nm1: takeName(segment, loop: loop)
    case .trn: if segment[1].equals("2") || person?.traceNumber == nil { person?.traceNumber = out.text(segment, 2) }
    case .eb: takeBenefit(segment)
    case .aaa: takeRejection(segment, loop: loop)
    case .dtp: takeDates(segment, loop: loop)
    case .ref: takeReference(segment, loop: loop)
    case .msg: takeMessage(segment)
    default: break
    }
  }

  func end() {
    closePerson()
    if published == 0, !above.isEmpty { publish(Person()) }
  }

  private func takeLevel(_ segment: Segment) {
    closePerson()
    let level = segment[3].stripped
    if level.equals("22") || level.equals("23") {
      person = Person(isDependent: level.equals("23"))
      persons += 1
      if level.equals("22") { memberIdentifier = nil }
    } else if level.equals("20") {
      above = []
    }
  }

  private func takeName(_ segment: Segment, loop: String) {
    switch loop {
    case "2100A": payer = out.party(segment, name: 3, identifier: 9)
    case "2100B": provider = out.party(segment, name: 3, identifier: 9)
    case "2100C": memberIdentifier = out.text(segment, 9)
    default: break
    }
  }

  private func takeBenefit(_ segment: Segment) {
    closeBenefit()
    guard person != nil else { return }
    benefit = EligibilityReported.Benefit(
      information: out.required(segment, 1, limit: ValueLimits.code), coverageLevel: out.code(segment, 2),
      serviceTypes: serviceTypes(segment), insuranceType: out.code(segment, 4),
      plan: out.text(segment, 5, limit: ValueLimits.name), period: out.code(segment, 6), amount: out.money(segment, 7),
      percent: out.decimal(segment, 8), quantityQualifier: out.code(segment, 9), quantity: out.decimal(segment, 10),
      authorizationRequired: out.code(segment, 11), inNetwork: out.code(segment, 12),
      procedure: out.procedure(segment, 13), dates: [], references: [], messages: [])
  }

  /// EB03, which repeats from 5010 on.
  private func serviceTypes(_ segment: Segment) -> [String] {
    guard let repetition = out.context.delimiters.repetition else { return out.code(segment, 3).map { [$0] } ?? [] }
    var codes: [String] = []
    for index in 0..<99 {
      let code = segment[3].component(index, separator: repetition).trimmed
      if code.isEmpty { break }
      if code.count <= ValueLimits.code { codes.append(code.text) } else { note(tooLong: 3) }
    }
    return codes
  }

  private func note(tooLong element: Int) {
    out.note(.elementTooLong, element: element, "longer than \(ValueLimits.code) bytes")
  }

  private func takeRejection(_ segment: Segment, loop: String) {
    let rejection = EligibilityReported.Rejection(
      loop: loop.isEmpty ? nil : loop, reason: out.required(segment, 3, limit: ValueLimits.code),
      followUp: out.code(segment, 4))
    if var open = person {
      out.append(rejection, to: &open.rejections)
      person = open
    } else {
      out.append(rejection, to: &above, limit: 50)
    }
  }

  private func takeDates(_ segment: Segment, loop: String) {
    guard let dates = out.days(segment, format: 2, value: 3), let qualifier = out.code(segment, 1) else { return }
    let found = EligibilityReported.QualifiedDates(qualifier: qualifier, dates: dates)
    if var open = benefit {
      out.append(found, to: &open.dates, limit: 20)
      benefit = open
    } else if var open = person {
      out.append(found, to: &open.dates)
      person = open
    }
  }

  private func takeReference(_ segment: Segment, loop: String) {
    guard loop.hasPrefix("2110"), var open = benefit, let reference = out.reference(segment) else { return }
    out.append(reference, to: &open.references, limit: 9)
    benefit = open
  }

  private func takeMessage(_ segment: Segment) {
    guard var open = benefit, let text = out.text(segment, 1, limit: 264) else { return }
    out.append(text, to: &open.messages, limit: 10)
    benefit = open
  }

  private func closeBenefit() {
    guard let ended = benefit, var open = person else { return }
    benefit = nil
    open.benefits.append(ended)
    if open.benefits.count == Self.benefitsOfPage {
      open.pages += 1
      publish(open)
      open.benefits = []
    }
    person = open
  }

  private func closePerson() {
    closeBenefit()
    guard var ended = person else { return }
    person = nil
    // A subscriber may be named only because a dependent follows.
    guard ended.pages == 0 ? !ended.isEmpty : !ended.benefits.isEmpty else { return }
    ended.pages += 1
    publish(ended)
  }

  private func publish(_ person: Person) {
    published += 1
    let body = EligibilityReported(
      traceNumber: person.traceNumber, payer: payer, provider: provider, memberIdentifier: memberIdentifier,
      isDependent: person.isDependent, currency: "USD", dates: person.dates, benefits: person.benefits,
      rejections: above + person.rejections, page: max(1, person.pages), source: out.context.source)
    let entries = person.benefits.reduce(0) {
      $0 + 2 + $1.dates.count + $1.references.count + $1.messages.count + $1.serviceTypes.count / 8
    }
    out.publish(
      body, item: "person \(persons), page \(max(1, person.pages))", subject: person.traceNumber ?? "-",
      entries: entries)
  }
}
