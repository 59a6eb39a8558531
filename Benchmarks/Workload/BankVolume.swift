// Bank files of any number of entries, written as they are drawn: each format, with right totals.

import Foundation
import SeededRandom

/// A kind of bank file to generate.
package enum BankVolume: String, CaseIterable, Sendable {
  /// BAI2 as a large account has it: of ten entries one is a payer's payment with its trace number, two are other
  /// credits, seven are debits.
  case bai2
  /// BAI2 in which no entry is a deposit: what reading twice costs.
  case bai2Debits = "bai2, no deposits"
  /// BAI2 in which every entry is a payer's payment with its trace number in a continuation.
  case bai2Deposits = "bai2, all deposits"
  /// ACH: CCD+ entries with a trace number each, in batches of 1,000.
  case nacha
  /// Lockbox: checks with one stub each, in batches of 100.
  case lockbox
  /// A portal download: half credits.
  case delimited

  /// Writes a file of so many entries.
  package func write(_ entries: Int, to file: URL) throws {
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    var out = try VolumeWriter(FileHandle(forWritingTo: file))
    var random = SeededGenerator(seed: 7)
    switch self {
    case .bai2: try out.bai2(entries, &random) { $0 % 10 }
    case .bai2Debits: try out.bai2(entries, &random) { _ in 9 }
    case .bai2Deposits: try out.bai2(entries, &random) { _ in 0 }
    case .nacha: try out.nacha(entries, &random)
    case .lockbox: try out.lockbox(entries, &random)
    case .delimited: try out.delimited(entries, &random)
    }
    try out.flush()
  }
}

/// Lines on their way to a file.
private struct VolumeWriter {
  private let handle: FileHandle
  private var buffer = Data()

  init(_ handle: FileHandle) { self.handle = handle }

  mutating func line(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    buffer.append(0x0A)
    if buffer.count > 1 << 20 { try flush() }
  }

