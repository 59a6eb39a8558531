// A month of a large provider, invented: charges, remittance files and the bank's file, the same for the same seed.

import Foundation
import SeededRandom

/// Describes a workload and writes its files.
package struct Workload: Sendable {
  /// Everything follows from it.
  package var seed: UInt64
  /// Claims in all.
  package var claims: Int
  /// Claims of one advice.
  package var claimsPerAdvice: Int
  /// Advices of one file.
  package var advicesPerFile: Int
  /// Whether some claims are denied in part, paid by a second payer, reversed and corrected, or unknown to billing.
  /// Without it every claim is plain, with two lines and four adjustments.
  package var isVaried: Bool

  /// Creates it; see the properties.
  package init(seed: UInt64, claims: Int, claimsPerAdvice: Int = 500, advicesPerFile: Int = 4, isVaried: Bool = false) {
    self.seed = seed
    self.claims = claims
    self.claimsPerAdvice = claimsPerAdvice
    self.advicesPerFile = advicesPerFile
    self.isVaried = isVaried
  }

  /// What was written.
  package struct Files: Sendable {
    /// `charge.posted` events, one a line.
    package var charges: URL
    /// 835 files.
    package var remittances: [URL]
    /// The bank's NACHA file.
    package var bank: URL
  }

  /// Writes all files into a folder.
  package func write(to folder: URL) throws -> Files {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let advices = plan()
    let charges = folder.appendingPathComponent("charges.jsonl")
    try Data(ChargeLines(advices).text.utf8).write(to: charges)
    let bank = folder.appendingPathComponent("bank.ach")
    try Data(BankFile(advices).text.utf8).write(to: bank)
    var remittances: [URL] = []
    for (number, start) in stride(from: 0, to: advices.count, by: advicesPerFile).enumerated() {
      let url = folder.appendingPathComponent("remittance-\(number + 1).835")
      let part = Array(advices[start..<min(start + advicesPerFile, advices.count)])
      try Data(RemittanceFile(part, number: number + 1).text.utf8).write(to: url)
      remittances.append(url)
    }
    return Files(charges: charges, remittances: remittances, bank: bank)
  }

  /// The advices with their claims. Reversals, corrections and second payments come in advices after the first one.
  package func plan() -> [PlannedAdvice] {
    var generator = SeededGenerator(seed: seed)
    var advices: [PlannedAdvice] = []
    var later: [PlannedClaim] = []
    var number = 0
    while number < claims || !later.isEmpty {
      var advice = PlannedAdvice(number: advices.count + 1)
      while advice.claims.count < claimsPerAdvice, number < claims || !later.isEmpty {
        if number < claims {
          number += 1
          let claim = PlannedClaim.first(number, payer: advice.payer, isVaried: isVaried, &generator)
          later += claim.followUps(&generator)
          advice.claims.append(claim)
        } else if let place = later.firstIndex(where: { $0.payer == advice.payer }) {
          advice.claims.append(later.remove(at: place))
        } else {
          break
        }
      }
      advices.append(advice)
    }
    return advices.filter { !$0.claims.isEmpty }
  }
}
