// Whatever the bytes: no crash, and no deposit that the file's own controls do not cover.

import BankFiles
import LockboxAdapter
import PaymentEvents
import SeededRandom
import Testing

@Suite struct HostileInputTests {
  static let samples = [
    Array(BAI2Sample.text.utf8), Array(SampleNACHA.claimPayment.text.utf8),
    Array(SampleNACHA.claimPayment.records.joined().utf8),
  ]

  @Test(arguments: samples.indices) func cutAtEveryByte(index: Int) throws {
    let sample = Self.samples[index]
    let whole = try translate(sample).report.deposits
    for length in 0..<sample.count {
      let result = try translate(Array(sample.prefix(length)))
      #expect(result.report.refusal != nil || result.report.deposits == whole, "cut after \(length) bytes")
      #expect(result.report.refusal == nil || result.events.isEmpty)
    }
  }

  @Test func mutationsNeverCrash() throws {
    var random = SeededGenerator(seed: 20_260_302)
    for round in 0..<2_100 {
      var bytes = Self.samples[round % Self.samples.count]
      for _ in 0...random.below(4) { mutate(&bytes, &random) }
      let result = try translate(bytes)
      #expect((result.report.refusal == nil) == (result.report.rejection(digest: "d") == nil))
      #expect(result.events.count == result.report.deposits.count + result.report.returned.count)
      for deposit in try result.deposits() { #expect(deposit.amount.cents > 0) }
    }
  }

  @Test func randomBytesAreRefused() throws {
    var random = SeededGenerator(seed: 7)
    for head in ["", "01,", "101"] {
      let bytes = Array(head.utf8) + (0..<20_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let result = try translate(bytes)
      #expect(result.report.refusal != nil && result.events.isEmpty)
      #expect(result.report.findings.listed.count <= 3 * FindingList.limit)
    }
  }

  @Test(arguments: ["", "01,", "101"]) func aLongRunOfStarsIsRefused(head: String) throws {
    let size = head.isEmpty ? 32 << 20 : 4 << 20
    let result = try translate(Array(head.utf8) + [UInt8](repeating: UInt8(ascii: "*"), count: size))
    #expect(result.report.refusal != nil)
    #expect(result.report.findings.listed.count <= 3 * FindingList.limit)
  }

  @Test func sumsBeyondTheExactRangeAreRefused() throws {
    let record = "16,142,9007199254740991,Z,,,\n"
    let text = BAI2Sample.with("16,475,60000,Z,,CHECK 9/\n", record + record)
    #expect(try translate(text).errors.contains(.amountLimit))
    let turned = "16,142,-9007199254740991,Z,,,\n"
    let within = BAI2Sample.with("16,475,60000,Z,,CHECK 9/\n", turned + record)
      .replacing("49,8205000,11/", with: "49,8145000,12/").replacing("98,8205000,2,15/", with: "98,8145000,2,16/")
      .replacing("99,8205900,2,23/", with: "99,8145900,2,24/")
    let result = try translate(within)
    #expect(result.errors == [.amountLimit] && result.report.refusal?.contains("all amounts") == true)
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let place = random.below(bytes.count)
    switch random.below(6) {
    case 0: bytes[place] = UInt8(random.below(256))
    case 1: bytes[place] = Array("0123456789,/\n \\*".utf8)[random.below(16)]
    case 2: bytes.remove(at: place)
    case 3: bytes.insert(UInt8(random.below(256)), at: place)
    case 4: bytes.removeSubrange(place..<min(bytes.count, place + random.below(120)))
    default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + random.below(120))], at: place)
    }
    if bytes.isEmpty { bytes = [0] }
  }
}
