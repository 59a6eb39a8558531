// The translator: whatever comes in, what goes out is JSON that decodes into the event it claims to be.

import FuzzRun
import Foundation
import PayerEDIAdapter
import PaymentEvents
import X12

private let translator = RemittanceTranslator(tenant: "fuzz")

private func events(_ bytes: [UInt8], chunk: Int) -> [[UInt8]] {
  var events: [[UInt8]] = []
  do {
    _ = try translator.translate(
      MemoryBytes(bytes, chunk: chunk), digest: String(repeating: "0", count: 64),
      emit: { event in
        events.append(event.body)
        try check(event)
      })
  } catch {
    fatalError("an event does not decode: \(error)")
  }
  return events
}

private func check(_ event: EncodedEvent) throws {
  switch event.type {
  case RemittanceReceived.type: _ = try Event<RemittanceReceived>(json: event.body)
  case RemittanceClaimsReceived.type: _ = try Event<RemittanceClaimsReceived>(json: event.body)
  default: _ = try JSONSerialization.jsonObject(with: Data(event.body))
  }
}

runFuzzer { start, count in
  let input = bytes(start, count)
  require(events(input, chunk: .max) == events(input, chunk: 7), "the events depend on how the bytes arrive")
  return 0
}
