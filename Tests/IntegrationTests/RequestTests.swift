// Requests to payers over a real broker: published by billing, written once into payer-edi's outbox.

import AdapterKit
import Foundation
import TestSupport
import Testing

extension StackTests.SampleTests {
  @Test("A claim status request and an eligibility inquiry become a 276 and a 270, once each", .timeLimit(.minutes(1)))
  func requests() async throws {
    let stack = try RunningStack.get()
    let outbox = stack.data.folder.appendingPathComponent("payer-edi/outbox")
    func documents(_ kind: String) -> [String] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: outbox.path)) ?? []
      return names.sorted().filter { $0.contains("-\(kind)-LRK01-") && $0.hasSuffix(".x12") }
    }
    let file = stack.folder.appendingPathComponent("requests.jsonl")
    let requests = [Self.status("STAT-1"), Self.eligibility("ELIG-1")]
    // What comes twice is written once: the second round ends with a request of its own, which comes last.
    for lines in [requests, requests + [Self.status("STAT-2")]] {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      _ = try await stack.succeed(["publish", file.path])
    }
    try await eventually("the last request is written") { documents("276").count >= 2 && !documents("270").isEmpty }
    #expect(documents("276").count == 2 && documents("270").count == 1)
    let texts = try (documents("276") + documents("270")).map {
      try String(contentsOf: outbox.appendingPathComponent($0), encoding: .utf8)
    }
    #expect(texts[0].contains("~TRN*1*STAT-1~") && texts[0].contains("~REF*EJ*PCN-1~"))
    #expect(texts[1].contains("~TRN*1*STAT-2~"))
    #expect(texts[2].contains("~TRN*1*ELIG-1*") && texts[2].contains("~EQ*30~"))
    for text in texts { #expect(text.contains("*ZZ*FERNHOLLOW     *ZZ*LRK01          *")) }
    #expect(try await stack.succeed(["dead-letters", "list", "--json"]).json() as? [String] == [])
  }

  /// The attributes that CloudEvents requires, and no more.
  private static func event(_ id: String, _ type: String, _ data: String) -> String {
    """
    {"specversion":"1.0","id":"\(id)","source":"urn:example:billing","type":"tributary.\(type).v1",\
    "time":"2026-03-02T09:00:00Z","data":\(data)}
    """
  }

  private static let people = """
    "payer":{"identifier":"LRK01"},"provider":{"name":"FERNHOLLOW CLINIC","identifier":"1999999984"},\
    "subscriber":{"lastName":"DOE","firstName":"JANE","birthDate":"1980-02-29","memberIdentifier":"W123"}
    """

  private static func status(_ trace: String) -> String {
    event(
      trace, "claim.status-requested",
      "{\"traceNumber\":\"\(trace)\",\(people),\"patientControlNumber\":\"PCN-1\",\"currency\":\"USD\"}")
  }

  private static func eligibility(_ trace: String) -> String {
    event(trace, "eligibility.requested", "{\"traceNumber\":\"\(trace)\",\(people),\"serviceTypes\":[\"30\"]}")
  }
}
