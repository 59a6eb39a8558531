// Claims from the rows of a table: a row a claim, or a heading with rows beneath it.

import PaymentEvents

/// Goes through lines from top to bottom and puts claims together.
struct ClaimAssembler {
  let template: ExtractionTemplate
  private(set) var claims: [ExtractedClaim] = []
  private(set) var totals: ExtractedAmounts = [:]
  private(set) var providerAdjustments: [ExtractedAdjustment] = []
  /// Cells that hold something else than their column says.
  private(set) var unread: [Doubt] = []
  /// The lines that belong to a table, as indices: labels are not looked for there.
  private(set) var taken: Set<Int> = []
  private var header: TableHeader?
  private var page = 0
  /// The sums that the document states for the claim being put together.
  private var stated: ExtractedAmounts?

  init(_ template: ExtractionTemplate) { self.template = template }

  mutating func read(_ lines: [PageLine]) {
    var index = 0
    while index < lines.count {
      if lines[index].page != page { (page, header) = (lines[index].page, nil) }
      if let found = TableHeader.find(lines, at: index, template.columns) {
        header = found
        taken.formUnion(index..<(index + found.lineCount))
        index += found.lineCount
        continue
      }
      if take(adjustment: lines[index]) {
        taken.insert(index)
      } else if let header, take(lines[index], header) {
        taken.insert(index)
      }
      index += 1
    }
    close()
  }

  /// A line that changes the payment and belongs to no claim: a label or a code (PLB03-1), perhaps what it is about,
  /// and an amount at the end. By a label the amount is what is taken off or put on; by a code it has PLB04's sign.
  private mutating func take(adjustment line: PageLine) -> Bool {
    guard let last = line.words.last, let amount = FieldFinder.field([last], page: line.page, FieldFinder.money) else {
      return false
    }
    let known = template.providerAdjustments
    let named = known.first { line.range(of: $0.label)?.lowerBound == 0 }
    let coded = known.first { $0.code == line.words[0].text }
    guard let code = (named ?? coded)?.code, line.words.count > 1 else { return false }
    var effect = amount
    effect.value =
      named.map { $0.isMore ? amount.value.magnitude : amount.value.magnitude.negated } ?? amount.value.negated
    let rest = line.words.dropFirst(named?.label.tokens.count ?? 1).dropLast()
    let reference = rest.lazy.compactMap { FieldFinder.field([$0], page: line.page, FieldFinder.identifier) }.first
    providerAdjustments.append(ExtractedAdjustment(code: code, reference: reference, effect: effect))
    return true
  }

  /// Keeps the places of cells whose words are no amount, or no number of a claim.
  private mutating func noteUnread(_ cells: [ColumnField: [Word]], _ amounts: ExtractedAmounts) {
    for (column, words) in cells {
      let isUnread =
        column.amount.map { amounts[$0] == nil } ?? (column == .claim && field(words, FieldFinder.identifier) == nil)
      guard isUnread, words.contains(where: { $0.text.contains(where: \.isDigit) }), let box = words.map(\.box).union
      else { continue }
      unread.append(Doubt(page: page, box: box, letters: column == .claim ? .identifier : .amount))
    }
  }

  private mutating func take(_ line: PageLine, _ header: TableHeader) -> Bool {
    let cells = header.cells(line)
    let amounts = amounts(cells)
    if let label = leading(line), amounts.count >= 1 {
      noteUnread(cells, amounts)
      switch label {
      case .claim: stated = amounts
      case .document:
        close()
        totals = amounts
      }
      return true
    }
    if begins(line) { return true }
    guard amounts.count >= 2, amounts[.charge] != nil || amounts[.paid] != nil else { return false }
    noteUnread(cells, amounts)
    let number = field(cells[.claim], FieldFinder.identifier)
    // A row with a name or a number that cannot be read is a claim, too: it must not be added to the one above.
    let isNamed = [ColumnField.claim, .payerClaim, .patient].contains { cells[$0] != nil }
    if number != nil || (isNamed && header.columns.contains { $0.field == .claim }) {
      close()
      claims.append(
        ExtractedClaim(
          patientControlNumber: number, payerClaimNumber: field(cells[.payerClaim], FieldFinder.identifier),
          patientName: name(cells[.patient])))
    }
    guard !claims.isEmpty else { return false }
    note(header)
    claims[claims.count - 1].lines.append(
      ExtractedLine(
        procedure: cells[.procedure].flatMap { FieldFinder.field($0, page: page) { ($0, 1) } },
        serviceDate: date(cells[.date]), amounts: amounts, codes: ReasonCode.codes(in: line)))
    return true
  }

