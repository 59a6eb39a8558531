// Writes lockbox files: elements in, lines of 80 columns out; counts, totals and the trailer are its own business.

/// A streaming writer of files in the BAI lockbox format.
package struct LockboxWriter: BankFileWriter {
  private let layout: LockboxLayout
  private var written: [UInt8] = []
  private var hasFile = false
  private var records = 0
  private var header: LockboxHeader?
  private var batch: (name: String, checks: Int64, total: Int64)?
  private var lockbox: (checks: Int64, total: Int64) = (0, 0)

  /// - Parameter layout: where fields are.
  package init(layout: LockboxLayout = .compact) {
    self.layout = layout
  }

  /// What has been written since the last call.
  package mutating func drain() -> [UInt8] {
    defer { written.removeAll(keepingCapacity: true) }
    return written
  }

  /// Writes one element. - Throws: ``BankWriteError`` where a value does not fit its columns.
  package mutating func take(_ element: LockboxElement) throws {
    switch element {
    case .file(let value): try begin(value)
    case .service(let text): try write("2") { try $0.put(text, 2...LockboxLayout.length, "service") }
    case .lockbox(let value): try begin(value)
    case .check(let value): try write(value)
    case .batchEnd: try closeBatch()
    case .lockboxEnd: try closeLockbox()
    }
  }

  /// Writes the trailer, if it is due. - Returns: what ``drain()`` would.
  package mutating func finish() throws -> [UInt8] {
    try closeFile()
    return drain()
  }

  private mutating func begin(_ value: LockboxFileHeader) throws {
    try closeFile()
    try write("1") { line in
      try line.put("00", 2...3, "priority")
      try line.put(value.destination, 4...13, "destination")
      try line.put(value.origin, 14...23, "origin")
      try line.put(value.created, 24...29, "file creation date")
      try line.put(value.createdAt?.hhmm ?? "", 30...33, "file creation time")
    }
    hasFile = true
  }

  private mutating func begin(_ value: LockboxHeader) throws {
    if let header, header.lockbox != value.lockbox { try closeLockbox() }
    try closeBatch()
    try write("5") { line in
      try line.put(value.batch, 2...4, "batch number")
      try line.put("000", 5...7, "item number")
      try line.put(value.lockbox, LockboxLayout.lockbox, "lockbox number")
      try line.put(value.date, LockboxLayout.date, "deposit date")
      try line.put(value.destination, LockboxLayout.destination, "destination")
      try line.put(value.origin, LockboxLayout.origin, "origin")
    }
    header = value
  }

  private mutating func write(_ check: LockboxCheck) throws {
    guard let header else { throw BankWriteError(record: "6", field: "record", expected: "a lockbox header first") }
    let layout = layout
    try write("6") { line in
      try line.put(check.batch, 2...4, "batch number")
      try line.put(check.item, 5...7, "item number")
      if layout.repeatsHeader {
        try line.put(header.lockbox, LockboxLayout.lockbox, "lockbox number")
        try line.put(header.date, LockboxLayout.date, "deposit date")
      }
      try line.put(check.amount, layout.amount, "remittance amount")
      try line.put(check.routing, layout.routing, "transit routing")
      try line.put(check.account, layout.account, "account")
      try line.put(check.checkNumber, layout.checkNumber, "check number")
      if let range = layout.remitter { try line.put(check.remitter, range, "remitter") }
    }
    for (index, stub) in check.stubs.enumerated() {
      try write(stub, of: check, sequence: index + 1)
    }
    let open = batch ?? (check.batch, 0, 0)
    batch = (open.name, open.checks + 1, try sum(open.total, check.amount))
    lockbox = (lockbox.checks + 1, try sum(lockbox.total, check.amount))
  }

  private mutating func write(_ stub: LockboxStub, of check: LockboxCheck, sequence: Int) throws {
    let layout = layout
    try write("4") { line in
      try line.put(check.batch, 2...4, "batch number")
      try line.put(check.item, 5...7, "item number")
      try line.put("6", 8...8, "overflow record type")
      try line.put(Int64(sequence), 9...10, "overflow sequence")
      try line.put(sequence == check.stubs.count ? "9" : "0", 11...11, "overflow indicator")
      try line.put(stub.reference, layout.stubReference, "stub reference")
      if let amount = stub.amount { try line.put(amount, layout.stubAmount, "stub amount") }
      if let range = layout.stubCustomer { try line.put(stub.customer, range, "customer") }
      if let range = layout.stubDiscount, let discount = stub.discount { try line.put(discount, range, "discount") }
    }
  }

  private mutating func closeBatch() throws {
    guard let open = batch, let header else { return }
    let layout = layout
    try write("7") { line in
      try line.put(open.name, 2...4, "batch number")
      try line.put(header.lockbox, LockboxLayout.lockbox, "lockbox number")
      try line.put(header.date, LockboxLayout.date, "deposit date")
      try line.put(open.checks, layout.batchCount, "remittances")
      try line.put(open.total, layout.batchTotal, "batch total")
    }
    batch = nil
  }

  private mutating func closeLockbox() throws {
    try closeBatch()
    guard let header else { return }
    let (layout, counted) = (layout, lockbox)
    try write("8") { line in
      try line.put(header.lockbox, LockboxLayout.lockbox, "lockbox number")
      try line.put(header.date, LockboxLayout.date, "deposit date")
      try line.put(counted.checks, layout.lockboxCount, "checks")
      try line.put(counted.total, layout.lockboxTotal, "lockbox total")
    }
    (self.header, lockbox) = (nil, (0, 0))
  }

  private mutating func closeFile() throws {
    try closeLockbox()
    guard hasFile else { return }
    let count = Int64(records + 1)
    try write("9") { try $0.put(count, 2...7, "records") }
    (hasFile, records) = (false, 0)
  }

  private func sum(_ left: Int64, _ right: Int64) throws -> Int64 {
    guard let sum = ExactAmount.sum(left, right) else {
      throw BankWriteError(record: "6", field: "amount", expected: "sums of at most \(ExactAmount.limit)")
    }
    return sum
  }

  private mutating func write(_ type: String, _ fill: (inout LockboxLine) throws -> Void) throws {
    var line = LockboxLine(type)
    try fill(&line)
    written += line.columns + [0x0A]
    records += 1
  }
}

