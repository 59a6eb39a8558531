// Chance that comes again with the same seed.

import SeededRandom

/// What made-up documents draw from chance.
package struct SeededNumbers: RandomNumberGenerator, Sendable {
  private var generator: SeededGenerator

  package init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  package mutating func next() -> UInt64 { generator.next() }

  /// A whole number of a range. The remainder's tiny preference for small numbers does not matter here.
  package mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  /// One of several, of which there is at least one.
  package mutating func pick<Element>(_ items: [Element]) -> Element { items[number(0...(items.count - 1))] }

  /// True so many times in a hundred.
  package mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  /// From 0 up to 1.
  package mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// Digits.
  package mutating func digits(_ count: Int) -> String {
    (0..<count).map { String(number($0 == 0 ? 1...9 : 0...9)) }.joined()
  }
}
