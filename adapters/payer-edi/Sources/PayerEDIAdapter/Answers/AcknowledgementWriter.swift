// TA1 and 999 for what came in, or 997 for what is of version 4010.

import X12

/// A document to be handed to somebody.
public struct OutgoingDocument: Sendable, Equatable {
  /// What it is: `TA1`, `999`, `997`, `276` or `270`.
  public var kind: String
  /// To whom, as ISA07 and ISA08 say; its control numbers are counted under this name.
  public var partner: String
  /// ISA13 of the document.
  public var controlNumber: Int
  /// The bytes.
  public var bytes: [UInt8]
}

/// Answers received interchanges: for each one interchange with a TA1, and one with a 999 (005010X231A1) or a 997 for
/// each group. They are apart because many readers take a TA1 only where it stands alone.
public struct AcknowledgementWriter: Sendable {
  /// The version of the 999.
  public static let version = "005010X231A1"
  /// How many faults a 999 names of one set.
  static let faults = 100

  /// When it is written: `YYYYMMDD` and `HHMM`.
  public var date: Int
  public var time: Int
  /// What is agreed with whom.
  package var profiles = PayerProfiles()

  /// Creates it; see the properties.
  public init(date: Int, time: Int) {
    self.date = date
    self.time = time
  }

  /// Creates it; see the properties.
  package init(date: Int, time: Int, profiles: PayerProfiles) {
    self.init(date: date, time: time)
    self.profiles = profiles
  }

  /// Writes the answers to a file.
  /// - Parameters:
  ///   - report: what came of the file.
  ///   - numbers: gives the control numbers.
  /// - Returns: the documents, in the order of the interchanges.
  /// - Throws: ``X12WriteError`` where a name of the sender cannot be written, and what `numbers` throws.
  public func write(_ report: TranslationReport, numbers: inout some ControlNumbers) throws -> [OutgoingDocument] {
    var documents: [OutgoingDocument] = []
    for index in report.interchanges.indices {
      documents += try write(report, interchange: index, numbers: &numbers)
    }
    return documents
  }

  /// Writes the answers to one interchange of a file, by its place in the report: none to one that held nothing but
  /// acknowledgements, or that its sender wants no answer to. What is wrong with ISA, GS and what stands outside them
  /// is said by the TA1; a 999 needs a group that it can name.
  /// - Throws: as ``write(_:numbers:)``.
  public func write(
    _ report: TranslationReport, interchange index: Int, numbers: inout some ControlNumbers
  ) throws -> [OutgoingDocument] {
    let received = report.interchanges[index]
    guard !received.isAcknowledgement else { return [] }
    let reply = Reply(received, profiles.profile(of: received))
    var documents: [OutgoingDocument] = []
    if reply.hasEnvelope {
      documents.append(try envelope(reply, InterchangeVerdict(received), &numbers))
    }
    guard reply.profile.answersGroups else { return documents }
    let groups = received.groups.filter { !$0.isAcknowledgement && $0.canBeNamed }
    for answer in [GroupAnswer.implementation, .functional] {
      let own = groups.filter { GroupAnswer.to($0).set == answer.set }
      if !own.isEmpty { documents.append(try content(reply, own, answer, &numbers)) }
    }
    return documents
  }

  /// An interchange that is answered, and how.
  private struct Reply {
    let received: ReceivedInterchange
    let profile: PayerProfile
    let ours: InterchangeParty
    let theirs: InterchangeParty

    init(_ received: ReceivedInterchange, _ profile: PayerProfile) {
      self.received = received
      self.profile = profile
      ours =
        profile.ours ?? InterchangeParty(qualifier: received.receiverQualifier, identifier: received.receiver)
      theirs = profile.theirs ?? InterchangeParty(qualifier: received.senderQualifier, identifier: received.sender)
    }

    /// Whether a TA1 is written.
    var hasEnvelope: Bool {
      switch profile.interchangeAnswer {
      case .always: true
      case .requested: received.acknowledgementRequested == "1"
      case .never: false
      }
    }
  }

  private func begin(_ reply: Reply, version: String, number: Int) throws -> InterchangeWriter {
    try InterchangeWriter(
      InterchangeAddress(
        senderQualifier: reply.ours.qualifier ?? "ZZ", sender: reply.ours.identifier,
        receiverQualifier: reply.theirs.qualifier ?? "ZZ", receiver: reply.theirs.identifier, date: date, time: time,
        controlNumber: number, usage: reply.received.usage == "T" ? "T" : "P", version: version),
      delimiters: reply.profile.delimiters, lineEnd: reply.profile.lineEnd)
  }

  private func envelope(
    _ reply: Reply, _ verdict: InterchangeVerdict, _ numbers: inout some ControlNumbers
  ) throws -> OutgoingDocument {
    let received = reply.received
    let number = try numbers.next(.interchange, for: reply.theirs.description)
    var writer = try begin(reply, version: received.version < "00402" ? "00401" : "00501", number: number)
    try writer.write(
      "TA1", ElementValue(nineDigits(received.hasNumber ? received.controlNumber : "0")),
      ElementValue(sixDigits(received.date > 0 ? received.date : date)),
      ElementValue(received.hasTime ? received.time : fourDigits(time)), ElementValue(verdict.code),
      ElementValue(verdict.note))
    return OutgoingDocument(
      kind: "TA1", partner: reply.theirs.description, controlNumber: number, bytes: try writer.finish())
  }

  private func content(
    _ reply: Reply, _ groups: [ReceivedGroup], _ answer: GroupAnswer, _ numbers: inout some ControlNumbers
  ) throws -> OutgoingDocument {
    let partner = reply.theirs.description
    let number = try numbers.next(.interchange, for: partner)
    var writer = try begin(reply, version: answer.namesVersions ? "00501" : "00401", number: number)
    for group in groups {
      try writer.beginGroup(
        "FA", sender: reply.profile.ourApplication ?? group.receiver,
        receiver: reply.profile.theirApplication ?? group.sender,
        controlNumber: try numbers.next(.group, for: partner), version: answer.version)
      try writer.beginSet(answer.set, controlNumber: "0001", version: answer.namesVersions ? answer.version : nil)
      try answer.write(group, to: &writer)
      try writer.endGroup()
    }
    return OutgoingDocument(kind: answer.set, partner: partner, controlNumber: number, bytes: try writer.finish())
  }

  /// TA101 has nine digits.
  private func nineDigits(_ number: String) -> String {
    String(repeating: "0", count: max(0, 9 - number.utf8.count)) + number
  }

  private func fourDigits(_ time: Int) -> String { String(String(time % 10_000 + 10_000).dropFirst()) }

  private func sixDigits(_ date: Int) -> String { String(String(date % 1_000_000 + 1_000_000).dropFirst()) }
}
