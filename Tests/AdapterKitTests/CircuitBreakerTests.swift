// The breaker, told the time: it opens, waits longer each time, probes, and closes.

import AdapterKit
import PaymentEvents
import TestSupport
import Testing

@Suite struct CircuitBreakerTests {
  private let clock = ManualClock()

  @Test func itOpensAfterFailuresInARowAndProbesAfterEachPause() {
    var breaker = CircuitBreaker()
    #expect(breaker.permission(at: clock.now()) == .work)
    for pause: Int64 in [100, 200] {
      breaker.failed(at: clock.now())
      #expect(!breaker.isOpen && breaker.permission(at: clock.now()) == .wait(milliseconds: pause))
      clock.advance(milliseconds: pause)
      #expect(breaker.permission(at: clock.now()) == .work)
    }
    for pause: Int64 in [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000] {
      breaker.failed(at: clock.now())
      #expect(breaker.isOpen && breaker.permission(at: clock.now()) == .wait(milliseconds: pause))
      clock.advance(milliseconds: pause)
      #expect(breaker.permission(at: clock.now()) == .probe)
    }
    breaker.succeeded()
    #expect(!breaker.isOpen && breaker.permission(at: clock.now()) == .work)
  }

  @Test func successInBetweenStartsTheCountAgain() {
    var breaker = CircuitBreaker()
    for _ in 1...10 {
      breaker.failed(at: clock.now())
      breaker.failed(at: clock.now())
      breaker.succeeded()
    }
    #expect(!breaker.isOpen)
  }
}
