// What a person asked for, kept in full beside its state, and said in words for whoever approves it.

import CashRules
import Foundation
import PaymentEvents
import Storage

/// A request as the table of actions keeps it.
enum KeptRequest {
  static func encode(_ request: PostingActionRequested) throws -> String {
    String(decoding: try EventCoding.encoder().encode(request), as: UTF8.self)
  }

  static func decode(_ text: String) throws -> PostingActionRequested {
    try EventCoding.decoder().decode(PostingActionRequested.self, from: Data(text.utf8))
  }
}

extension CashTransaction {
  /// Requests from before they were kept in full are taken from the inputs.
  func fillRequests() throws {
    let rows = try connection.query(
      "SELECT a.id, i.body FROM actions a JOIN inputs i ON i.event_id = a.id WHERE a.request IS NULL")
    for row in rows {
      let request = try Event<PostingActionRequested>(json: configuration.cipher.open(row.blob(1))).data
      try connection.execute(
        "UPDATE actions SET claim = ?, request = ? WHERE id = ?",
        [.optional(request.patientControlNumber), .text(try KeptRequest.encode(request)), .text(row.text(0))])
    }
  }
}

extension Chart {
  /// Whose receivable an account is: a payer's key, or `patient`; nil for other accounts.
  func debtor(ofReceivable path: String) throws -> String? {
    if try path == account(.receivablePatient).path { return "patient" }
    let payers = try account(.receivablePayer).path + ":"
    return path.hasPrefix(payers) ? String(path.dropFirst(payers.count)).removingPercentEncoding : nil
  }
}

extension PostingActionRequested {
  /// What it is about, without its claim: no patient data.
  private var plainParts: [String] {
    let named: [(String, String?)] = [
      ("", subject), ("debtor", debtor), ("facility", facility), ("debit", debitAccount), ("credit", creditAccount),
      ("provider", provider), ("tax id", taxIdentifier), ("reference", reference), ("bank account", account),
      ("for", assignee),
    ]
    return named.compactMap { name, value in value.map { name.isEmpty ? $0 : "\(name) \($0)" } }
  }

  /// For the work item of a second person: without patient data.
  var askedFor: String {
    let what = ([action.rawValue] + plainParts).joined(separator: ", ")
    return "Asked for: \(what); reason code \(reasonCode)."
  }

  /// In words, for people who may see the claim.
  /// - Parameters:
  ///   - deposit: what the deposit is called.
  ///   - advice: what the advice is called.
  func about(deposit: String?, advice: String?) -> String {
    var parts = plainParts
    if let claim = patientControlNumber { parts.append("claim \(claim)") }
    if let charge { parts.append("charge \(charge)") }
    if let name = deposit ?? self.deposit { parts.append("deposit \(name)") }
    if let name = advice ?? remittance {
      parts.append((claimSequence.map { "claim \($0) of " } ?? "") + "advice \(name)")
    }
    if let workItem { parts.append("work item \(workItem)") }
    if let request { parts.append("request \(request)") }
    return parts.joined(separator: ", ")
  }
}
