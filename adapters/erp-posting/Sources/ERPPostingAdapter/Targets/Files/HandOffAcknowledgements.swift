// What an ERP says about what it was handed, read from its files.

import Crypto
import Foundation

/// The form of acknowledgement files: separated values with a header.
package struct HandOffAcknowledgements: Sendable {
  /// The names of the columns.
  package var journal = "journal"
  package var status = "status"
  package var reference = "reference"
  package var code = "code"
  package var reason = "reason"
  package var file = "file"
  package var separator: Character = ","
  /// Words in the status, in lower case.
  package var accepted: Set<String> = ["accepted", "posted", "ok"]
  package var rejected: Set<String> = ["rejected", "error"]

  package init() {}

  /// What a file says.
  struct Reading: Equatable {
    var words: [HandOffBook.Word] = []
    /// What cannot be understood: the record's number, from 1 with the header, and why.
    var faults: [String] = []
  }

  func read(_ text: String) -> Reading {
    let values = SeparatedValues.read(text, separator: separator)
    guard let header = values.records.first else {
      return Reading(faults: ["it has no line that is written to its end"])
    }
    let names = header.map { $0.trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}"])) }
    guard names.contains(journal), names.contains(status) else {
      return Reading(faults: ["its header has not the columns '\(journal)' and '\(status)'"])
    }
    var reading = Reading()
    for (number, record) in zip(2..., values.records.dropFirst()) {
      guard record.count == names.count else {
        reading.faults.append("record \(number) has \(record.count) fields, the header \(names.count)")
        continue
      }
      if let word = word(names, record) {
        reading.words.append(word)
      } else {
        reading.faults.append("record \(number) has a status that is neither accepted nor rejected")
      }
    }
    if values.hasOpenRecord {
      reading.faults.append("its last record has no line end, so it may not be written to its end")
    }
    return reading
  }

  /// What one record says; nil for a status that is not known.
  private func word(_ names: [String], _ record: [String]) -> HandOffBook.Word? {
    func field(_ name: String) -> String {
      names.firstIndex(of: name).map { record[$0].trimmingCharacters(in: .whitespaces) } ?? ""
    }
    let key = field(journal)
    let verdict: HandOffBook.Standing
    switch field(status).lowercased() {
    case let word where accepted.contains(word):
      let reference = ERPText.cut(field(reference), to: ERPText.longestReference)
      verdict = .accepted(reference: reference.isEmpty ? key : reference)
    case let word where rejected.contains(word):
      let (code, reason) = (field(code), ERPText.cut(field(reason), to: ERPText.longestWords))
      verdict = .rejected(
        code: RESTErrorMap.refusals.contains(code) ? code : "other",
        reason: reason.isEmpty ? "the ERP rejects it without a word" : reason)
    default: return nil
    }
    let file = field(file)
    let digest = SHA256.hash(data: Data(record.joined(separator: "\u{1F}").utf8))
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return HandOffBook.Word(
      journal: key, verdict: verdict, file: file.isEmpty ? nil : file, digest: digest)
  }
}
