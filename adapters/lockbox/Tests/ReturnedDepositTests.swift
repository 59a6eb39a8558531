// What the bank takes back becomes `deposit.returned`, and nothing else does.

import BankFiles
import LockboxAdapter
import PaymentEvents
import Testing

@Suite struct ReturnedDepositTests {
  private func nacha(
    _ entry: SampleEntry, entryClass: String = "PPD", description: String = "PAYMENT"
  ) throws -> Translated {
    var sample = SampleNACHA(entries: [entry])
    (sample.serviceClass, sample.entryClass, sample.description) = ("200", entryClass, description)
    return try translate(sample.text)
  }

  @Test func anACHReturnNamesTheEntryThatItReturns() throws {
    let result = try nacha(
      SampleEntry(code: "26", amount: 4_200, addenda: ["99R01091000012000001      09100001INSUFFICIENT"]))
    let returned = try #require(try result.returns().first)
    #expect(returned.kind == .return && returned.reason == "R01" && returned.amount.cents == 4_200)
    #expect(returned.originalReference == "091000012000001" && returned.account == "987654321")
    #expect(returned.payerIdentifier == "1512345678" && result.report.returned.count == 1)
    #expect(result.events.map(\.type) == [DepositReturned.type])
  }

  @Test func aReversalNamesItsPayerAndTrace() throws {
    let entry = SampleEntry(code: "27", amount: 4_200, addenda: ["05TRN*1*0012345*1512345678\\"])
    let returned = try #require(
      try nacha(entry, entryClass: "CCD", description: "REVERSAL").returns().first)
    #expect(returned.kind == .reversal && returned.traceNumber == "0012345")
    #expect(try nacha(entry, entryClass: "CCD").returns().isEmpty, "any other debit is not ours to undo")
  }

  @Test func whatMovesNoMoneyOfOursIsKept() throws {
    let dishonored = SampleEntry(
      code: "26", amount: 4_200, addenda: ["99R69091000012000001      09100001   12104288000000106201"])
    #expect(try nacha(dishonored).report.keptCounts == [.returnedItem: 1])
    let ofOurCredit = SampleEntry(code: "21", amount: 4_200, addenda: ["99R03091000012000001      09100001"])
    #expect(try nacha(ofOurCredit).report.keptCounts == [.returnedItem: 1])
  }

  @Test func bai2TakesBackChecksAndPayments() throws {
    let text = BAI2Sample.with("16,475,60000,Z,,CHECK 9/", "16,555,60000,Z,RT9,88123,NSF/")
    let result = try translate(text)
    let returned = try #require(try result.returns().first)
    #expect(returned.kind == .return && returned.originalReference == "88123" && returned.reference == "RT9")
    #expect(returned.valueDate.iso == "2026-03-01" && returned.account == "1234567890" && returned.text == "NSF")
    let reversed = try translate(BAI2Sample.with("16,475,60000", "16,558,60000")).returns()
    #expect(reversed.map(\.kind) == [.reversal])
  }

  @Test func theDayBeforeIsFinalAndTheSameDayIsNot() throws {
    #expect(try translate(BAI2Sample.text).deposits().allSatisfy { $0.isIntraday == nil })
    let intraday = try translate(BAI2Sample.with("1,260301,2400,USD,2/", "1,260301,2400,USD,3/")).deposits()
    #expect(intraday.prefix(3).allSatisfy { $0.isIntraday == true } && intraday[3].isIntraday == nil)
  }

  @Test func anEmbeddedInterchangeIsReadByTheX12Reader() throws {
    let advice =
      "ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260302*0715*^*00501*000000001*0*P*:~"
      + "GS*HP*P*C*20260302*0715*1*X*005010X221A1~ST*835*0001~BPR*I*12.34*C*ACH~TRN*1*EFT-77*1512345678~"
      + "SE*4*0001~GE*1*1~IEA*1*000000001~"
    for (amount, rules) in [(Int64(1_234), [FindingRule]()), (1_235, [.nachaEmbeddedAmount])] {
      let batch = try NACHABatch([
        "service class": "220", "entry class": "CTX", "company identification": "1512345678",
        "entry description": "HCCLAIMPMT", "effective entry date": "260303", "batch number": "1",
      ])
      let entry = try NACHAEntry(
        ["transaction code": "22", "receiving DFI": "12345678", "account": "55", "amount": "\(amount)"],
        addenda: try NACHAAddenda.payments(advice, entrySequence: 1), in: batch)
      let header = try NACHAFileHeader(["file creation date": "260302"])
      let result = try translate(rewritten([.file(header), .batch(batch), .entry(entry)]))
      let deposit = try #require(try result.deposits().first)
      #expect(deposit.traceNumber == "EFT-77" && deposit.traceOriginator == "1512345678" && deposit.receipt == .payer)
      #expect(result.rules == rules)
    }
  }
}
