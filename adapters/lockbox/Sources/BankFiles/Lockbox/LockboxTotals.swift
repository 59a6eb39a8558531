// Totals of batches, lockboxes and files, compared with what was counted.

extension LockboxChecks {
  /// Reports what ends without its total, innermost first, and closes it.
  mutating func closeLevels(at place: RecordPlace?, includingFile: Bool) {
    closeBatch(at: place)
    if let open = lockbox {
      missing(.lockboxTotalMissing, "the total (8) of the lockbox of record \(open.place.record)", open.place, place)
      if open.total != open.controlled {
        report(
          .lockboxUncontrolled, place ?? open.place, field: "totals", expected: "a total of batch or lockbox",
          found: "checks that neither covers")
      }
    }
    (lockbox, header) = (nil, nil)
    guard includingFile else { return }
    if let open = file {
      missing(.lockboxTrailerMissing, "the trailer (9) of the file of record \(open.record)", open, place)
    }
    file = nil
  }

  /// At the end of the input nothing may be open.
  mutating func endOfInput() {
    closeLevels(at: nil, includingFile: true)
    if records == 0 {
      report(.emptyFile, .file, field: "file", expected: "a file header (1)", found: "none")
    }
  }

  /// A batch that ends without its total.
  mutating func closeBatch(at place: RecordPlace?) {
    guard let open = batch else { return }
    missing(.lockboxBatchTotalMissing, "the total (7) of the batch of record \(open.place.record)", open.place, place)
    batch = nil
  }

  private mutating func missing(
    _ rule: FindingRule, _ expected: String, _ open: RecordPlace, _ place: RecordPlace?
  ) {
    report(
      rule, place ?? open, field: "record type", expected: expected,
      found: place == nil ? "the end of the file" : "none")
  }

  /// Record 7. - Returns: whether a batch was open.
  mutating func closeBatch(_ record: LockboxRecord) -> Bool {
    records += 1
    // An empty batch may have a total of nothing.
    guard lockbox != nil else {
      outOfOrder(record, "an open lockbox (5)")
      return false
    }
    let counted = batch ?? Level(place: record.place, name: record.text(2...4))
    batch = nil
    let layout = layout ?? .compact
    let total = number(record, layout.batchTotal, "batch total")
    compareName(record, lockbox)
    compare(.lockboxBatchCount, "remittances", number(record, layout.batchCount, "remittances"), counted.checks, record)
    compare(.lockboxBatchTotal, "batch total", total, counted.total, record)
    let controlled = ExactAmount.sum(lockbox?.controlled ?? 0, counted.total ?? 0) ?? 0
    lockbox?.controlled = controlled
    return true
  }

  /// Record 8. - Returns: whether a lockbox was open.
  mutating func closeLockbox(_ record: LockboxRecord) -> Bool {
    records += 1
    closeBatch(at: record.place)
    guard let counted = lockbox else {
      outOfOrder(record, "an open lockbox (5)")
      return false
    }
    (lockbox, header) = (nil, nil)
    let layout = layout ?? .compact
    compareName(record, counted)
    compare(.lockboxCount, "checks", number(record, layout.lockboxCount, "checks"), counted.checks, record)
    compare(
      .lockboxTotal, "lockbox total", number(record, layout.lockboxTotal, "lockbox total"), counted.total, record)
    return true
  }

  /// Record 9: how many records there are, itself included.
  mutating func closeFile(_ record: LockboxRecord) {
    records += 1
    closeLevels(at: record.place, includingFile: false)
    guard file != nil else { return outOfOrder(record, "an open file (1)") }
    file = nil
    compare(.lockboxRecordCount, "records", number(record, 2...7, "records"), Int64(records), record)
  }

  private mutating func compareName(_ record: LockboxRecord, _ level: Level?) {
    guard let level, record.text(LockboxLayout.lockbox) != level.name else { return }
    mismatch(record, LockboxLayout.lockbox, "lockbox number", expected: level.name)
  }

  /// One that cannot be read is reported as a field; one that can must be equal.
  private mutating func compare(
    _ rule: FindingRule, _ field: String, _ found: Int64?, _ expected: Int64?, _ record: LockboxRecord
  ) {
    guard let found, found != expected else { return }
    guard let expected else {
      return report(
        .amountLimit, record.place, field: field, expected: "a sum that can be worked out", found: "none")
    }
    report(rule, record.place, field: field, expected: "\(expected)", found: "\(found)")
  }
}
