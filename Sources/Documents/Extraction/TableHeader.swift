// The titles over a table: found by the words that templates know, in one line or in up to three.

/// Titles and where they stand.
struct TableHeader {
  struct Column {
    var field: ColumnField
    var box: Box
    /// The title by which it was known; nil for one that no template knows.
    var title: Label?
  }

  /// From left to right.
  var columns: [Column]
  /// How many lines the titles take.
  var lineCount: Int

  /// The most lines that titles are stacked in.
  private static let mostLines = 3

  /// The titles that begin in a line; nil where there are none. A table has a charge and what was paid, and at least
  /// three columns.
  static func find(_ lines: [PageLine], at index: Int, _ titles: [ColumnField: [Label]]) -> TableHeader? {
    var best: TableHeader?
    for count in 1...mostLines where index + count <= lines.count {
      let window = Array(lines[index..<(index + count)])
      let areClose = zip(window, window.dropFirst()).allSatisfy {
        $0.page == $1.page && $1.box.top - $0.box.bottom < $0.box.height * 0.9
      }
      guard areClose else { break }
      if let header = header(window, titles),
        header.columns.count(where: { $0.field != .ignored })
          > (best?.columns.count { $0.field != .ignored } ?? 0)
      {
        best = header
      }
    }
    return best
  }

  private static func header(_ window: [PageLine], _ titles: [ColumnField: [Label]]) -> TableHeader? {
    var words = window.enumerated().flatMap { line, content in content.words.map { Title(line: line, word: $0) } }
    let ordered = titles.flatMap { field, labels in labels.map { (field, $0) } }.sorted {
      ($1.1.tokens.count, $1.1.tokens.joined().count, $0.0.rawValue)
        < ($0.1.tokens.count, $0.1.tokens.joined().count, $1.0.rawValue)
    }
    var columns: [Column] = []
    for (field, label) in ordered where field == .ignored || !columns.contains(where: { $0.field == field }) {
      guard let box = take(label, from: &words, window[0].gap) else { continue }
      columns.append(Column(field: field, box: box, title: label))
    }
    let known = columns.count
    let fields = Set(columns.map(\.field))
    guard known >= 3, fields.contains(.paid), fields.contains(.charge), words.count(where: { !$0.isTaken }) <= known * 2
    else { return nil }
    add(words, to: &columns)
    return TableHeader(columns: columns.sorted { $0.box.left < $1.box.left }, lineCount: window.count)
  }

  /// Takes the words of a label, which go on to the right or on the next line beneath.
  private static func take(
    _ label: Label, from words: inout [Title], _ widest: (Box, Box) -> Double
  ) -> Box? {
    for start in words.indices where !words[start].isTaken && Label.matches(words[start].word.text, label.tokens[0]) {
      var (chosen, box) = ([start], words[start].word.box)
      for token in label.tokens.dropFirst() {
        guard let last = chosen.last else { break }
        let next = words.indices.first { index in
          guard !words[index].isTaken, !chosen.contains(index), Label.matches(words[index].word.text, token) else {
            return false
          }
          let other = words[index].word.box
          if words[index].line == words[last].line {
            let gap = other.left - words[last].word.box.right
            return gap > -2 && gap < widest(words[last].word.box, other)
          }
          return words[index].line == words[last].line + 1 && other.horizontalOverlap(box) > 0
        }
        guard let next else { break }
        chosen.append(next)
        box = box.union(words[next].word.box)
      }
      if chosen.count == label.tokens.count {
        for index in chosen { words[index].isTaken = true }
        return box
      }
    }
    return nil
  }

  /// Words that no template knows: above or below a known title they are part of it; else they are titles of columns
  /// that take what would fall to their neighbours.
  private static func add(_ words: [Title], to columns: inout [Column]) {
    var boxes: [Box] = []
    for title in words where !title.isTaken {
      let box = title.word.box
      let part = columns.firstIndex { $0.box.horizontalOverlap(box) > 0.5 * min($0.box.width, box.width) }
      if let part {
        columns[part].box = columns[part].box.union(box)
      } else if let near = boxes.firstIndex(where: { $0.horizontalOverlap(box) > -8 }) {
        boxes[near] = boxes[near].union(box)
      } else {
        boxes.append(box)
      }
    }
    columns += boxes.map { Column(field: .ignored, box: $0) }
  }

  private struct Title {
    var line: Int
    var word: Word
    var isTaken = false
  }
}

extension TableHeader {
  /// A row's words by column.
  func cells(_ line: PageLine) -> [ColumnField: [Word]] {
    var cells: [ColumnField: [Word]] = [:]
    for word in line.words {
      guard let column = column(of: word) else { continue }
      cells[column.field, default: []].append(word)
    }
    return cells
  }

  /// The column that a word belongs to: where it lies beneath the title; else amounts go by their right edges, texts by
  /// the left ones.
  private func column(of word: Word) -> Column? {
    let isNumber = word.text.contains(where: \.isDigit)
    func distance(_ column: Column) -> Double {
      let isAmount = column.field.amount != nil
      if isAmount && !isNumber { return 10_000 }
      let edge = isAmount ? abs(column.box.right - word.box.right) : abs(column.box.left - word.box.left)
      return edge - max(0, column.box.horizontalOverlap(word.box))
    }
    return columns.min { distance($0) < distance($1) }
  }
}
