// From files to `deposit.received`: what becomes an event, what is kept, and that it is the same every time.

import BankFiles
import Foundation
import LockboxAdapter
import PaymentEvents
import Testing

@Suite struct BAI2DepositTests {
  @Test func creditsBecomeDeposits() throws {
    let result = try translate(BAI2Sample.text)
    let deposits = try result.deposits()
    #expect(deposits.map(\.amount.cents) == [150_000, 70_000, 2_500, 900])
    #expect(deposits.map(\.kind) == [.ach, .check, .wire, .other])
    #expect(deposits.map(\.valueDate.iso) == ["2026-03-03", "2026-03-01", "2026-03-01", "2026-03-01"])
    #expect(deposits.map(\.account) == ["1234567890", "1234567890", "1234567890", "777"])
    #expect(deposits.map(\.currency) == ["USD", "USD", "USD", "CAD"])
    #expect(deposits.map(\.source.recordRange) == [[6, 6], [7, 9], [11, 11], [19, 19]])
    #expect(deposits[0].traceNumber == "0012345" && deposits[0].traceOriginator == "1512345678")
    #expect(deposits[0].reference == "BR77" && deposits[0].typeCode == "142" && deposits[0].format == "bai2")
    #expect(result.events.map(\.subject) == ["0012345", "BR78", "WIRE1", "bai2 record 19"])
    #expect(deposits[1].text == "LOCKBOX 4711, NORTH / SOUTH\n/SECOND LINE")
  }

  @Test func nothingIsDroppedSilently() throws {
    let report = try translate(BAI2Sample.text).report
    #expect(report.refusal == nil && report.format == .bai2)
    #expect(report.deposits.count == 4 && report.deposits.total.cents == 223_400)
    #expect(report.debits.count == 1 && report.debits.total.cents == 60_000)
    #expect(report.kept.map(\.reason) == [.debit, .returnedItem, .noMoney])
    #expect(report.kept.map(\.place.record) == [10, 12, 20])
    #expect(report.keptCounts == [.debit: 1, .returnedItem: 1, .noMoney: 1])
    #expect(report.accounts[AccountKey(account: "1234567890", currency: "USD")]?.total.cents == 222_500)
    #expect(report.accounts[AccountKey(account: "777", currency: "CAD")]?.count == 1)
  }

  @Test func itemsOfADepositAreNotDepositedAgain() throws {
    let text = account(["16,116,300,Z,,,A", "16,115,500,Z,,,", "16,116,200,Z,,,B"], total: 1_000)
    let result = try translate(text)
    #expect(try result.deposits().map(\.amount.cents) == [500])
    #expect(result.report.kept.map(\.reason) == [.itemOfDeposit, .itemOfDeposit])
    let alone = try translate(account(["16,116,300,Z,,,A", "16,116,200,Z,,,B"], total: 500))
    #expect(try alone.deposits().map(\.amount.cents) == [300, 200])
  }

  @Test(arguments: [
    ("16,110,500,Z,,,", KeptItem.Reason.summaryCode), ("16,890,500,Z,,,", .notAMovement),
    ("16,142,-500,Z,,,", .negativeAmount), ("16,255,500,Z,,,", .returnedItem), ("16,142,,Z,,,", .noMoney),
  ])
  func itemsThatAreNoDepositsAreKept(record: String, reason: KeptItem.Reason) throws {
    let total = record.contains("-500") ? -500 : record.contains("500") ? 500 : 0
    let result = try translate(account([record], total: total))
    #expect(result.events.isEmpty && result.report.refusal == nil)
    #expect(result.report.kept.map(\.reason) == [reason])
  }

  @Test(arguments: ["2", "3", "4"]) func groupsThatChangeEarlierOnesAreKept(status: String) throws {
    let result = try translate(account(["16,142,500,Z,,,"], total: 500).replacing(",O,1,", with: ",O,\(status),"))
    #expect(result.events.isEmpty && result.report.kept.map(\.reason) == [.groupStatus])
  }

  @Test func unknownCreditCodesAreDeposits() throws {
    let deposits = try translate(account(["16,397,5,Z,,,", "16,931,6,Z,,,"], total: 11)).deposits()
    #expect(deposits.map(\.kind) == [.other, .other] && deposits.map(\.typeCode) == ["397", "931"])
  }

