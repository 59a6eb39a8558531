// What an ERP says about what it was handed, read from its files.

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
    var reading = Reading()
    let records = SeparatedValues.records(text, separator: separator)
    guard let header = records.first else { return Reading(faults: ["it is empty"]) }
    let names = header.map { $0.trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}"])) }
    guard let journal = names.firstIndex(of: journal), let status = names.firstIndex(of: status) else {
      return Reading(faults: ["its header has not the columns '\(self.journal)' and '\(self.status)'"])
    }
    func field(_ name: String, _ record: [String]) -> String {
      guard let index = names.firstIndex(of: name), index < record.count else { return "" }
      return record[index].trimmingCharacters(in: .whitespaces)
    }
    for (number, record) in zip(2..., records.dropFirst()) {
      guard record.count == names.count else {
        reading.faults.append("record \(number) has \(record.count) fields, the header \(names.count)")
        continue
      }
      let key = record[journal].trimmingCharacters(in: .whitespaces)
      let file = field(file, record)
      let word = record[status].trimmingCharacters(in: .whitespaces).lowercased()
      if accepted.contains(word) {
        let reference = field(reference, record)
        reading.words.append(
          .init(
            journal: key, verdict: .accepted(reference: reference.isEmpty ? key : reference),
            file: file.isEmpty ? nil : file))
      } else if rejected.contains(word) {
        let code = field(code, record)
        let reason = String(field(reason, record).prefix(500))
        reading.words.append(
          .init(
            journal: key,
            verdict: .rejected(
              code: RESTErrorMap.refusals.contains(code) ? code : "other",
              reason: reason.isEmpty ? "the ERP rejects it without a word" : reason),
            file: file.isEmpty ? nil : file))
      } else {
        reading.faults.append("record \(number) has a status that is neither accepted nor rejected")
      }
    }
    return reading
  }
}
