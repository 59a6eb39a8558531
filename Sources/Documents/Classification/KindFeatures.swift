// What tells kinds of documents apart: words on the first page, phrases that templates name, and how it is laid out.

package enum KindFeatures {
  /// What a phrase of a kind is called among the features: no word begins so.
  private static let phrase = "~"
  private static let layout = "#"

  /// How much a feature counts while a model learns: a phrase that people chose says more of payers that were not seen
  /// than the words which happen to stand beside it.
  static func strength(_ feature: String) -> Double {
    feature.hasPrefix(phrase) ? 4 : feature.hasPrefix(layout) ? 2 : 1
  }

  /// The features of a document: words of three letters and more, each once.
  /// - Parameter kinds: phrases that tell a kind, from a template.
  package static func of(_ lines: [PageLine], kinds: [String: [Label]]) -> Set<String> {
    let first = lines.filter { $0.page == lines.first?.page }
    var features: Set<String> = []
    var (amounts, rows, prose) = (0, 0, 0)
    for line in first {
      var own = 0
      for word in line.words {
        if ValueText.money(word.text) != nil { own += 1 }
        let token = Label.token(word.text)
        if token.count >= 3, token.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic }) { features.insert(token) }
      }
      amounts += own
      if own >= 3 { rows += 1 }
      if line.words.count >= 7, own == 0 { prose += 1 }
    }
    for (kind, labels) in kinds where labels.contains(where: { label in first.contains { $0.says(label) } }) {
      features.insert(phrase + kind)
    }
    features.insert("\(layout)amounts-\(amounts == 0 ? "none" : amounts < 5 ? "few" : "many")")
    features.insert("\(layout)\(rows == 0 ? "no-table" : "table")")
    features.insert("\(layout)\(prose < 2 ? "no-prose" : "prose")")
    return features
  }
}