  @Test func datesFallBack() throws {
    let text = account(["16,142,500,Z,,,"], total: 500)
    let noAsOf = try translate(text.replacing("1,260301", with: "1,"))
    #expect(try noAsOf.deposits().map(\.valueDate.iso) == ["2026-03-02"])
    let none = try translate(text.replacing("1,260301", with: "1,").replacing("260302,", with: ","))
    #expect(none.errors == [.noDate] && none.events.isEmpty)
  }

  /// Banks' files are sometimes handed over joined: each says which one it was, so that one told twice is noticed.
  @Test func aFileThatHoldsItselfTwiceSaysSo() throws {
    let text = account(["16,142,500,Z,REF,,"], total: 500)
    let deposits = try translate(text + "\n" + text).deposits()
    #expect(deposits.map(\.source.fileNumber) == [nil, 2])
    #expect(deposits.map(\.reference) == ["REF", "REF"])
  }

  /// A file of one account with these records and their sum.
  private func account(_ records: [String], total: Int) -> String {
    let count = records.count
    return
      (["01,S,R,260302,0715,1,,,2/", "02,R,O,1,260301,,,/", "03,12345/"] + records
      + ["49,\(total),\(count + 2)/", "98,\(total),1,\(count + 4)/", "99,\(total),1,\(count + 6)/"])
      .joined(separator: "\n")
  }
}

@Suite struct NACHADepositTests {
  @Test func aClaimPaymentIsADeposit() throws {
    let result = try translate(SampleNACHA.claimPayment.text)
    let event = try Event<DepositReceived>(json: try #require(result.events.first).body)
    #expect(event.data.amount.cents == 123_456 && event.data.kind == .ach && event.data.currency == "USD")
    #expect(event.data.traceNumber == "0012345" && event.data.traceOriginator == "1512345678")
    #expect(event.data.payer == .init(name: "HEALTH PAYER", identifier: "1512345678"))
    #expect(event.data.account == "987654321" && event.data.reference == "121042880000001")
    #expect(event.data.valueDate.iso == "2026-03-03" && event.data.typeCode == "22")
    #expect(event.data.source.recordRange == [3, 4])
    #expect(event.context.time.rfc3339 == "2026-03-02T07:15:00Z" && event.context.source == "/adapters/lockbox")
    #expect(event.context.subject == "0012345")
  }

  @Test func aFileThatHoldsItselfTwiceSaysSo() throws {
    let text = SampleNACHA.claimPayment.text
    #expect(try translate(text + text).deposits().map(\.source.fileNumber) == [nil, 2])
  }

  @Test func otherEntriesAreKept() throws {
    var file = SampleNACHA.claimPayment
    file.serviceClass = "200"
    file.entries = [
      SampleEntry(code: "27", amount: 5), SampleEntry(code: "33", amount: 0), SampleEntry(code: "24", amount: 0),
      SampleEntry(code: "21", amount: 7, addenda: ["99R01"]), SampleEntry(code: "26", amount: 0, addenda: ["98C01"]),
      SampleEntry(code: "32", amount: 9), SampleEntry(code: "42", amount: 10), SampleEntry(code: "52", amount: 11),
    ]
    let result = try translate(file.text)
    #expect(result.report.kept.map(\.reason) == [.debit, .prenote, .noMoney, .returnedItem, .notificationOfChange])
    #expect(try result.deposits().map(\.amount.cents) == [9, 10, 11])
    #expect(result.report.debits.total.cents == 5 && result.report.otherCredits.total.cents == 7)
  }

  @Test func theSettlementDayStandsInForTheEffectiveDate() throws {
    var file = SampleNACHA.claimPayment
    (file.effective, file.settlement) = ("      ", "063")
    #expect(try translate(file.text).deposits().map(\.valueDate.iso) == ["2026-03-04"])
    (file.settlement, file.created) = ("002", "2612310715")
    #expect(try translate(file.text).deposits().map(\.valueDate.iso) == ["2027-01-02"])
    (file.settlement, file.created) = ("   ", "2612310715")
    #expect(try translate(file.text).deposits().map(\.valueDate.iso) == ["2026-12-31"])
    file.created = "      0715"
    #expect(try translate(file.text).errors == [.noDate])
  }

  @Test func textHasALimit() throws {
    var file = SampleNACHA.claimPayment
    file.entries[0].addenda = Array(repeating: "05" + String(repeating: "X", count: 80), count: 205)
    #expect(try translate(file.text).deposits().first?.text?.count == 16_384)
  }
}

@Suite struct DepositTranslatorTests {
  @Test func theSameBytesGiveTheSameEvents() throws {
    for text in [BAI2Sample.text, SampleNACHA.claimPayment.text] {
      let (first, second) = (try translate(text), try translate(text))
      #expect(first.events == second.events && first.report == second.report && !first.events.isEmpty)
      #expect(Set(first.events.map(\.id)).count == first.events.count)
    }
  }

