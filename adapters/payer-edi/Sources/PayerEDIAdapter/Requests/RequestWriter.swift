// Requests as X12: an interchange with one set each.

import PaymentEvents
import X12

/// Writes claim status requests (276, 005010X212) and eligibility inquiries (270, 005010X279A1).
package struct RequestWriter<Numbers: ControlNumbers> {
  /// When it is written: `YYYYMMDD` and `HHMM`, UTC.
  let date: Int
  let time: Int
  private var numbers: Numbers

  package init(date: Int, time: Int, numbers: Numbers) {
    self.date = date
    self.time = time
    self.numbers = numbers
  }

  /// Writes a claim status request.
  /// - Throws: ``X12WriteError`` where a value cannot be written, and what the numbers throw.
  package mutating func write(_ request: ClaimStatusRequested, to profile: PayerProfile) throws -> OutgoingDocument {
    var open = try begin("276", group: "HR", version: "005010X212", profile)
    try write(header: "0010", request.traceNumber, to: &open)
    try write(payer: request.payer, to: &open)
    try open.level("21", hasChildren: true)
    try open.party("41", name: open.submitter.name, "46", open.submitter.identifier)
    try open.level("19", hasChildren: true)
    try open.party("1P", name: request.provider.name, "XX", request.provider.identifier)
    try open.level("22", hasChildren: request.patient != nil)
    if request.patient == nil { try open.demographics(request.subscriber.person) }
    try open.person("IL", request.subscriber.person, member: request.subscriber.memberIdentifier)
    if let patient = request.patient {
      try open.level("23", hasChildren: nil)
      try open.demographics(patient)
      try open.person("QC", patient, member: nil)
    }
    try open.writer.write("TRN", "1", ElementValue(request.traceNumber))
    try open.reference("1K", request.payerClaimNumber)
    try open.reference("EJ", request.patientControlNumber)
    if let charge = request.charge { try open.writer.write("AMT", "T3", ElementValue(charge.decimal)) }
    try open.dates("472", request.dates)
    return try open.finish()
  }

  /// Writes an eligibility inquiry.
  /// - Throws: ``X12WriteError`` where a value cannot be written, and what the numbers throw.
  package mutating func write(_ request: EligibilityRequested, to profile: PayerProfile) throws -> OutgoingDocument {
    var open = try begin("270", group: "HS", version: "005010X279A1", profile)
    try write(header: "0022", request.traceNumber, to: &open)
    try write(payer: request.payer, to: &open)
    try open.level("21", hasChildren: true)
    try open.party("1P", name: request.provider.name, "XX", request.provider.identifier)
    let trace: [ElementValue] = ["1", ElementValue(request.traceNumber), ElementValue(open.submitter.traceOriginator)]
    try open.level("22", hasChildren: request.dependent != nil)
    if request.dependent == nil { try open.writer.write("TRN", elements: trace) }
    try open.person("IL", request.subscriber.person, member: request.subscriber.memberIdentifier)
    try open.demographics(request.subscriber.person)
    if let dependent = request.dependent {
      try open.level("23", hasChildren: false)
      try open.writer.write("TRN", elements: trace)
      try open.person("03", dependent, member: nil)
      try open.demographics(dependent)
    }
    try open.dates("291", request.dates)
    try open.writer.write("EQ", ElementValue(repetitions: request.serviceTypes.map { [$0] }))
    return try open.finish()
  }

  private mutating func begin(
    _ set: String, group: String, version: String, _ profile: PayerProfile
  ) throws -> OpenRequest {
    guard let ours = profile.ours, let theirs = profile.theirs, let submitter = profile.submitter else {
      throw X12WriteError(segment: "ISA", element: 6)  // configuration has made sure of them
    }
    let partner = theirs.description
    let number = try numbers.next(.interchange, for: partner)
    var writer = try InterchangeWriter(
      InterchangeAddress(
        senderQualifier: ours.qualifier ?? "ZZ", sender: ours.identifier, receiverQualifier: theirs.qualifier ?? "ZZ",
        receiver: theirs.identifier, date: date, time: time, controlNumber: number, usage: profile.usage),
      delimiters: profile.delimiters, lineEnd: profile.lineEnd)
    try writer.beginGroup(
      group, sender: profile.ourApplication ?? ours.identifier,
      receiver: profile.theirApplication ?? theirs.identifier,
      controlNumber: try numbers.next(.group, for: partner), version: version)
    try writer.beginSet(set, controlNumber: "0001", version: version)
    return OpenRequest(kind: set, partner: partner, number: number, submitter: submitter, writer: writer)
  }

  /// BHT: a request; its number is the request's own.
  private func write(header structure: String, _ number: String, to open: inout OpenRequest) throws {
    let clock = String(time + 10_000).dropFirst()
    try open.writer.write(
      "BHT", ElementValue(structure), "13", ElementValue(number), ElementValue(date), ElementValue(String(clock)))
  }

  private func write(payer: RequestedPayer, to open: inout OpenRequest) throws {
    try open.level("20", hasChildren: true)
    try open.party("PR", name: payer.name ?? payer.identifier, "PI", payer.identifier)
  }
}

