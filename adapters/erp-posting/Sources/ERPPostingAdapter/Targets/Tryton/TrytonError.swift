// What goes wrong between us and Tryton, and what that says about the request.

/// A call that Tryton did not answer with a result.
package enum TrytonError: Error, Equatable, CustomStringConvertible {
  /// No answer came: nothing is known about what became of the request.
  case noAnswer(problem: String)
  /// The user or the password is wrong.
  case wrongLogin(user: String)
  /// After too many attempts Tryton lets the user log in no more for some minutes.
  case lockedOut(user: String)
  /// There is no such database.
  case noDatabase(String)
  /// An answer came that Tryton would not give, for instance a proxy's page.
  case notTryton(status: UInt, contentType: String)
  /// An HTTP status that says that the request was not carried out.
  case status(UInt)
  /// Tryton's rules refuse what was asked, in its own words.
  case refused(String)
  /// Something broke inside Tryton while it carried out the request, which it took back.
  case broken(String)
  /// Something that is ours to say is missing in Tryton or in our configuration.
  case setup(String)

  /// Whether Tryton itself answered, and so has taken back what it was asked to do.
  var isAnswer: Bool {
    switch self {
    case .refused, .broken: true
    default: false
    }
  }

  package var description: String {
    switch self {
    case .noAnswer(let problem): "Tryton does not answer: \(problem)"
    case .wrongLogin(let user):
      "Tryton refuses the login of '\(user)': correct tryton.user or the password in tryton.passwordFile (a corrected "
        + "file is tried at once, the same password every 5 minutes)"
    case .lockedOut(let user):
      "Tryton lets '\(user)' log in no more for some minutes, after too many wrong passwords; it is tried again every "
        + "5 minutes"
    case .noDatabase(let name): "Tryton has no database '\(name)': correct tryton.database or tryton.url"
    case .notTryton(let status, let type):
      "what answers is not Tryton (status \(status), \(type.isEmpty ? "no content type" : type)): is tryton.url right?"
    case .status(429): "Tryton refuses for now because it is asked too often (status 429)"
    case .status(let status): "Tryton answered with status \(status); its log says why"
    case .refused(let words): words
    case .broken(let words): "Tryton failed: \(words)"
    case .setup(let words): words
    }
  }
}

extension TrytonError: TargetFailure {
  package var summary: String {
    switch self {
    case .refused: "Tryton refuses what it was asked; its log says why"
    case .broken: "Tryton failed; its log says why"
    default: description
    }
  }
}
