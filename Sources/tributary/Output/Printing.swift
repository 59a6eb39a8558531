// Values for people and for programs.

import Foundation
import PaymentEvents

/// Cents for people.
func money(_ cents: Int64) -> String { Money.text(cents) }

/// Prints a value as JSON.
func printJSON(_ value: some Encodable) throws { print(try jsonText(value)) }

/// A value as JSON for people.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = EventCoding.encoder()
  encoder.outputFormatting.insert(.prettyPrinted)
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