  @Test func tenantsAndFilesHaveTheirOwnIdentities() throws {
    let text = BAI2Sample.text
    let ids = try translate(text).events.map(\.id)
    let others = try translate(Array(text.utf8), tenant: "hospital").events.map(\.id)
    let same = try translate(text + "\n").events.map(\.id)
    #expect(Set(ids).isDisjoint(with: others) && Set(ids).isDisjoint(with: same))
  }

  @Test func anIdentityIsMadeOfTenantDigestAndRecord() throws {
    let bytes = Array(SampleNACHA.claimPayment.text.utf8)
    let event = try #require(try translate(bytes).events.first)
    let id = EventID(
      tenant: "clinic", digest: digest(bytes), position: "nacha record 3", type: "tributary.deposit.received.v1")
    #expect(event.id == id.text && event.type == DepositReceived.type && event.correlationID == digest(bytes))
  }

  @Test func aWrongTotalRefusesTheWholeFile() throws {
    let result = try translate(BAI2Sample.with("98,900,1,6/", "98,901,1,5/"))
    #expect(result.events.isEmpty && result.report.deposits.count == 0 && result.report.kept.isEmpty)
    #expect(result.errors == [.bai2GroupTotal, .bai2GroupRecords, .bai2FileTotal])
    let rejection = try #require(result.report.rejection(digest: "abc"))
    #expect(rejection.findings.count == 3 && rejection.findingCount == 3 && rejection.scope == "file")
    #expect(rejection.format == "bai2" && rejection.findings.first?.segment == 22)
    #expect(rejection.reason.contains("bai2.group-total") && rejection.reason.contains("expected 900, found 901"))
  }

  @Test(arguments: ["", "ISA*00*", "00,1", "hello", "102 ", "01;x"]) func otherFormatsAreRefused(text: String) throws {
    let result = try translate(text)
    #expect(result.report.format == .unknown && result.events.isEmpty)
    #expect(result.errors == [text.isEmpty ? .emptyFile : .unknownFormat])
    #expect(result.report.refusal?.contains("'01,' (BAI2), '101' (NACHA)") == true)
  }

  @Test func aByteOrderMarkAndBlankLinesBeforeDoNotMatter() throws {
    #expect(try translate("\u{FEFF}" + BAI2Sample.text).events.count == 4)
    #expect(try translate("\r\n\n" + BAI2Sample.text).events.count == 4)
    #expect(try translate("\n" + SampleNACHA.claimPayment.text).events.count == 1)
    #expect(try translate("\u{FEFF}" + SampleNACHA.claimPayment.text).events.count == 1)
  }

  @Test func aFileThatChangesMeanwhileIsNoticed() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("lockbox-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    // Longer than one piece, so that the second reading meets the change.
    let long = (0..<200).map { _ in BAI2Sample.text }.joined()
    try Data(long.utf8).write(to: file)
    var isChanged = false
    #expect(throws: TranslationError.fileChanged) {
      _ = try DepositTranslator(tenant: "clinic").translate(file: file, digest: "d") { _ in
        if !isChanged { try Data((long + BAI2Sample.text).utf8).write(to: file) }
        isChanged = true
      }
    }
  }

  @Test func whatEmittingThrowsEndsTheTranslation() throws {
    struct Stop: Error {}
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("lockbox-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(BAI2Sample.text.utf8).write(to: file)
    #expect(throws: Stop.self) {
      _ = try DepositTranslator(tenant: "clinic").translate(file: file, digest: "d") { _ in throw Stop() }
    }
    #expect(throws: (any Error).self) { _ = try translate(file: file.appendingPathComponent("none"), digest: "d") }
  }
}