  mutating func flush() throws {
    try handle.write(contentsOf: buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  mutating func bai2(_ entries: Int, _ random: inout SeededGenerator, kind: (Int) -> Int) throws {
    try line("01,121042882,CLINIC,260302,0630,1,,,2/")
    try line("02,CLINIC,121042882,1,260301,2400,USD,2/")
    try line("03,1020304050,,015,0,,/")
    var (total, records) = (0, 2)
    for index in 0..<entries {
      let amount = Int.random(in: 100...9_000_000, using: &random)
      total += amount
      records += 1
      switch kind(index) {
      case 0:
        try line("16,142,\(amount),Z,ACH\(index),,LARKSPUR HEALTH HCCLAIMPMT")
        try line("88,TRN*1*LHP\(1_000_000 + index)*1894010017\\/")
        records += 1
      case 1: try line("16,165,\(amount),0,R\(index),,CARD SETTLEMENT \(index)/")
      case 2: try line("16,195,\(amount),Z,W\(index),,INCOMING WIRE/")
      default: try line("16,475,\(amount),Z,C\(index),\(index),CHECK \(index)/")
      }
    }
    try line("49,\(total),\(records)/")
    try line("98,\(total),1,\(records + 2)/")
    try line("99,\(total),1,\(records + 4)/")
  }

  mutating func nacha(_ entries: Int, _ random: inout SeededGenerator) throws {
    let perBatch = 1_000
    let batches = (entries + perBatch - 1) / perBatch
    try line(
      "101 138100429 1210428822603020630A094101\(Text.left("PINEFALL BANK", 23))\(Text.left("OUR BANK", 23))        ")
    var total = 0
    for batch in 0..<batches {
      let count = min(perBatch, entries - batch * perBatch)
      total += try nachaBatch(batch + 1, count, &random)
    }
    let records = 2 + 2 * batches + 2 * entries
    try line(
      "9\(Text.zeros(batches, 6))\(Text.zeros((records + 9) / 10, 6))\(Text.zeros(entries * 2, 8))"
        + "\(Text.zeros(entries * 13_810_042 % 10_000_000_000, 10))\(Text.zeros(0, 12))\(Text.zeros(total, 12))"
        + Text.left("", 39))
    for _ in 0..<((10 - records % 10) % 10) { try line(String(repeating: "9", count: 94)) }
  }

  private mutating func nachaBatch(_ number: Int, _ count: Int, _ random: inout SeededGenerator) throws -> Int {
    try line(
      "5220\(Text.left("LARKSPUR HEALTH", 36))1894010017CCDHCCLAIMPMT260302260302   112104288\(Text.zeros(number, 7))")
    var total = 0
    for entry in 1...count {
      let amount = Int.random(in: 100...900_000, using: &random)
      total += amount
      try line(
        "6221381004295566778899       \(Text.zeros(amount, 10))895550123      \(Text.left("FERNHOLLOW CLINIC", 22))"
          + "  112104288\(Text.zeros(entry, 7))")
      let trace = "TRN*1*LHP\(number * 10_000 + entry)*1894010017\\"
      try line("705\(Text.left(trace, 80))0001\(Text.zeros(entry, 7))")
    }
    try line(
      "8220\(Text.zeros(count * 2, 6))\(Text.zeros(count * 13_810_042 % 10_000_000_000, 10))\(Text.zeros(0, 12))"
        + "\(Text.zeros(total, 12))1894010017\(Text.left("", 25))12104288\(Text.zeros(number, 7))")
    return total
  }

  /// A trailer counts at most 999,999 records: larger volumes are several files one behind the other.
  mutating func lockbox(_ entries: Int, _ random: inout SeededGenerator) throws {
    for start in stride(from: 0, to: entries, by: 400_000) {
      try lockboxFile(min(400_000, entries - start), &random)
    }
  }

  private mutating func lockboxFile(_ entries: Int, _ random: inout SeededGenerator) throws {
    let perBatch = 100
    try line("100RIVERSIDE 1210428822603041805")
    try line("2RIVERSIDE 121042882 0000000000400080")
    var (records, left, lockbox) = (2, entries, 0)
    while left > 0 {
      // A lockbox's total counts at most 9,999 checks, in batches that three digits can number.
      let name = Text.zeros(4_000_000 + lockbox, 7)
      try line("5001000\(name)260304RIVERSIDE 121042882")
      var (total, checks) = (0, 0)
      for batch in 1...90 where left > 0 {
        let count = min(perBatch, left)
        var sum = 0
        for item in 1...count {
          let amount = Int.random(in: 100...900_000, using: &random)
          sum += amount
          let place = "\(Text.zeros(batch, 3))\(Text.zeros(item, 3))"
          try line("6\(place)\(Text.zeros(amount, 10))0061000052481200770000\(80_000 + item)     LARKSPUR HEALTH PLAN")
          try line("4\(place)6019PCN-\(Text.left("\(item)", 16))\(Text.zeros(amount, 10))")
        }
        try line("7\(Text.zeros(batch, 3))   \(name)260304\(Text.zeros(count, 3))\(Text.zeros(sum, 10))")
        (total, checks, left, records) = (total + sum, checks + count, left - count, records + 1 + 2 * count)
      }
      try line("8      \(name)260304\(Text.zeros(checks, 4))\(Text.zeros(total, 10))")
      (records, lockbox) = (records + 2, lockbox + 1)
    }
    try line("9\(Text.zeros(records + 1, 6))")
  }

  mutating func delimited(_ entries: Int, _ random: inout SeededGenerator) throws {
    try line("Posting Date,Account,Bank Ref,Description,Amount")
    for index in 0..<entries {
      let amount = Int.random(in: 100...9_000_000, using: &random)
      let money = "\(index % 2 == 0 ? "" : "-")\(amount / 100).\(Text.zeros(amount % 100, 2))"
      let text = index % 2 == 0 ? "LARKSPUR TRN*1*LHP\(1_000_000 + index)*1894010017\\" : "CHECK \(index)"
      try line("03/02/2026,1020304050,BR\(index),\(text),\(money)")
    }
  }
}

/// Columns.
private enum Text {
  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf8.count))
  }

  static func zeros(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
