// ACH files made from a seed: entries of every class with their addenda, and what they add up to.

import BankFiles
import SeededRandom

/// A file whose entries are drawn and whose totals are known beforehand.
struct GeneratedNACHA {
  private(set) var elements: [NACHAElement] = []
  private(set) var credits: Int64 = 0
  private(set) var debits: Int64 = 0
  private(set) var traces: [String] = []

  static let classes = [
    "ACK", "ARC", "ATX", "BOC", "CCD", "CIE", "COR", "CTX", "DNE", "ENR", "IAT", "MTE", "POP", "POS", "PPD", "RCK",
    "SHR", "TEL", "TRC", "TRX", "WEB", "XCK",
  ]

  init(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) &* 15_485_863)
    elements = [
      .file(
        try NACHAFileHeader([
          "immediate destination": " 121140399", "immediate origin": "1210428822", "file creation date": "260302",
          "file creation time": "0715", "file ID modifier": "A", "destination name": "OUR BANK",
          "origin name": "THEIR BANK",
        ]))
    ]
    for number in 1...(1 + random.below(4)) {
      let entryClass = number == 1 ? Self.classes[seed % Self.classes.count] : Self.classes[random.below(22)]
      let batch = try Self.batch(entryClass, number: number)
      elements.append(.batch(batch))
      for sequence in 1...(1 + random.below(6)) { try add(batch, sequence, &random) }
    }
  }

  func written() throws -> [UInt8] { try rewritten(elements) }

  private static func batch(_ entryClass: String, number: Int) throws -> NACHABatch {
    var values = [
      "service class": "200", "entry class": entryClass, "entry description": "HCCLAIMPMT",
      "effective entry date": "260303", "originator status": "1", "originating DFI": "12104288",
      "batch number": "\(number)",
    ]
    if entryClass == "IAT" {
      values["originator identification"] = "1512345678"
      values["destination currency"] = "USD"
      values["originating currency"] = "CAD"
    } else {
      values["company name"] = "HEALTH PAYER"
      values["company identification"] = "1512345678"
    }
    return try NACHABatch(values)
  }

  private mutating func add(_ batch: NACHABatch, _ sequence: Int, _ random: inout SeededGenerator) throws {
    let kind = batch.entryClass == "COR" ? 0 : random.below(8)
    let code = kind < 2 ? ["21", "26", "31", "36"][random.below(4)] : ["22", "27", "32", "37"][random.below(4)]
    let amount = batch.entryClass == "COR" ? 0 : Int64(random.below(9_000_000))
    var values = [
      "transaction code": code, "receiving DFI": "12345678", "account": "55667788\(random.below(100))",
      "amount": "\(amount)", "trace number": "12104288\(1_000_000 + sequence)",
    ]
    if !["IAT", "CTX", "ATX", "ENR", "TRX"].contains(batch.entryClass) { values["individual name"] = "CLINIC" }
    let addenda = try addenda(batch, kind, sequence, &random)
    elements.append(.entry(try NACHAEntry(values, addenda: addenda, in: batch)))
    if code.hasSuffix("1") || code.hasSuffix("2") { credits += amount } else { debits += amount }
  }

  private mutating func addenda(
    _ batch: NACHABatch, _ kind: Int, _ sequence: Int, _ random: inout SeededGenerator
  ) throws -> [NACHAAddenda] {
    if batch.entryClass == "COR" { return [try returned("98", "change code", "C01", sequence)] }
    let own = try carried(batch.entryClass, sequence, &random)
    switch kind {
    case 0:
      return batch.isIAT
        ? own + [try returned("99", "return code", "R03", sequence, isIAT: true)]
        : [try returned("99", "return code", "R01", sequence)]
    case 1:
      if batch.isIAT { return own + [try returned("99", "return code", "R16", sequence, isIAT: true)] }
      return [
        try random.below(2) == 0
          ? returned("99", "dishonor code", "R69", sequence) : returned("99", "contest code", "R74", sequence)
      ]
    default: return own
    }
  }

  private func returned(
    _ type: String, _ field: String, _ code: String, _ sequence: Int, isIAT: Bool = false
  ) throws -> NACHAAddenda {
    try NACHAAddenda(
      type: type,
      [
        field: code, "original trace number": "09100001\(2_000_000 + sequence)", "original receiving DFI": "12104288",
        "trace number": "12104288\(1_000_000 + sequence)",
      ], isIAT: isIAT)
  }

  private mutating func carried(_ entryClass: String, _ sequence: Int, _ random: inout SeededGenerator) throws
    -> [NACHAAddenda]
  {
    switch entryClass {
    case "IAT":
      return try ["10", "11", "12", "13", "14", "15", "16"].map {
        try NACHAAddenda(type: $0, ["entry sequence number": "\(sequence)"], isIAT: true)
      }
    case "MTE", "POS", "SHR":
      return [try NACHAAddenda(type: "02", ["terminal": "T1", "trace number": "12104288\(1_000_000 + sequence)"])]
    case "ACK", "CCD", "CIE", "DNE", "PPD", "WEB":
      let trace = "\(random.below(900_000))"
      traces.append(trace)
      return try NACHAAddenda.payments("TRN*1*\(trace)*1512345678\\", entrySequence: sequence)
    case "CTX", "ATX", "ENR", "TRX":
      let trace = "\(random.below(900_000))"
      traces.append(trace)
      let padding = String(repeating: "NTE*ADD*X~", count: random.below(40))
      return try NACHAAddenda.payments("\(padding)TRN*1*\(trace)*1512345678~", entrySequence: sequence)
    default: return []
    }
  }
}

/// Elements written as a file.
func rewritten(_ elements: [NACHAElement]) throws -> [UInt8] {
  var writer = NACHAWriter()
  for element in elements { try writer.take(element) }
  return try writer.finish()
}
