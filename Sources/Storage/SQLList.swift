// Lists in conditions.

/// A list of texts behind `IN`.
public enum SQLList {
  /// `(?, ?, …)` for so many texts. Lists are filled up to a power of two, so that few different statements come about.
  public static func marks(_ count: Int) -> String {
    "(" + Array(repeating: count == 0 ? "NULL" : "?", count: places(count)).joined(separator: ", ") + ")"
  }

  /// The texts as arguments of as many marks.
  public static func arguments(_ texts: [String]) -> [SQLValue] {
    guard let last = texts.last else { return [] }
    return texts.map(SQLValue.text) + Array(repeating: .text(last), count: places(texts.count) - texts.count)
  }

  private static func places(_ count: Int) -> Int {
    var places = 1
    while places < count { places *= 2 }
    return places
  }
}
