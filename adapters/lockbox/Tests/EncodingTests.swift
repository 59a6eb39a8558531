// Events are written byte by byte, and read where they stand: both must come to what the general ways come to.

import BankFiles
import Foundation
import LockboxAdapter
import PaymentEvents
import SeededRandom
import Testing

@Suite struct EncodingTests {
  /// What Foundation makes of the event that the bytes hold.
  private static func slowly(_ event: EncodedEvent) throws -> EncodedEvent {
    event.type == DepositReturned.type
      ? try Event<DepositReturned>(json: event.body).encoded()
      : try Event<DepositReceived>(json: event.body).encoded()
  }

  private static func expectSame(_ bytes: [UInt8], profiles: BankProfiles = BankProfiles()) throws -> Int {
    let events = try translate(bytes, profiles: profiles).events
    for event in events { #expect(try event == slowly(event)) }
    return events.count
  }

  @Test func samplesAreWrittenAsTheEncoderWritesThem() throws {
    var events = 0
    for folder in ["samples", "examples"] {
      let root = Corpus.package.appendingPathComponent("adapters/lockbox/\(folder)")
      for file in try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil) {
        events += try Self.expectSame(Array(Data(contentsOf: file)))
      }
    }
    #expect(events > 15)
  }

  @Test(.enabled(if: Corpus.isPresent), arguments: ["bai2", "ach", "lockbox"])
  func theCorpusIsWrittenAsTheEncoderWritesIt(folder: String) throws {
    for file in Corpus.files(folder) { _ = try Self.expectSame(Array(Data(contentsOf: file))) }
  }

  @Test(arguments: 0..<40) func generatedFilesAreWrittenAsTheEncoderWritesThem(seed: Int) throws {
    let download = GeneratedDownload(seed: seed)
    var map = try #require(MapInference(download.bytes, name: "x")).map
    map.account = "10\"20\\30"
    var events = try Self.expectSame(download.bytes, profiles: BankProfiles(downloads: [map]))
    events += try Self.expectSame(GeneratedBAI2(seed: seed).written())
    events += try Self.expectSame(GeneratedNACHA(seed: seed).written())
    events += try Self.expectSame(GeneratedLockbox(seed: seed).written())
    #expect(events > 0)
  }

  @Test func whatNeedsEscapingIsEscaped() throws {
    let text = BAI2Sample.with(
      "16,475,60000,Z,,CHECK 9/\n", "16,142,60000,Z,A\"B\\,,M\u{FC}LLER \"X\"\n88,\\Y\u{1}Z/\n")
    let counted = text.replacing("49,8205000,11/", with: "49,8205000,12/")
      .replacing("98,8205000,2,15/", with: "98,8205000,2,16/").replacing("99,8205900,2,23/", with: "99,8205900,2,24/")
    #expect(try Self.expectSame(Array(counted.utf8)) > 0)
  }

  /// In pieces of three bytes nothing is whole where it stands, so that all is read the general way.
  @Test(arguments: 0..<60) func itemsAreTheSameHoweverTheyAreRead(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let bai2 = try GeneratedBAI2(seed: seed).written(width: [40, 80, 200][seed % 3])
    let nacha = try GeneratedNACHA(seed: seed).written()
    for round in 0..<12 {
      var (left, right) = (bai2, nacha)
      if round > 0 {
        left[random.below(left.count)] = Array("0123456789,/\n\r \\*\0SVDZ-".utf8)[random.below(23)]
        right[random.below(right.count)] = Array("0123456789 \n\r\u{E9}\0".utf8)[random.below(15)]
      }
      if round % 4 == 3 { left = left.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } }
      let (whole, pieces) = (try readBAI2(left, piece: left.count), try readBAI2(left, piece: 3))
      #expect(whole.elements == pieces.elements && whole.findings == pieces.findings)
      let (wholeACH, piecesACH) = (try readNACHA(right, piece: right.count), try readNACHA(right, piece: 3))
      #expect(wholeACH.elements == piecesACH.elements && wholeACH.findings == piecesACH.findings)
    }
  }

  @Test(arguments: ["49,8205000,11/\n", "03,1234567890,", "98,8205000,2,15/\n", "99,8205900,2,23/\n"])
  func anItemIsTheSameBehindAnyRecord(record: String) throws {
    for item in ["16,142,500,Z,,\n", "16,142,500,Z,R,C,TEXT\n88,MORE\n"] {
      let text = BAI2Sample.text
      let place = try #require(text.range(of: record)?.lowerBound)
      let behind = record.hasSuffix("\n") ? text.range(of: record)?.upperBound ?? place : place
      let bytes = Array((text[..<behind] + item + text[behind...]).utf8)
      let (whole, pieces) = (try readBAI2(bytes, piece: bytes.count), try readBAI2(bytes, piece: 3))
      #expect(whole.elements == pieces.elements && whole.findings == pieces.findings && !whole.findings.isEmpty)
    }
  }

  @Test func downloadsAreTheSameHoweverTheyAreCut() throws {
    for seed in 0..<24 {
      let file = GeneratedDownload(seed: seed)
      var map = try #require(MapInference(file.bytes, name: "x")).map
      map.account = "1020304050"
      var results: [[DelimitedItem]] = []
      for piece in [1, 3, file.bytes.count] {
        var reader = DelimitedReader(map: map)
        var items: [DelimitedItem] = []
        try inPieces(file.bytes, of: piece) { try reader.feed($0) { items.append($0) } }
        try reader.finish { items.append($0) }
        results.append(items)
      }
      #expect(results[0] == results[1] && results[1] == results[2] && !results[0].isEmpty)
    }
  }
}

