// Values for people and for programs.

import Foundation
import PaymentEvents

/// Cents for people.
func money(_ cents: Int64) -> String { Money.text(cents) }

/// Prints a value as JSON.
func printJSON(_ value: some Encodable) throws {
  let encoder = EventCoding.encoder()
  encoder.outputFormatting.insert(.prettyPrinted)
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
