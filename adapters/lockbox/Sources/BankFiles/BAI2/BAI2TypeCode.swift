// What a BAI2 type code means for money: direction, level, and family. Codes travel verbatim, unknown ones too.

/// A BAI2 type code (uniform BAI balance reporting codes): three digits.
package struct BAI2TypeCode: Sendable, Equatable, Hashable {
  /// 1 to 999.
  package let number: Int

  /// Reads exactly three digits; anything else is not a type code.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 3 else { return nil }
    var number = 0
    for byte in bytes {
      guard byte &- 0x30 < 10 else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    self.init(number)
  }

  package init(_ number: Int) {
    self.number = number
  }

  /// As it stands in the file.
  package var text: String {
    String(unsafeUninitializedCapacity: 3) { out in
      out[0] = UInt8(truncatingIfNeeded: number / 100 % 10) &+ 0x30
      out[1] = UInt8(truncatingIfNeeded: number / 10 % 10) &+ 0x30
      out[2] = UInt8(truncatingIfNeeded: number % 10) &+ 0x30
      return 3
    }
  }

  /// Which way money moves.
  package enum Direction: Sendable, Equatable {
    case credit, debit
    /// A balance, a loan figure, or text: nothing moves.
    case none
  }

  /// The direction by the code's range.
  package var direction: Direction {
    switch number {
    case 100...399, 920...959: .credit
    case 400...699, 960...999: .debit
    default: .none
    }
  }

  /// Whether the code stands for a total of other items. An unknown code is taken for a detail.
  package var isSummary: Bool { Self.isSummary.indices.contains(number) && Self.isSummary[number] }

  /// Money that comes back (returned checks and ACH items, rejects, reversals), not money that a payer sent.
  package var isReturnedItem: Bool { (250...269).contains(number) && !isSummary }

  /// How a debit takes back what was deposited before.
  package enum TakingBack: Sendable, Equatable {
    case returned, reversed
  }

  /// 555 a deposited item returned, 557 an ACH item returned, 558 an ACH payment reversed; nil for any other debit.
  package var takesBackDeposit: TakingBack? {
    switch number {
    case 555, 557: .returned
    case 558: .reversed
    default: nil
    }
  }

  /// The codes whose items repeat, one by one, what this account's deposits with those codes hold in one sum.
  package var depositsItRepeats: Set<Int> { repeatsDeposits ? Self.itemsOfDeposits[number] ?? [] : [] }

  /// Whether there are such codes.
  package var repeatsDeposits: Bool {
    switch number {
    case 116, 136, 143, 156: true
    default: false
    }
  }

  /// How the money came.
  package enum Family: Sendable, Equatable {
    case ach, check, wire, card, other
  }

  /// The family of a credit.
  package var family: Family {
    switch number {
    case 142, 143, 145, 155, 156, 164, 165, 166, 168, 169: .ach
    case 115, 116, 118, 173, 174, 175, 176, 184, 187, 301: .check
    case 191, 195, 196, 206, 208: .wire
    case 147: .card
    default: .other
    }
  }

  private static let itemsOfDeposits: [Int: Set<Int>] = [
    116: [115], 136: [135], 143: [142, 145, 164, 165, 166, 169], 156: [155],
  ]

  /// By number: it is asked for every record.
  private static let isSummary: [Bool] = {
    let all = Set(summaries)
    return (0..<1_000).map(all.contains)
  }()

  private static let summaries: [Int] = [
    100, 101, 102, 103, 104, 105, 106, 107, 109, 110, 111, 112, 114, 120, 130, 131, 132, 133, 140, 146, 150, 160, 161,
    162, 163, 167, 170, 178, 180, 182, 185, 186, 188, 190, 200, 205, 207, 210, 215, 230, 231, 239, 245, 250, 251, 256,
    260, 270, 271, 280, 285, 294, 302, 303, 304, 305, 307, 309, 310, 315, 316, 318, 319, 320, 321, 324, 325, 326, 328,
    329, 330, 332, 334, 335, 338, 340, 341, 343, 350, 352, 355, 356, 360, 361, 370, 385, 389, 390,
  ]
}
