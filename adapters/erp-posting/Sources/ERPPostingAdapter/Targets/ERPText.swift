// Texts of an ERP, as long as events and databases carry them.

/// Cuts an ERP's texts at their source: it may send any number of words, and events have room for some.
enum ERPText {
  /// The longest words about a refusal or a failure, in code points.
  static let longestWords = 500
  /// The longest reference, as `journal.posted.v1` has it.
  static let longestReference = 128

  /// The beginning of a text: JSON Schema counts code points (draft 7, validation, section 6.3.1), which several of may
  /// look like one character. NUL, which databases do not store in texts, is left out.
  static func cut(_ text: String, to length: Int) -> String {
    var cut = String.UnicodeScalarView()
    cut.append(contentsOf: text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(length))
    return String(cut)
  }
}

extension PostingOutcome {
  /// The outcome as events carry it, whatever the target made of it.
  /// - Parameter key: the journal's, which stands for a reference where there is none.
  func carried(for key: String) -> PostingOutcome {
    switch self {
    case .posted(let reference):
      let cut = ERPText.cut(reference, to: ERPText.longestReference)
      return .posted(reference: cut.isEmpty ? key : cut)
    case .rejected(let code, let reason):
      // Our own sentences name two accounts of up to 200 characters besides.
      let words = ERPText.cut(reason, to: 2 * ERPText.longestWords)
      let kind = ERPText.cut(code, to: 64)
      return .rejected(code: kind.isEmpty ? "other" : kind, reason: words.isEmpty ? "no reason given" : words)
    case .pending, .untried: return self
    }
  }
}

/// An error that holds an ERP's own words. They may name people, and can be long: they are no part of logs or of what
/// the worker's health says.
package protocol TargetFailure: Error {
  /// What happened and what to do, without those words.
  var summary: String { get }
}

extension Error {
  /// The error without an ERP's words, for logs and health.
  var withoutWords: String { ERPText.cut((self as? any TargetFailure)?.summary ?? "\(self)", to: ERPText.longestWords) }
}