  /// Keeps what the titles over the claim's amounts stand for.
  private mutating func note(_ header: TableHeader) {
    for column in header.columns {
      guard let kind = column.field.amount, let code = column.title.flatMap({ template.codes[$0] }) else { continue }
      claims[claims.count - 1].columnCodes[kind] = code
    }
  }

  private enum Sums {
    case claim
    case document
  }

  /// What sums a line holds, by the words it begins with.
  private func leading(_ line: PageLine) -> Sums? {
    let candidates = template.claimTotals.map { ($0, Sums.claim) } + template.totals.map { ($0, Sums.document) }
    return candidates.filter { line.range(of: $0.0) == 0..<$0.0.tokens.count }
      .max { $0.0.tokens.count < $1.0.tokens.count }?.1
  }

  /// A line that names a claim's number begins the claim.
  private mutating func begins(_ line: PageLine) -> Bool {
    let finder = FieldFinder(lines: [line])
    func find<Value>(_ field: ColumnField, _ parse: FieldFinder.Parser<Value>) -> ExtractedField<Value>? {
      for label in template.claim[field] ?? [] {
        if let range = line.range(of: label), let value = finder.beside(line, range, parse) { return value }
      }
      return nil
    }
    guard let number = find(.claim, FieldFinder.identifier) else { return false }
    close()
    claims.append(
      ExtractedClaim(
        patientControlNumber: number, payerClaimNumber: find(.payerClaim, FieldFinder.identifier),
        patientName: find(.patient) { text in text.contains(where: \.isDigit) ? nil : (text, 1) }))
    return true
  }

  /// Settles the amounts of the claim that ends here: those that the document states, else the sums of its lines.
  private mutating func close() {
    defer { stated = nil }
    guard let last = claims.indices.last, claims[last].amounts.isEmpty else { return }
    claims[last].codes = claims[last].lines.flatMap(\.codes)
    claims[last].serviceDate = claims[last].lines.compactMap(\.serviceDate).min { $0.value < $1.value }
    if let stated {
      claims[last].amounts = stated
    } else if claims[last].lines.count == 1 {
      claims[last].amounts = claims[last].lines[0].amounts
      claims[last].lines = []
    } else {
      claims[last].isSumOfLines = true
      claims[last].amounts = Self.sums(claims[last].lines.map(\.amounts))
    }
  }

  /// Sums of amounts that all lines have.
  private static func sums(_ lines: [ExtractedAmounts]) -> ExtractedAmounts {
    var sums: ExtractedAmounts = [:]
    for kind in AmountKind.allCases {
      let fields = lines.compactMap { $0[kind] }
      guard fields.count == lines.count, let first = fields.first, let total = try? fields.map(\.value).total(),
        let box = fields.map(\.box).union
      else { continue }
      sums[kind] = ExtractedField(
        total, text: fields.map(\.text).joined(separator: " + "), page: first.page, box: box,
        readingConfidence: fields.map(\.readingConfidence).min() ?? 0)
    }
    return sums
  }

  private func amounts(_ cells: [ColumnField: [Word]]) -> ExtractedAmounts {
    var amounts: ExtractedAmounts = [:]
    for (field, words) in cells {
      guard let kind = field.amount else { continue }
      amounts[kind] = self.field(words, FieldFinder.money)
    }
    return amounts
  }

  private func field<Value>(_ words: [Word]?, _ parse: FieldFinder.Parser<Value>) -> ExtractedField<Value>? {
    guard let words else { return nil }
    if let whole = FieldFinder.field(words, page: page, parse) { return whole }
    let fields = words.compactMap { FieldFinder.field([$0], page: page, parse) }
    return fields.count == 1 ? fields.first : nil
  }

  private func name(_ words: [Word]?) -> ExtractedField<String>? {
    guard let words else { return nil }
    return FieldFinder.field(words, page: page) { text in text.contains(where: \.isDigit) ? nil : (text, 1) }
  }

  private func date(_ words: [Word]?) -> ExtractedField<LocalDate>? {
    guard let words else { return nil }
    // A span of days is written as two; the first is the day of service.
    for count in (1...3).reversed() where count <= words.count {
      if let field = FieldFinder.field(Array(words[..<count]), page: page, FieldFinder.date) { return field }
    }
    return nil
  }
}
