// The rules that come from the events, not from the format.

import X12

extension Rule {
  /// One claim is larger than a page may be.
  static let claimTooLarge = Rule("claim-too-large", .error)
  /// The header is larger than an event may be.
  static let headerTooLarge = Rule("header-too-large", .error)
}
