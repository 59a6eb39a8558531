// Pages in, values out: the template that fits is chosen, tables first, then labels, then the sums.

import PaymentEvents

/// Extracts by templates.
package struct Extractor: Sendable {
  /// A payer as its documents name it.
  package struct Payer: Sendable {
    package var key: String
    package var names: [String]

    package init(key: String, names: [String]) { (self.key, self.names) = (key, names) }
  }

  /// The templates; the first that fits is taken, so those of payers come before the generic one.
  package var templates: [ExtractionTemplate]
  package var payers: [Payer]
  /// Tells kinds of documents; without it the words that templates name do.
  package var model: KindModel?

  package init(templates: [ExtractionTemplate], payers: [Payer], model: KindModel? = nil) {
    (self.templates, self.payers, self.model) = (templates, payers, model)
  }

  /// What the pages say; nil where no template fits.
  package func extract(_ pages: [Page]) -> Extraction? {
    let lines = pages.flatMap(PageLine.lines)
    func stands(_ label: Label) -> Bool { lines.contains { $0.holds(label) } }
    guard let template = templates.first(where: { $0.recognise.allSatisfy(stands) }) else { return nil }
    var assembler = ClaimAssembler(template)
    assembler.read(lines)
    let finder = FieldFinder(lines: lines.indices.filter { !assembler.taken.contains($0) }.map { lines[$0] })
    var extraction = Extraction(
      template: "\(template.name) \(template.version)", kind: kind(template, lines), payer: payer(lines),
      traceNumber: finder.find(template.traceNumber, FieldFinder.identifier),
      date: finder.find(template.date, FieldFinder.date), amount: finder.find(template.amount, FieldFinder.money),
      claims: assembler.claims, totals: assembler.totals)
    extraction.providerAdjustments = assembler.providerAdjustments
    extraction.provider = finder.find(template.provider, FieldFinder.nationalProvider)
    extraction.unread = assembler.unread
    extraction.thresholds = template.thresholds
    if let model {
      let verdict = model.verdict(KindFeatures.of(lines, kinds: template.kinds))
      (extraction.kind, extraction.kindConfidence) = (verdict.kind, verdict.confidence)
      extraction.kindWords = verdict.words
    }
    extraction.readLetter(template, lines)
    extraction.crossCheck()
    return extraction
  }

  /// What is worth a second reading, by the place of the page among these: recognised pages that were read once.
  package func doubts(_ pages: [Page]) -> [(index: Int, doubts: [Doubt])] {
    let once = pages.indices.filter { pages[$0].source == .recognition && !pages[$0].wasReadAgain }
    guard !once.isEmpty, let extraction = extract(pages) else { return [] }
    let doubts = Dictionary(grouping: extraction.doubts, by: \.page)
    return once.compactMap { index in doubts[pages[index].number].map { (index: index, doubts: $0) } }
  }

  /// The kind whose words stand on the first page most often.
  private func kind(_ template: ExtractionTemplate, _ lines: [PageLine]) -> String {
    let first = lines.filter { $0.page == lines.first?.page }
    let votes = template.kinds.mapValues { labels in
      labels.count { label in first.contains { $0.says(label) } }
    }
    let best = votes.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best.flatMap { $0.value > 0 ? $0.key : nil } ?? "other"
  }

  /// The payer whose longest name stands on the document.
  private func payer(_ lines: [PageLine]) -> ExtractedField<String>? {
    let names = payers.flatMap { payer in payer.names.map { (payer.key, Label($0)) } }
      .sorted { $0.1.tokens.joined().count > $1.1.tokens.joined().count }
    for (key, name) in names {
      for line in lines {
        guard let range = line.range(of: name), !range.isEmpty else { continue }
        return FieldFinder.field(Array(line.words[range]), page: line.page) { _ in (key, 1) }
      }
    }
    return nil
  }
}
