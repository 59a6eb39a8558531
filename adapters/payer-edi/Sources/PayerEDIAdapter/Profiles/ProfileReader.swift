// One payer's profile out of configuration, with all that is wrong with it and not only the first thing.

import AdapterKit
import X12

/// Reads a section of `payers`.
struct ProfileReader {
  private let section: Configuration
  private(set) var profile = PayerProfile()
  /// What is wrong, with file, line and key.
  private(set) var faults: [ConfigurationError] = []

  init(_ section: Configuration) {
    self.section = section
    profile.key = section.text("key")
    if profile.key.isEmpty { fault("key", "is missing: the payer's key in config/payers.yaml") }
    profile.senders = section.texts("senders").compactMap { party($0, "senders") }
    profile.identifiers = section.texts("identifiers")
    profile.allows = Set(section.texts("allows").compactMap(Relaxation.init(rawValue:)))
    profile.interchangeAnswer =
      PayerProfile.InterchangeAnswer(rawValue: section.text("acknowledge.interchanges")) ?? .always
    profile.answersGroups = section.text("acknowledge.groups") != "never"
    readAddress()
    readTrace()
    if !profile.identifiers.isEmpty { readSubmitter() }
    readSeparators()
  }

  /// What is wrong beside other profiles.
  mutating func compare(with others: [PayerProfile]) {
    if !profile.key.isEmpty, others.contains(where: { $0.key == profile.key }) {
      fault("key", "there is another profile of \(profile.key); make one of the two")
    }
    let senders = others.flatMap(\.senders)
    if let sender = profile.senders.first(where: { own in senders.contains { own.overlaps($0) } }) {
      fault("senders", "another payer has \(sender), too: a sender decides on the profile")
    }
    let identifiers = Set(others.flatMap(\.identifiers))
    if let identifier = profile.identifiers.first(where: identifiers.contains) {
      fault("identifiers", "another payer has \(identifier), too: a request would be for either")
    }
  }

  private mutating func fault(_ key: String, _ what: String) { faults.append(section.fault(key, what)) }

  private mutating func readAddress() {
    profile.ours = section.optionalText("address.ours").flatMap { party($0, "address.ours") }
    profile.theirs = section.optionalText("address.theirs").flatMap { party($0, "address.theirs") }
    profile.ourApplication = application("address.ourApplication")
    profile.theirApplication = application("address.theirApplication")
    profile.usage = section.text("address.usage")
  }

  private mutating func party(_ text: String, _ key: String) -> InterchangeParty? {
    if let party = InterchangeParty(text) { return party }
    fault(
      key, "'\(text)' is no identifier of an interchange: 1 to 15 characters, or ZZ: with the qualifier before them")
    return nil
  }

  private mutating func application(_ key: String) -> String? {
    guard let text = section.optionalText(key) else { return nil }
    if !(2...15).contains(text.utf8.count) { fault(key, "expected 2 to 15 characters") }
    return text
  }

  private mutating func readTrace() {
    profile.trace.reference = section.optionalText("trace.reference")
    if let reference = profile.trace.reference, !(1...3).contains(reference.utf8.count) {
      fault("trace.reference", "'\(reference)' is no qualifier of a REF: expected one to three characters")
    }
    profile.trace.prefixes = section.texts("trace.prefixes")
    if profile.trace.prefixes.contains("") { fault("trace.prefixes", "one is empty; leave it out") }
    profile.trace.dropsZeros = section.text("trace.leadingZeros") == "drop"
  }

  /// A payer that requests may name needs all that is written into them.
  private mutating func readSubmitter() {
    if section.optionalText("address.ours") == nil || section.optionalText("address.theirs") == nil {
      fault("address", "requests need ours and theirs; add them, or leave identifiers out")
    }
    let name = section.text("submitter.name")
    if !(1...60).contains(name.utf8.count) {
      fault("submitter.name", "requests need our name, 1 to 60 characters; or leave identifiers out")
    }
    let own = profile.ours?.identifier ?? ""
    let filled = "9" + (own.filter { $0 != " " } + "000000000").prefix(9)
    let originator = section.optionalText("submitter.traceOriginator") ?? filled
    if originator.utf8.count != 10 {
      fault("submitter.traceOriginator", "expected ten characters, for instance 1 and the tax id")
    }
    profile.submitter = PayerProfile.Submitter(
      name: name, identifier: section.optionalText("submitter.identifier") ?? own, traceOriginator: originator)
  }

  private mutating func readSeparators() {
    let before = faults.count
    let usual = Delimiters.usual
    profile.delimiters.element = separator("element") ?? usual.element
    profile.delimiters.component = separator("component") ?? usual.component
    profile.delimiters.repetition = separator("repetition") ?? usual.repetition
    profile.delimiters.segment = separator("segment") ?? usual.segment
    let own = profile.delimiters
    let all = [own.element, own.component, own.repetition ?? 0, own.segment]
    if faults.count == before, Set(all).count < all.count { fault("separators", "two are the same") }
    profile.lineEnd = ["lf": [0x0A], "crlf": [0x0D, 0x0A]][section.text("separators.lineEnd")] ?? []
  }

  private mutating func separator(_ name: String) -> UInt8? {
    let text = section.text("separators.\(name)")
    let byte =
      text.hasPrefix("0x") ? UInt8(text.dropFirst(2), radix: 16) : text.utf8.count == 1 ? text.utf8.first : nil
    if let byte, byte > 0, byte < 0x7F, byte != ASCII.space, !ASCII.isAlphanumeric(byte), !ASCII.isLineEnd(byte) {
      return byte
    }
    fault(
      "separators.\(name)", "'\(text)' cannot separate: one character, or 0x and its code, no letter, digit or space")
    return nil
  }
}

extension InterchangeParty {
  /// Whether an interchange may be from both.
  fileprivate func overlaps(_ other: InterchangeParty) -> Bool {
    identifier == other.identifier && (qualifier == nil || other.qualifier == nil || qualifier == other.qualifier)
  }
}
