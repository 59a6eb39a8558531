// Chance that comes again with the same seed.

/// SplitMix64 (Steele, Lea and Flood, 2014).
package struct SeededNumbers: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

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
