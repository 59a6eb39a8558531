// Events written as bytes are what the encoder writes, whatever their texts hold.

import PaymentEvents
import Testing

@Suite struct EventFrameTests {
  private static func deposit(_ text: String, _ cents: Int64) throws -> DepositReceived {
    DepositReceived(
      amount: try Money(cents: cents), currency: "USD", valueDate: try #require(LocalDate(iso: "2026-03-02")),
      account: text, kind: .ach, format: "bai2", text: text,
      source: .init(digest: "00ff", recordRange: [1, 2]))
  }

  @Test(
    arguments: [
      "", "plain", "q\" b\\ s/", "\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F} \u{7F}", "MÜLLER", "漢字 🎉", "\u{2028}",
    ], [0, -1, 9, 10, 1_234_567_890, Money.limit, -Money.limit])
  func isWrittenAsTheEncoderWritesIt(text: String, cents: Int64) throws {
    let body = try Self.deposit(text, cents)
    let frame = EventFrame(
      of: DepositReceived.self, tenant: "t\"1", source: "/adapters/lockbox", correlationID: "corr\\\(text)",
      digest: "00ff")
    for (record, time) in [(1, 0), (12, 1_772_409_600_123), (13, 1_772_409_600_123)] as [(Int, Int64)] {
      let id = frame.id { $0.append(text: "bai2 record \(record)") }
      #expect(
        id
          == EventID(tenant: "t\"1", digest: "00ff", position: "bai2 record \(record)", type: DepositReceived.type))
      let context = EventContext(
        id: id, source: "/adapters/lockbox", subject: text, time: Instant(milliseconds: time), tenant: "t\"1",
        correlationID: "corr\\\(text)")
      let written = frame.event(id: id, subject: text, time: context.time) { out in
        out.append("{\"account\":")
        out.append(string: body.account)
        out.append(",\"amount\":")
        out.append(number: body.amount.cents)
        out.append(",\"currency\":\"USD\",\"format\":\"bai2\",\"items\":[],\"kind\":\"ach\",\"source\":")
        out.append("{\"digest\":\"00ff\",\"recordRange\":[1,2]},\"text\":")
        out.append(string: text)
        out.append(",\"valueDate\":")
        out.append(date: body.valueDate)
        out.append(UInt8(ascii: "}"))
      }
      #expect(try written == Event(context, data: body).encoded())
    }
  }

  @Test func textThatIsNotUTF8IsLatin1() {
    let buffer = JSONBuffer()
    let bytes: [UInt8] = [0x4D, 0xFC, 0x22, 0x0A, 0xE9]
    bytes.withUnsafeBufferPointer { buffer.append(text: $0) }
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == "Mü\\\"\\né")
    buffer.removeFirst(3)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == "\\\"\\né" && buffer.count == 6)
  }
}
