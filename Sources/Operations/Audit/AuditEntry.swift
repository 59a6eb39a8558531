// An entry of the audit, and the digest that ties it to the one before.

import Crypto
import Foundation
import Storage

/// Something that somebody did. No part of it holds what messages say.
package struct AuditEntry: Sendable, Codable, Equatable {
  /// From 1, without gaps.
  package var number: Int64
  /// When, RFC 3339.
  package let at: String
  /// Who.
  package let actor: String
  /// What.
  package let action: String
  /// To what, besides letters and work: a worker, a payer, a file, a user.
  package let subject: String?
  package let letter: Int64?
  package let job: Int64?
  /// The event by which another worker was asked for it.
  package let request: String?
  /// What was before and what is after, in words of ours.
  package let was: String?
  package let became: String?
  /// Why, and how many.
  package let detail: String
  /// SHA-256 over the digest before and this entry, lower-case hexadecimal.
  package var digest: String

  /// What stands before the first entry.
  package static let origin = String(repeating: "0", count: 64)

  /// The digest that the entry has where it follows one with this digest: SHA-256 over netstrings (length in bytes,
  /// colon, bytes, comma) of the digest before and of all fields in order; `-,` stands for a field that is absent.
  package func digest(after previous: String) -> String {
    let fields: [String?] = [
      previous, String(number), at, actor, action, subject, letter.map { String($0) }, job.map { String($0) }, request,
      was, became, detail,
    ]
    let text = fields.map { field in field.map { "\($0.utf8.count):\($0)," } ?? "-," }.joined()
    return SHA256.hash(data: Data(text.utf8)).hexadecimal
  }

  static let columns = "sequence, at, actor, action, subject, letter, job, request, was, became, detail, digest"

  init(_ row: SQLRow) {
    (number, at, actor, action) = (row.integer(0), row.text(1), row.text(2), row.text(3))
    (subject, letter, job) = (row.optionalText(4), row.optionalInteger(5), row.optionalInteger(6))
    (request, was, became) = (row.optionalText(7), row.optionalText(8), row.optionalText(9))
    (detail, digest) = (row.text(10), row.text(11))
  }

  init(
    at: String, actor: String, action: String, subject: String? = nil, letter: Int64? = nil, job: Int64? = nil,
    request: String? = nil, was: String? = nil, became: String? = nil, detail: String
  ) {
    // PostgreSQL's texts hold no NUL; what is stored is what the digest is over.
    func plain(_ text: String) -> String { text.replacing("\0", with: "\u{2400}") }
    (number, digest) = (0, "")
    (self.at, self.actor, self.action, self.detail) = (at, plain(actor), plain(action), plain(detail))
    (self.subject, self.letter, self.job, self.request) = (subject.map(plain), letter, job, request.map(plain))
    (self.was, self.became) = (was.map(plain), became.map(plain))
  }
}
