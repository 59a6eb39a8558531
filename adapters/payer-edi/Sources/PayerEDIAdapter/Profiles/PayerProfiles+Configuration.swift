// Payer profiles as configuration: `payers` in `adapters/payer-edi/config.yaml`.

import AdapterKit
import X12

extension PayerProfiles {
  /// The keys, besides those of every file adapter.
  package static let keys: [ConfigurationKey] = [
    ConfigurationKey("payers", .list(.section(payer)), "What is agreed with payers and clearinghouses.")
  ]

  private static let payer: [ConfigurationKey] = [
    ConfigurationKey("key", .text, "The payer's key in config/payers.yaml."),
    ConfigurationKey("senders", .list(.text), "Who sends in its name: ISA06, or ISA05:ISA06."),
    ConfigurationKey("identifiers", .list(.text), "Payer ids by which requests name it."),
    ConfigurationKey(
      "allows", .list(.choice(Relaxation.allCases.map(\.rawValue))),
      "What its advices may get wrong, by name. Each use is a finding."),
    ConfigurationKey(
      "acknowledge",
      .section([
        ConfigurationKey(
          "interchanges", .choice(PayerProfile.InterchangeAnswer.allCases.map(\.rawValue)), default: "always",
          "When a TA1 is written: for each interchange, where ISA14 asks for it, or never."),
        ConfigurationKey(
          "groups", .choice(["always", "never"]), default: "always", "Whether groups get a 999, or a 997 for 4010."),
      ]), "What it wants answered."),
    ConfigurationKey(
      "address",
      .section([
        ConfigurationKey("ours", .text, "ISA06 of what we write, or ISA05:ISA06; absent: as we were written to."),
        ConfigurationKey("theirs", .text, "ISA08, or ISA07:ISA08; absent: as they wrote."),
        ConfigurationKey("ourApplication", .text, "GS02; absent: as we were written to, else ISA06."),
        ConfigurationKey("theirApplication", .text, "GS03; absent: as they wrote, else ISA08."),
        ConfigurationKey("usage", .choice(["P", "T"]), default: "P", "ISA15 of requests: production or test."),
      ]), "Identifiers in what we write."),
    ConfigurationKey(
      "submitter",
      .section([
        ConfigurationKey("name", .text, "NM103 of NM1*41."),
        ConfigurationKey("identifier", .text, "NM109 of NM1*41; absent: ISA06."),
        ConfigurationKey("traceOriginator", .text, "TRN03, ten characters; absent: 9 and ISA06 filled up with 0."),
      ]), "Who asks, in requests."),
    ConfigurationKey(
      "separators",
      .section([
        ConfigurationKey("element", .text, default: "*", "Between elements: a character, or its code as 0x1D."),
        ConfigurationKey("component", .text, default: ":", "ISA16."),
        ConfigurationKey("repetition", .text, default: "^", "ISA11, from version 00402 on."),
        ConfigurationKey("segment", .text, default: "~", "Behind each segment."),
        ConfigurationKey(
          "lineEnd", .choice(["none", "lf", "crlf"]), default: "none", "What follows each segment, for people."),
      ]), "Separators in what we write."),
  ]

  /// Reads the profiles. - Throws: ``ConfigurationError`` with file, line and key.
  package init(_ configuration: Configuration) throws(ConfigurationError) {
    self.init()
    for section in configuration.sections("payers") {
      let profile = try PayerProfile(section)
      try refuseTwice(profile, section)
      all.append(profile)
    }
  }

  private func refuseTwice(_ profile: PayerProfile, _ section: Configuration) throws(ConfigurationError) {
    if all.contains(where: { $0.key == profile.key }) {
      throw section.fault("key", "there is another profile of \(profile.key); make one of the two")
    }
    let senders = all.flatMap(\.senders)
    if let sender = profile.senders.first(where: { own in senders.contains { own.overlaps($0) } }) {
      throw section.fault("senders", "another payer has \(sender), too: a sender decides on the profile")
    }
    let identifiers = Set(all.flatMap(\.identifiers))
    if let identifier = profile.identifiers.first(where: identifiers.contains) {
      throw section.fault("identifiers", "another payer has \(identifier), too: a request would be for either")
    }
  }
}

