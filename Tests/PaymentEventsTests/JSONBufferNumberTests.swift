// Numbers and dates in JSON: digit by digit what the standard library writes.

import PaymentEvents
import Testing

@Suite struct JSONBufferNumberTests {
  private func text(_ write: (JSONBuffer) -> Void) -> String {
    let buffer = JSONBuffer(capacity: 64)
    write(buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  /// Every pair of four-digit halves occurs at the edges; in between, steps that are prime to ten.
  @Test func numbersAreWrittenExactly() {
    var numbers: [Int64] = [0, .max, .min, 1 << 53]
    for digits in 1...18 {
      let power = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
      numbers += [power - 1, power, power + 1, power / 2 + 7]
    }
    numbers += stride(from: 0, to: 10_000, by: 1)
    numbers += stride(from: 0, to: 100_000_000, by: 9_973)
    numbers += stride(from: 0, to: 100_000_000, by: 10_000).flatMap { [$0 + 9_999, $0 + 1] }
    let wrong = numbers.flatMap { [$0, 0 &- $0] }.filter { number in text { $0.append(number: number) } != "\(number)" }
    #expect(wrong == [])
  }

  @Test func aNumberGoesOnWhereTheBufferEnds() {
    let buffer = JSONBuffer(capacity: 0)
    for _ in 0..<1_000 { buffer.append(number: 1_234_567_890_123) }
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == String(repeating: "1234567890123", count: 1_000))
  }

  @Test(arguments: [(20_260_302, "\"2026-03-02\""), (10_000_101, "\"1000-01-01\""), (29_991_231, "\"2999-12-31\"")])
  func daysAreWrittenWithDashes(_ day: Int, _ written: String) {
    #expect(text { $0.append(day: day) } == written)
  }
}
