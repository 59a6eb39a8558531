// A number below 100,000,000 as eight decimal digits, all at once: amounts and dates are most of what events hold.

/// Eight ASCII digits in a word, the first digit in its lowest byte.
///
/// Halving the number three times (to four digits, two, one), every part in a lane of its own, takes neither a loop nor
/// a branch. Dividing a lane by a constant is a multiplication and a shift, exact for numbers of its length.
struct EightDigits {
  let word: UInt64
  /// How many digits come before the first that counts; a zero has one that counts.
  let leadingZeros: Int

  /// - Parameter number: below 100,000,000.
  @inline(__always)
  init(_ number: UInt64) {
    let (high, low) = number.quotientAndRemainder(dividingBy: 10_000)
    let fours = high | low &<< 32
    let hundreds = (fours &* 10_486) &>> 20 & 0x0000_007F_0000_007F
    let pairs = hundreds | (fours &- hundreds &* 100) &<< 16
    let tens = (pairs &* 103) &>> 10 & 0x000F_000F_000F_000F
    let digits = tens | (pairs &- tens &* 10) &<< 8
    word = digits | 0x3030_3030_3030_3030
    leadingZeros = min(7, digits.trailingZeroBitCount &>> 3)
  }
}
