// What goes wrong between us and an ERP's REST interface, and what that says about the request.

/// A request that was not answered with what the profile expects.
package enum RESTError: Error, Equatable, CustomStringConvertible {
  /// No answer came: nothing is known about what became of the request.
  case noAnswer(problem: String)
  /// The ERP answered that it failed; what became of the request is not known.
  case outage(status: Int, words: String)
  /// It asks to be left alone for a time; the request was not carried out.
  case busy(seconds: Int)
  /// Secrets or rights are wrong.
  case refusedLogin(String)
  /// An answer that the ERP would not give, for instance a proxy's page.
  case notTheERP(status: Int, contentType: String)
  /// An answer that the profile does not fit, or a request that it cannot make.
  case profile(String)
  /// Two journals stand under one key.
  case doubled(key: String)
  /// It says that a journal is there, and does not have it.
  case contradiction(String)
  /// The ERP does not know the address to which a journal was sent, or something that the journal names.
  case absent(words: String)
  /// The ERP refuses to tell what it was asked for: what that was, and its words.
  case refused(asking: String, words: String)

  /// Whether the request may have been carried out.
  var isUnknown: Bool {
    switch self {
    case .noAnswer, .outage, .notTheERP, .contradiction: true
    default: false
    }
  }

  package var description: String {
    switch self {
    case .noAnswer(let problem): "the ERP does not answer: \(problem)"
    case .outage(let status, let words): "the ERP fails with status \(status)\(words.isEmpty ? "" : ": \(words)")"
    case .busy(let seconds): "the ERP takes no more requests for \(seconds) s"
    case .refusedLogin(let words): "the ERP refuses us: \(words); correct rest.secrets or our rights there"
    case .notTheERP(let status, let type):
      "what answers is not the ERP (status \(status), \(type.isEmpty ? "no content type" : type)): "
        + "is the profile's url right?"
    case .profile(let what): "the profile does not fit: \(what)"
    case .doubled(let key): "two journals stand under the key \(key) in the ERP: reverse one of them there"
    case .contradiction(let what): "the ERP contradicts itself: \(what)"
    case .absent(let words):
      "the ERP knows nothing at the address to which journals are sent\(words.isEmpty ? "" : ": \(words)"); is "
        + "post.path of the profile right?"
    case .refused(let what, let words): "\(what): the ERP refuses: \(words)"
    }
  }
}

extension RESTError: TargetFailure {
  package var summary: String {
    switch self {
    case .outage(let status, _): "the ERP fails with status \(status); its own log says why"
    case .refusedLogin: "the ERP refuses us; correct rest.secrets or our rights there"
    case .absent: "the ERP knows nothing at the address to which journals are sent; is post.path of the profile right?"
    case .refused(let what, _): "\(what): the ERP refuses; our rights there, or the profile, are not enough"
    default: description
    }
  }

  /// Whether it is one journal's alone, and says nothing of the ERP as a whole.
  var isOfOneJournal: Bool {
    switch self {
    case .doubled, .absent: true
    default: false
    }
  }
}