@Suite struct NACHACharacterTests {
  /// A record of 94 characters that are more bytes and end in blanks keeps its columns.
  @Test func blanksBehindCharactersAreColumns() throws {
    var elements = try GeneratedNACHA(seed: 4).elements
    let values = [
      "immediate destination": " 121140399", "immediate origin": "1210428822", "file creation date": "260302",
      "file creation time": "0715", "file ID modifier": "A", "destination name": "M\u{FC}LLER",
      "origin name": "BANQUE \u{E9}\u{E8}\u{FF}",
    ]
    elements[0] = .file(try NACHAFileHeader(values))
    let once = try rewritten(elements)
    let (read, findings) = try readNACHA(once)
    #expect(findings == [])
    guard case .file(let header) = read[0] else { throw CancellationError() }
    #expect(header.record.text(64...86) == "BANQUE \u{E9}\u{E8}\u{FF}" && header.record.text(41...63) == "M\u{FC}LLER")
    #expect(try rewritten(read) == once)
  }
}

@Suite struct NACHALatin1Tests {
  /// The company's number is valid UTF-8 by itself, its record is not: it is Latin-1 there, and in the control record.
  @Test func aFieldIsReadInTheEncodingOfItsRecord() throws {
    var bytes = try GeneratedNACHA(seed: 0).written()
    let batch = try #require(bytes.firstRange(of: [0x0A, 0x35])).upperBound - 1
    bytes.replaceSubrange((batch + 40)..<(batch + 46), with: [0x31, 0xDF, 0xB0, 0x2E, 0xFF, 0x33])
    let elements = try readNACHA(bytes).elements
    let batches = elements.compactMap { if case .batch(let header) = $0 { header } else { nil } }
    let header = try #require(batches.first)
    #expect(header.companyID.hasPrefix("1\u{DF}\u{B0}.\u{FF}3") && header.record.text(42...43) == "\u{DF}\u{B0}")
    let once = try rewritten(elements)
    #expect(try rewritten(readNACHA(once).elements) == once)
  }
}

@Suite struct NULTests {
  @Test func aNULIsFoundWithItsRecord() throws {
    let bai2 = try translate(BAI2Sample.text.replacing("16,475,60000,Z,,CHECK 9/", with: "16,475,60000,Z,,CHECK\09/"))
    #expect(bai2.errors == [.nul] && bai2.events.isEmpty)
    let place = try #require(bai2.report.findings.listed.first { $0.rule == .nul })
    let lines = BAI2Sample.text.split(separator: "\n")
    #expect(place.record == (lines.firstIndex { $0 == "16,475,60000,Z,,CHECK 9/" } ?? -2) + 1)
    #expect(place.field == "column 22" && place.found == "a NUL")

    var records = SampleNACHA.claimPayment.records
    let entry = try #require(records.firstIndex { $0.hasPrefix("6") })
    var columns = Array(records[entry].utf8)
    columns[60] = 0
    records[entry] = String(decoding: columns, as: UTF8.self)
    for text in [records.joined(separator: "\n"), records.joined()] {
      let findings = try readNACHA(Array(text.utf8)).findings.filter { $0.rule == .nul }
      #expect(findings.map(\.record) == [entry + 1])
    }
  }
}