/// A line under construction.
private struct LockboxLine {
  let type: String
  var columns: [UInt8]

  init(_ type: String) {
    self.type = type
    columns = Array(type.utf8) + Array(repeating: 0x20, count: LockboxLayout.length - 1)
  }

  /// Text, to the left.
  mutating func put(_ text: String, _ range: ClosedRange<Int>, _ field: String) throws {
    let bytes = Array(text.utf8)
    guard bytes.count <= range.count, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      throw BankWriteError(record: type, field: field, expected: "at most \(range.count) ASCII characters")
    }
    columns.replaceSubrange((range.lowerBound - 1)..<(range.lowerBound - 1 + bytes.count), with: bytes)
  }

  /// A number, filled up with zeros.
  mutating func put(_ number: Int64, _ range: ClosedRange<Int>, _ field: String) throws {
    let digits = String(number)
    guard number >= 0, digits.utf8.count <= range.count else {
      throw BankWriteError(record: type, field: field, expected: "at most \(range.count) digits, not below zero")
    }
    try put(String(repeating: "0", count: range.count - digits.utf8.count) + digits, range, field)
  }

  mutating func put(_ day: CalendarDay?, _ range: ClosedRange<Int>, _ field: String) throws {
    guard let day else { return }
    guard let text = day.yymmdd else {
      throw BankWriteError(record: type, field: field, expected: "a year from 1970 to 2069")
    }
    try put(text, range, field)
  }
}
