// Payer profiles are read from configuration; what is wrong is named with file, line and key.

import AdapterKit
import Foundation
import PayerEDIAdapter
import TestSupport
import Testing
import X12

@Suite struct ProfileConfigurationTests {
  private func read(_ yaml: String) async throws -> PayerProfiles {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("config.yaml")
      try Data(yaml.utf8).write(to: file)
      return try PayerProfiles(Configuration(file: file, keys: PayerEDIWorker.keys))
    }
  }

  private static func asked(key: String, name: String = "C") -> String {
    "{key: \(key), identifiers: [X], address: {ours: A, theirs: B}, submitter: {name: \(name)}}"
  }

  @Test func `The file of this repository is right`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../config.yaml")
      .standardizedFileURL
    let profiles = try PayerProfiles(Configuration(file: file, keys: PayerEDIWorker.keys))
    #expect(profiles.profile(payer: "LRK01")?.submitter?.name == "Fernhollow Clinic")
  }

  @Test func `All keys`() async throws {
    let profiles = try await read(
      """
      payers:
        - key: larkspur
          senders: ["ZZ:LARKSPUR", LRK]
          identifiers: ["60054"]
          allows: [empty-amounts, short-dates]
          trace: {reference: CK, prefixes: [EFT], leadingZeros: drop}
          acknowledge: {interchanges: requested, groups: never}
          address:
            ours: "30:990000001"
            theirs: CLEARING
            ourApplication: RIVER
            theirApplication: CLEAR
            usage: T
          submitter: {name: RIVERSIDE CLINIC}
          separators: {element: "|", component: ">", repetition: "0x1F", segment: "0x1C", lineEnd: crlf}
        - key: quillstone
      """)
    let profile = try #require(profiles.all.first)
    #expect(profile.key == "larkspur" && profile.identifiers == ["60054"])
    #expect(profile.senders.map(\.description) == ["ZZ:LARKSPUR", "LRK"])
    #expect(
      profile.submitter
        == .init(name: "RIVERSIDE CLINIC", identifier: "990000001", traceOriginator: "9990000001"))
    #expect(profile.trace.reference == "CK" && profile.trace.prefixes == ["EFT"] && profile.trace.dropsZeros)
    #expect(profile.allows == [.emptyAmounts, .shortDates])
    #expect(profile.interchangeAnswer == .requested && !profile.answersGroups && profile.usage == "T")
    #expect(profile.ours?.description == "30:990000001" && profile.theirs?.description == "CLEARING")
    #expect(profile.ourApplication == "RIVER" && profile.theirApplication == "CLEAR")
    #expect(profile.delimiters == Delimiters(element: 0x7C, component: 0x3E, repetition: 0x1F, segment: 0x1C))
    #expect(profile.lineEnd == [13, 10])
    var usual = PayerProfile()
    usual.key = "quillstone"
    #expect(profiles.all.last == usual && profiles.profile(payer: "60054")?.key == "larkspur")
  }

  @Test func `All that is wrong is named at once`() async throws {
    let yaml = """
      payers:
        - key: a
          senders: ["ZZZ:B", "01:C"]
          trace: {reference: LONG}
          separators: {element: A}
        - key: a
          senders: [C]
          identifiers: [X]
      """
    let faults = try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("config.yaml")
      try Data(yaml.utf8).write(to: file)
      return PayerEDIWorker.faults(try Configuration(file: file, keys: PayerEDIWorker.keys)).map(\.description)
    }
    let places = faults.map { $0.split(separator: ": ").prefix(2).joined(separator: ": ") }
    #expect(
      places == [
        "config.yaml:3: payers[0].senders", "config.yaml:4: payers[0].trace.reference",
        "config.yaml:5: payers[0].separators.element", "config.yaml:6: payers[1].address",
        "config.yaml:6: payers[1].submitter.name", "config.yaml:6: payers[1].key", "config.yaml:7: payers[1].senders",
      ])
  }

  @Test(arguments: [
    ("payers:\n  - key: a\n    sender: [B]", "config.yaml:3: payers[0].sender: there is no such key"),
    (
      "payers:\n  - key: a\n    allows:\n      - empty-amount",
      "config.yaml:4: payers[0].allows[0]: expected one of empty-amounts, written-amounts,"
    ),
    ("payers:\n  - senders: [B]", "config.yaml:2: payers[0].key: is missing"),
    ("payers:\n  - key: a\n  - key: a", "config.yaml:3: payers[1].key: there is another profile of a"),
    ("payers:\n  - key: a\n    senders: [\"ZZZ:B\"]", "config.yaml:3: payers[0].senders: 'ZZZ:B' is no identifier"),
    (
      "payers:\n  - key: a\n    senders: [B]\n  - key: b\n    senders: [\"01:B\"]",
      "config.yaml:5: payers[1].senders: another payer has 01:B"
    ),
    (
      "payers:\n  - \(asked(key: "a"))\n  - \(asked(key: "b"))",
      "config.yaml:3: payers[1].identifiers: another payer has X"
    ),
    ("payers:\n  - key: a\n    identifiers: [X]", "config.yaml:2: payers[0].address: requests need ours and theirs"),
    (
      "payers:\n  - \(asked(key: "a", name: "''"))",
      "config.yaml:2: payers[0].submitter.name: requests need our name"
    ),
    (
      "payers:\n  - key: a\n    separators:\n      element: A",
      "config.yaml:4: payers[0].separators.element: 'A' cannot separate"
    ),
    ("payers:\n  - key: a\n    separators: {element: \":\"}", "config.yaml:3: payers[0].separators: two are the same"),
    ("payers:\n  - key: a\n    acknowledge: {groups: no}", "config.yaml:3: payers[0].acknowledge.groups: expected"),
  ])
  func `What is wrong is named`(yaml: String, error: String) async throws {
    do {
      _ = try await read(yaml)
      Issue.record("\(error) was expected")
    } catch let found as ConfigurationError {
      #expect(found.description.hasPrefix(error), "\(found)")
    }
  }
}
