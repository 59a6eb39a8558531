// Control records of batches and files, compared with what was counted.

extension NACHAChecks {
  /// Reports levels that end without their control record.
  mutating func closeLevels(at place: RecordPlace?, includingFile: Bool) {
    if let open = batch { missing("batch control (8)", open, place) }
    (batch, header) = (nil, nil)
    guard includingFile else { return }
    if let open = file { missing("file control (9)", open, place) }
    file = nil
  }

  /// At the end of the input nothing may be open.
  mutating func endOfInput() {
    closeLevels(at: nil, includingFile: true)
    if recordsInFile == 0 {
      report(.emptyFile, .file, field: "file", expected: "a file header (1)", found: "none")
    }
  }

  private mutating func missing(_ control: String, _ open: Level, _ place: RecordPlace?) {
    report(
      .nachaControlMissing, place ?? open.place, field: "record type",
      expected: "the \(control) of record \(open.place.record)", found: place == nil ? "the end of the file" : "none")
  }

  mutating func closeBatch(_ record: NACHARecord) {
    recordsInFile += 1
    guard let counted = batch, let header else { return outOfOrder(record, "an open batch (5)") }
    (batch, self.header) = (nil, nil)
    let isADV = header.isADV
    let count = number(record, 5...10, "entry/addenda count")
    let hash = number(record, 11...20, "entry hash")
    let debits = number(record, isADV ? 21...40 : 21...32, "total debits")
    let credits = number(record, isADV ? 41...60 : 33...44, "total credits")
    check(.nachaBatchCount, "entry/addenda count", count, counted.count, record)
    check(.nachaBatchHash, "entry hash", hash, counted.hash, record)
    check(.nachaBatchDebits, "total debits", debits, counted.debits, record)
    check(.nachaBatchCredits, "total credits", credits, counted.credits, record)
    compare(header, with: record)
    addToFile(count: count ?? counted.count, hash: hash, debits: debits, credits: credits)
  }

  /// The file's controls sum the batches' controls, so that one wrong batch is not reported twice.
  private mutating func addToFile(count: Int64, hash: Int64?, debits: Int64?, credits: Int64?) {
    guard var level = file else { return }
    level.batches += 1
    level.count += count
    level.addHash(hash)
    level.debits = Level.sum(level.debits, debits)
    level.credits = Level.sum(level.credits, credits)
    file = level
  }

  mutating func closeFile(_ record: NACHARecord) {
    recordsInFile += 1
    if isAfterFile, record.isPadding { return }
    closeLevels(at: record.place, includingFile: false)
    guard let counted = file else { return outOfOrder(record, "an open file (1)") }
    (file, isAfterFile) = (nil, true)
    check(.nachaFileBatches, "batch count", number(record, 2...7, "batch count"), counted.batches, record)
    checkBlocks(record)
    check(.nachaFileCount, "entry/addenda count", number(record, 14...21, "entry/addenda count"), counted.count, record)
    check(.nachaFileHash, "entry hash", number(record, 22...31, "entry hash"), counted.hash, record)
    let debits = number(record, hasADV ? 32...51 : 32...43, "total debits")
    check(.nachaFileDebits, "total debits", debits, counted.debits, record)
    let credits = number(record, hasADV ? 52...71 : 44...55, "total credits")
    check(.nachaFileCredits, "total credits", credits, counted.credits, record)
  }

  /// A control that cannot be read is reported as a field; one that can must be equal.
  private mutating func check(
    _ rule: FindingRule, _ field: String, _ found: Int64?, _ expected: Int64?, _ record: NACHARecord
  ) {
    guard let found, found != expected else { return }
    let text = expected.map(String.init) ?? "a sum that can be worked out"
    report(rule, record.place, field: field, expected: text, found: "\(found)")
  }

  /// Blocks of ten records; banks often leave out the padding or count without it, and no money depends on it.
  private mutating func checkBlocks(_ record: NACHARecord) {
    let expected = Int64((recordsInFile + 9) / 10)
    guard record.number(8...13) != expected else { return }
    let found = TextBytes.shown(record.bytes(8...13))
    report(.nachaBlockCount, record.place, field: "block count", expected: "\(expected)", found: found)
  }

  /// Fields that a batch's control repeats from its header.
  private mutating func compare(_ header: NACHABatch, with record: NACHARecord) {
    let pairs = [
      ("service class", header.serviceClass, 2...4), ("originating DFI", header.originatingDFI, 80...87),
      ("batch number", header.number, 88...94),
    ]
    for (field, expected, range) in pairs where record.text(range) != expected {
      let found = TextBytes.shown(record.bytes(range), digits: 8)
      let shown = TextBytes.shown(Array(expected.utf8), digits: 8)
      report(.nachaControlMismatch, record.place, field: field, expected: shown, found: found)
    }
    if !header.isADV, record.text(45...54) != header.companyID {
      report(
        .nachaControlMismatch, record.place, field: "company identification", expected: "the batch header's",
        found: "another")
    }
  }
}
