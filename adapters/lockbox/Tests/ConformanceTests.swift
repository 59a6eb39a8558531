// The lockbox adapter passes the suite of all file adapters, with either of the bank's formats.

import LockboxAdapter
import PaymentEvents
import TestSupport
import Testing

@Suite struct ConformanceTests {
  /// A bank's file stands or falls as a whole: its totals cover all of it, so there are no sets to reject alone.
  private static func conformance(_ good: String, total: Int64) -> FileAdapterConformance {
    FileAdapterConformance(
      translator: { LockboxTranslator(tenant: $0) }, good: Array(good.utf8), goodTotal: total, damaged: nil,
      foreign: Array("ISA*00*          *00*".utf8),
      total: { events in
        try events.map { try Event<DepositReceived>(json: $0.body).data.amount }.total().cents
      })
  }

  private static let formats = [
    conformance(BAI2Sample.text, total: 1_500_00 + 700_00 + 25_00 + 9_00),
    conformance(
      SampleNACHA(entries: [
        SampleEntry(amount: 450_00, trace: 1, addenda: ["05TRN*1*12345*1512345678\\"]),
        SampleEntry(amount: 8_100_01, trace: 2),
      ]).text, total: 8_550_01),
    lockbox,
  ]

  private static let lockbox = {
    let file = GeneratedLockbox(seed: 6)
    let bytes = (try? file.written()) ?? []
    return conformance(String(decoding: bytes, as: UTF8.self), total: file.total)
  }()

  @Test(arguments: formats.indices) func outputIsDeterministic(_ format: Int) async throws {
    try await Self.formats[format].outputIsDeterministic()
  }

  @Test(arguments: formats.indices) func envelopesAreWhole(_ format: Int) async throws {
    try await Self.formats[format].envelopesAreWhole()
  }

  @Test(arguments: formats.indices) func amountsAreConserved(_ format: Int) async throws {
    try await Self.formats[format].amountsAreConserved()
  }

  @Test(arguments: formats.indices) func foreignBytesAreRejected(_ format: Int) async throws {
    try await Self.formats[format].foreignBytesAreRejected()
  }

  @Test(arguments: formats.indices) func anErrorOfTheConsumerStopsIt(_ format: Int) async throws {
    try await Self.formats[format].anErrorOfTheConsumerStopsIt()
  }

  @Test(arguments: formats.indices) func theSameFileTwice(_ format: Int) async throws {
    try await Self.formats[format].theSameFileTwiceGivesNoSecondEvent()
  }
}
