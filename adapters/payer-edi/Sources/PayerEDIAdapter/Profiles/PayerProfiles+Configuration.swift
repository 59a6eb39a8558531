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
      "trace",
      .section([
        ConfigurationKey(
          "reference", .text, "The qualifier of the header's REF that is the trace number; absent: TRN02."),
        ConfigurationKey("prefixes", .list(.text), "What it may begin with and does not count."),
        ConfigurationKey(
          "leadingZeros", .choice(["keep", "drop"]), default: "keep", "Whether zeros at its beginning count."),
      ]), "Which number of an advice is the one that comes with the money."),
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

  /// Reads the profiles. - Throws: ``ConfigurationError`` with file, line and key of all that is wrong.
  package init(_ configuration: Configuration) throws(ConfigurationError) {
    let (profiles, faults) = PayerProfiles.read(configuration)
    guard faults.isEmpty else { throw ConfigurationError(faults: faults.flatMap(\.faults)) }
    self = profiles
  }

  /// Reads the profiles as far as they can be read, and says all that is wrong with them.
  package static func read(_ configuration: Configuration) -> (profiles: PayerProfiles, faults: [ConfigurationError]) {
    var all: [PayerProfile] = []
    var faults: [ConfigurationError] = []
    for section in configuration.sections("payers") {
      var reader = ProfileReader(section)
      reader.compare(with: all)
      faults += reader.faults
      all.append(reader.profile)
    }
    return (PayerProfiles(all), faults)
  }
}
