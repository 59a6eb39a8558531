// Progress on a terminal: one line that changes; in a log, one line a change of step.

import AdapterKit
import Foundation

/// Shows what is going on.
struct Progress: Sendable {
  private let isTerminal = isatty(STDERR_FILENO) == 1

  /// Shows the present state; on a terminal it replaces the last one.
  func show(_ text: String) {
    guard isTerminal else { return }
    StandardError.write("\r\u{1B}[2K\(text)")
  }

  /// A step that stays on the screen.
  func step(_ text: String) {
    fflush(nil)  // what was printed before stands before it
    StandardError.write("\(isTerminal ? "\r\u{1B}[2K" : "")· \(text)\n")
  }

  /// Removes the line that changes.
  func clear() {
    if isTerminal { StandardError.write("\r\u{1B}[2K") }
  }
}
