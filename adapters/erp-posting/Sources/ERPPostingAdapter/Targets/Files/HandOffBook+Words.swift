// What the ERP said of journals that it was handed: each word is taken once, however often its file is read.

import Storage

extension HandOffBook {
  /// Keeps what an acknowledgement file says. A word that was taken from it is not taken again: a file with a fault is
  /// read until it is mended, and its old rejection must not meet a journal that was handed over again since.
  /// - Parameter answer: the file's name.
  func keep(_ words: [Word], from answer: String) async throws -> Kept {
    guard !words.isEmpty else { return Kept() }
    return try await database.write { connection in
      var kept = Kept()
      for word in words {
        let taken = try connection.first(
          "SELECT 1 FROM words_taken WHERE answer = ? AND digest = ?", [.text(answer), .text(word.digest)])
        guard taken == nil, try HandOffBook.keep(word, &kept, connection) else { continue }
        try connection.execute(
          "INSERT INTO words_taken (answer, digest) VALUES (?, ?) ON CONFLICT DO NOTHING",
          [.text(answer), .text(word.digest)])
      }
      return kept
    }
  }

  /// Forgets which words were taken from acknowledgement files that are not there any more: names may be used again.
  func forgetWords(notIn answers: Set<String>) async throws {
    let known = try await database.read { connection in
      try connection.query("SELECT DISTINCT answer FROM words_taken").map { $0.text(0) }
    }
    let gone = known.filter { !answers.contains($0) }
    guard !gone.isEmpty else { return }
    try await database.write { connection in
      for answer in gone { try connection.execute("DELETE FROM words_taken WHERE answer = ?", [.text(answer)]) }
    }
  }

  /// Where a journal stands in the table.
  private struct Handed {
    let state: String
    /// The file that it was last handed over in.
    let file: String
    /// The file that the ERP accepted it in.
    let acceptedIn: String?

    init?(_ journal: String, _ connection: any SQLConnection) throws {
      let row = try connection.first(
        "SELECT h.state, f.name, h.accepted_in FROM handed h JOIN files f ON f.number = h.file WHERE h.journal = ?",
        [.text(journal)])
      guard let row else { return nil }
      (state, file, acceptedIn) = (row.text(0), row.text(1), row.optionalText(2))
    }
  }

  /// False for what cannot be, which is considered again.
  private static func keep(_ word: Word, _ kept: inout Kept, _ connection: any SQLConnection) throws -> Bool {
    let name = "the journal '\(ERPText.cut(word.journal, to: 80))'"
    guard let handed = try Handed(word.journal, connection) else {
      kept.strange.append("\(name) was never handed over")
      return false
    }
    switch (word.verdict, handed.state) {
    case (.accepted(let reference), "accepted"):
      if let file = word.file, let first = handed.acceptedIn, file != first {
        kept.alarms.append(
          "\(name) is accepted in \(file) (\(reference)), and was in \(first): it is in the ERP twice; reverse one "
            + "there")
      }
    case (.accepted(let reference), _):
      try accept(word, reference, in: word.file ?? handed.file, connection)
      if let file = word.file, file != handed.file {
        kept.alarms.append(
          "\(name) is accepted in \(file) after it was handed over again in \(handed.file): see to it that the ERP "
            + "does not take it there, too")
      } else if handed.state == "told" {
        kept.alarms.append(
          "\(name) is accepted now, which the ERP had rejected: `tributary journals retry` notes it as posted")
      }
    // A word about a file before this one, in which the journal was rejected, says nothing new.
    case (.rejected, _) where word.file != nil && word.file != handed.file: break
    case (.rejected(let code, let reason), "waiting"):
      try connection.execute(
        "UPDATE handed SET state = 'rejected', code = ?, reason = ? WHERE journal = ?",
        [.text(code), .text(reason), .text(word.journal)])
    case (.rejected, "accepted"):
      // Accepted in another file than the one that this is about: what was to be hoped for.
      if let file = word.file, let first = handed.acceptedIn, file != first { break }
      kept.strange.append("\(name) is rejected, and was accepted before")
      return false
    default: break
    }
    return true
  }

  private static func accept(
    _ word: Word, _ reference: String, in file: String, _ connection: any SQLConnection
  ) throws {
    try connection.execute(
      """
      UPDATE handed SET state = 'accepted', reference = ?, accepted_in = ?, code = NULL, reason = NULL
      WHERE journal = ?
      """, [.text(reference), .text(file), .text(word.journal)])
  }
}