extension InterchangeParty {
  /// Whether an interchange may be from both.
  fileprivate func overlaps(_ other: InterchangeParty) -> Bool {
    identifier == other.identifier && (qualifier == nil || other.qualifier == nil || qualifier == other.qualifier)
  }
}

extension PayerProfile {
  fileprivate init(_ section: Configuration) throws(ConfigurationError) {
    self.init()
    key = section.text("key")
    guard !key.isEmpty else { throw section.fault("key", "is missing: the payer's key in config/payers.yaml") }
    for text in section.texts("senders") { senders.append(try PayerProfile.party(text, "senders", section)) }
    identifiers = section.texts("identifiers")
    allows = Set(section.texts("allows").compactMap(Relaxation.init(rawValue:)))
    interchangeAnswer = InterchangeAnswer(rawValue: section.text("acknowledge.interchanges")) ?? .always
    answersGroups = section.text("acknowledge.groups") != "never"
    if let text = section.optionalText("address.ours") {
      ours = try PayerProfile.party(text, "address.ours", section)
    }
    if let text = section.optionalText("address.theirs") {
      theirs = try PayerProfile.party(text, "address.theirs", section)
    }
    ourApplication = try PayerProfile.application("address.ourApplication", section)
    theirApplication = try PayerProfile.application("address.theirApplication", section)
    usage = section.text("address.usage")
    if !identifiers.isEmpty { submitter = try readSubmitter(section) }
    try readSeparators(section)
  }

  private static func party(
    _ text: String, _ key: String, _ section: Configuration
  ) throws(ConfigurationError) -> InterchangeParty {
    if let party = InterchangeParty(text) { return party }
    throw section.fault(
      key, "'\(text)' is no identifier of an interchange: 1 to 15 characters, or ZZ: with the qualifier before them")
  }

  private static func application(_ key: String, _ section: Configuration) throws(ConfigurationError) -> String? {
    guard let text = section.optionalText(key) else { return nil }
    guard (2...15).contains(text.utf8.count) else { throw section.fault(key, "expected 2 to 15 characters") }
    return text
  }

  /// A payer that requests may name needs all that is written into them.
  private func readSubmitter(_ section: Configuration) throws(ConfigurationError) -> Submitter {
    guard let ours, theirs != nil else {
      throw section.fault("address", "requests need ours and theirs; add them, or leave identifiers out")
    }
    let name = section.text("submitter.name")
    guard (1...60).contains(name.utf8.count) else {
      throw section.fault("submitter.name", "requests need our name, 1 to 60 characters; or leave identifiers out")
    }
    let filled = "9" + (ours.identifier.filter { $0 != " " } + "000000000").prefix(9)
    let originator = section.optionalText("submitter.traceOriginator") ?? filled
    guard originator.utf8.count == 10 else {
      throw section.fault("submitter.traceOriginator", "expected ten characters, for instance 1 and the tax id")
    }
    return Submitter(
      name: name, identifier: section.optionalText("submitter.identifier") ?? ours.identifier,
      traceOriginator: originator)
  }

  private mutating func readSeparators(_ section: Configuration) throws(ConfigurationError) {
    delimiters.element = try PayerProfile.separator("element", section)
    delimiters.component = try PayerProfile.separator("component", section)
    delimiters.repetition = try PayerProfile.separator("repetition", section)
    delimiters.segment = try PayerProfile.separator("segment", section)
    let all = [delimiters.element, delimiters.component, delimiters.repetition ?? 0, delimiters.segment]
    guard Set(all).count == all.count else { throw section.fault("separators", "two are the same") }
    lineEnd = ["lf": [0x0A], "crlf": [0x0D, 0x0A]][section.text("separators.lineEnd")] ?? []
  }

  private static func separator(_ name: String, _ section: Configuration) throws(ConfigurationError) -> UInt8 {
    let text = section.text("separators.\(name)")
    let byte =
      text.hasPrefix("0x") ? UInt8(text.dropFirst(2), radix: 16) : text.utf8.count == 1 ? text.utf8.first : nil
    guard let byte, byte > 0, byte < 0x7F, byte != ASCII.space, !ASCII.isAlphanumeric(byte), !ASCII.isLineEnd(byte)
    else {
      throw section.fault(
        "separators.\(name)", "'\(text)' cannot separate: one character, or 0x and its code, no letter, digit or space")
    }
    return byte
  }
}
