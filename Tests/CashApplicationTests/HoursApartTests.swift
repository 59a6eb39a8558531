// An ACH payment and its advice that come hours apart, over midnight: by an injected clock.

import AdapterKit
import CashApplication
import CashRules
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct HoursApartTests {
  /// A receiver on the same books whose clock is so many hours later.
  private func receiver(_ cash: CashScene, hours: Int64) throws -> EventReceiver {
    let configuration = CashConfiguration(
      tenant: "clinic", rules: .init(),
      payers: try .init([.init(key: "p1", identifiers: ["1111"]), .init(key: "p2", identifiers: ["2222"])]),
      bookingFormats: ["001": "nacha"])
    let clock = FixedClock(Instant(milliseconds: CashScene.clock.now().milliseconds + hours * 3_600_000))
    guard let time = BusinessTime(zone: "America/New_York") else { throw NoSuchDay() }
    return EventReceiver(
      worker: "cash-application", queue: "cash-application", database: cash.database,
      handler: CashHandler(configuration: configuration, clock: clock, businessTime: time, committed: Signal()),
      clock: clock, batchLimit: 100, logger: quietLogger)
  }

  @Test(arguments: [1, 9, 30, 200] as [Int64], [true, false])
  func eachFindsTheOther(hours: Int64, isMoneyFirst: Bool) async throws {
    try await withCash { cash async throws in
      let later = try receiver(cash, hours: hours)
      let (money, advice) = (try [deposit(150_00)], try Advice.simple().events)
      try await cash.receive(charge("A", 200_00))
      try await cash.receive(isMoneyFirst ? money : advice)
      #expect(try await cash.open() == [isMoneyFirst ? "deposit-without-advice" : "not-funded"])
      for event in isMoneyFirst ? advice : money {
        try await later.run(cash.queue.stream([cash.queue.delivery(.routed(event))]))
      }
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == [])
      let matched = try await cash.sent(RemittanceMatched.self).map(\.data)
      #expect(matched.map(\.rule) == ["trace+payer+amount"] && matched.first?.confidence == 100)
      #expect(try await cash.isSound())
    }
  }
}

@Suite struct ManyOpenPaymentsTests {
  /// What is open and near is found among any number of payments of the payer that are not.
  @Test func aSuggestionIsFoundAmongManySettledPayments() async throws {
    try await withCash { cash async throws in
      for number in 0..<60 {
        var advice = try Advice.simple(id: "advice-\(number)", trace: "PAID\(number)00")
        advice.amount = 150_00 + Int64(number)
        try await cash.receive(advice.header)
        try await cash.receive(deposit("deposit-\(number)", 150_00 + Int64(number), trace: "PAID\(number)00"))
      }
      let waiting = try Advice.simple(id: "waiting", trace: "LHP12345")
      var other = waiting
      other.amount = 99_99
      try await cash.receive(other.header)
      #expect(try await !cash.open().contains("advice-suggested"))
      try await cash.receive(deposit("mistyped", 99_99, trace: "LHP12354", file: "d9"))
      #expect(try await cash.open().filter { $0 == "advice-suggested" }.count == 1)
      try await cash.receive(deposit("right", 99_99, trace: "LHP12345", file: "d8"))
      #expect(try await !cash.open().contains("advice-suggested"))
    }
  }
}
