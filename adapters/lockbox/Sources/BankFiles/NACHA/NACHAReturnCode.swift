// What a code of an addenda 98 or 99 is: a return, one that is dishonored or contested, a change, or one refused.

/// Codes of returns and changes. They travel verbatim; only their ranges mean something here.
enum NACHAReturnCode {
  /// R61, R62 and R67 to R70: the originating bank sends a return back.
  static func isDishonor(_ code: String) -> Bool { ["R61", "R62", "R67", "R68", "R69", "R70"].contains(code) }

  /// R71 to R77: the receiving bank answers that.
  static func isContest(_ code: String) -> Bool { code.count == 3 && ("R71"..."R77").contains(code) }

  /// C61 to C69: a notification of change is refused.
  static func isRefusal(_ code: String) -> Bool { code.count == 3 && ("C61"..."C69").contains(code) }
}