/// A request under construction.
private struct OpenRequest {
  let kind: String
  let partner: String
  let number: Int
  let submitter: PayerProfile.Submitter
  var writer: InterchangeWriter
  /// HL01 of the last level; each is below the one before.
  private var levels = 0

  init(kind: String, partner: String, number: Int, submitter: PayerProfile.Submitter, writer: InterchangeWriter) {
    self.kind = kind
    self.partner = partner
    self.number = number
    self.submitter = submitter
    self.writer = writer
  }

  /// HL, one below the last.
  mutating func level(_ code: String, hasChildren: Bool?) throws {
    levels += 1
    try writer.write(
      "HL", ElementValue(levels), ElementValue(levels > 1 ? String(levels - 1) : nil), ElementValue(code),
      ElementValue(hasChildren.map { $0 ? "1" : "0" }))
  }

  /// NM1 of an organisation.
  mutating func party(_ code: String, name: String, _ qualifier: String, _ identifier: String) throws {
    try writer.write(
      "NM1", ElementValue(code), "2", ElementValue(name), "", "", "", "", ElementValue(qualifier),
      ElementValue(identifier))
  }

  /// NM1 of a person.
  mutating func person(_ code: String, _ person: RequestedPerson, member: String?) throws {
    try writer.write(
      "NM1", ElementValue(code), "1", ElementValue(person.lastName), ElementValue(person.firstName), "", "", "",
      ElementValue(member.map { _ in "MI" }), ElementValue(member))
  }

  /// DMG, where the date of birth is known: a gender alone is none.
  mutating func demographics(_ person: RequestedPerson) throws {
    guard let day = person.birthDate else { return }
    try writer.write("DMG", "D8", ElementValue(day.digits), ElementValue(person.gender))
  }

  mutating func reference(_ qualifier: String, _ value: String?) throws {
    guard let value else { return }
    try writer.write("REF", ElementValue(qualifier), ElementValue(value))
  }

  /// DTP, a day or a range.
  mutating func dates(_ qualifier: String, _ dates: DateRange?) throws {
    guard let dates else { return }
    let isDay = dates.from == dates.to
    try writer.write(
      "DTP", ElementValue(qualifier), ElementValue(isDay ? "D8" : "RD8"),
      ElementValue(isDay ? dates.from.digits : "\(dates.from.digits)-\(dates.to.digits)"))
  }

  mutating func finish() throws -> OutgoingDocument {
    OutgoingDocument(kind: kind, partner: partner, controlNumber: number, bytes: try writer.finish())
  }
}

extension LocalDate {
  /// `YYYYMMDD`.
  fileprivate var digits: String { iso.filter { $0 != "-" } }
}

extension Money {
  /// As X12 writes an amount: a point only where there are cents, no zeros at the end (X12.6, type R).
  fileprivate var decimal: String {
    let amount = cents.magnitude
    let sign = cents < 0 ? "-" : ""
    let rest = amount % 100
    let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    return "\(sign)\(amount / 100)\(fraction)"
  }
}
