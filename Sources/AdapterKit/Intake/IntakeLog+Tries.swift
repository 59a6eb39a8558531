// What came of the same bytes before, and whether they are worth another try.

import Storage

extension IntakeLog {
  /// What a file's coming has to know of the times that the same bytes came before.
  struct History: Sendable {
    /// How far the bytes are; nil where they never came.
    var state: State?
    /// The format as detected.
    var format: String
    /// Whether this coming was announced already, by a process that did not live to put the file away.
    var isAnnounced: Bool
    /// How often the bytes were tried: all their comings that were not duplicates.
    var tries: Int
    /// Whether something of them was refused that may be taken now.
    var isWorthATry: Bool

    /// Whether nothing is to be made of them again.
    var isDuplicate: Bool { state != nil && state != .reading && !isWorthATry }
  }

  /// The history of a digest, as seen by one coming of it.
  ///
  /// Bytes are worth another try where nothing of them could be read; where a part was refused and the translator would
  /// decide otherwise by now; and, for a container, where that holds for a file in it. What was accepted is not made
  /// again but for such a file's other parts, which receivers know by their ids.
  static func history(
    of digest: String, intake: String, translator: String, in connection: any SQLConnection
  ) throws -> History {
    let file = try connection.first("SELECT state, format FROM files WHERE digest = ?", [.text(digest)])
    let announced = try connection.first("SELECT 1 FROM intakes WHERE intake = ?", [.text(intake)])
    let tries = try connection.first(
      "SELECT COUNT(*) FROM intakes WHERE digest = ? AND duplicate = 0", [.text(digest)])
    let refused = "(f.state = 'rejected' OR (f.state = 'done' AND f.rejections > 0 AND f.translator <> ?2))"
    let worth = try connection.first(
      """
      SELECT 1 FROM files f WHERE f.digest = ?1 AND \(refused)
      UNION ALL
      SELECT 1 FROM intakes c JOIN intakes m ON m.intake > c.intake || '/' AND m.intake < c.intake || '0'
        JOIN files f ON f.digest = m.digest WHERE c.digest = ?1 AND \(refused)
      LIMIT 1
      """, [.text(digest), .text(translator)])
    return History(
      state: file.flatMap { State(rawValue: $0.text(0)) }, format: file?.text(1) ?? "unknown",
      isAnnounced: announced != nil, tries: Int(tries?.integer(0) ?? 0), isWorthATry: worth != nil)
  }
}
