// What kind of denial it is, by a table over adjustment reason and remark codes.

import PaymentEvents

/// The kind of a denial: who works on it and how.
package enum DenialCategory: String, Sendable, CaseIterable, Codable {
  /// A record, an invoice or an attachment is missing.
  case missingDocumentation = "missing-documentation"
  /// Something in the claim is wrong or missing.
  case claimData = "claim-data"
  /// The plan does not cover it.
  case notCovered = "not-covered"
  /// It is paid with something else, or not by itself.
  case notSeparatelyPayable = "not-separately-payable"
  /// It was not authorized.
  case authorization
  /// The patient was not insured there at the time.
  case eligibility
  /// It came too late.
  case timelyFiling = "timely-filing"
  /// It has been decided already.
  case duplicate
  /// Another payer goes first, or pays.
  case coordinationOfBenefits = "coordination-of-benefits"
  /// It was not necessary, as the payer sees it.
  case medicalNecessity = "medical-necessity"
  /// Its code is part of another one's.
  case bundling
  /// No row of the table is for it.
  case other
}

/// The table: the claim adjustment reason code (CARC) says the kind, and a remark code (RARC) may say it better.
package struct DenialTable: Sendable, Equatable, Codable {
  /// By CARC.
  package var reasons: [String: DenialCategory]
  /// By RARC; only where ``refinable`` has the kind that the CARC says.
  package var remarks: [String: DenialCategory]
  /// By CARC and RARC together, as configuration names them: they go before everything.
  package var pairs: [String: DenialCategory] = [:]

  /// Kinds that say little, so that a remark code counts more: 16 "lacks information", 96 "non-covered charge(s)".
  private static let refinable: Set<DenialCategory> = [.claimData, .notCovered, .other]

  /// The built-in table; the meanings are those of the lists that X12 maintains (code sources 139 and 411).
  package init() {
    reasons = Self.builtInReasons
    remarks = Self.builtInRemarks
  }

  /// The kind of one denied adjustment.
  /// - Parameters:
  ///   - reason: the CARC.
  ///   - codes: remark codes of the line, or of the claim for an adjustment of the claim.
  package func category(reason: String, remarks codes: [String]) -> DenialCategory {
    for code in codes {
      if let category = pairs["\(reason) \(code)"] { return category }
    }
    if let category = pairs[reason] { return category }
    let category = reasons[reason] ?? .other
    guard Self.refinable.contains(category) else { return category }
    return codes.lazy.compactMap { remarks[$0] }.first ?? category
  }

  private static func rows(_ rows: [(DenialCategory, String)]) -> [String: DenialCategory] {
    var table: [String: DenialCategory] = [:]
    for (category, codes) in rows {
      for code in codes.split(separator: " ") { table[String(code)] = category }
    }
    return table
  }

  private static let builtInReasons = rows([
    (.missingDocumentation, "148 163 164 226 227 250 251 252 B12"),
    (
      .claimData,
      "4 5 6 7 8 9 10 11 12 13 14 16 110 125 129 146 175 181 182 183 184 185 189 199 206 207 208 267 A8 B7"
    ),
    (
      .notCovered,
      "35 49 51 53 54 55 56 60 78 96 111 114 115 119 149 167 170 171 172 188 202 204 212 222 256 258 269 272 273 B1 B8"
    ),
    (.notSeparatelyPayable, "107 128 190 194 234 B15 P14"), (.authorization, "15 38 39 62 197 198 243 284 296 302"),
    (.eligibility, "26 27 31 32 33 34 140 166 177 200 238"), (.timelyFiling, "29"), (.duplicate, "18 B13"),
    (.coordinationOfBenefits, "19 20 21 22 109 136 275 276 B9 B11"),
    (.medicalNecessity, "40 50 58 150 151 152 153 154 249"), (.bundling, "59 97 231 236 B10"),
  ])

  private static let builtInRemarks = rows([
    (.missingDocumentation, "M23 M127 N29 N225 N237 N366 N463 N706"), (.authorization, "M62 N54"),
    (.coordinationOfBenefits, "MA04 MA64 MA92 N4 N36"), (.medicalNecessity, "M25 M26 N115 N386"),
    (.bundling, "M15 M80 N19 N20 N525"), (.duplicate, "M86 N522"), (.eligibility, "N30 N650"),
    (.claimData, "MA61 MA63 MA130 N382"),
  ])
}

/// What was denied on a claim, by kind.
package struct DenialSummary: Sendable, Equatable {
  /// Cents by kind.
  package private(set) var amounts: [DenialCategory: Money] = [:]
  /// The kind with the largest amount; of equal ones the first in the list of kinds.
  package var main: DenialCategory {
    let largest = amounts.values.map(\.magnitude).max() ?? .zero
    return DenialCategory.allCases.first { amounts[$0]?.magnitude == largest } ?? .other
  }

  /// `authorization 100.00, bundling 20.00`.
  package var text: String {
    amounts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
      .joined(separator: ", ")
  }

  mutating func add(_ amount: Money, to category: DenialCategory) throws(MoneyError) {
    amounts[category] = try (amounts[category] ?? .zero) + amount
  }
}

extension RuleBook {
  /// Whether an adjustment is a denial: neither contractual nor a transfer, nor what earlier payers did.
  package func isDenial(_ adjustment: Adjustment) -> Bool {
    let code = AdjustmentCode(adjustment.group, adjustment.reason)
    let moves = transfers.contains(code) && code != .neverThePatient
    return !moves && contractual[code] == nil && code != .earlierPayers
  }

  /// What was denied on a claim, by kind. - Throws: `MoneyError`.
  package func denials(of claim: Claim) throws(MoneyError) -> DenialSummary {
    var summary = DenialSummary()
    for adjustment in claim.adjustments where isDenial(adjustment) {
      let category = denialTable.category(reason: adjustment.reason, remarks: claim.remarks ?? [])
      try summary.add(adjustment.amount, to: category)
    }
    for line in claim.services {
      for adjustment in line.adjustments where isDenial(adjustment) {
        let category = denialTable.category(
          reason: adjustment.reason, remarks: (line.remarks ?? []) + (claim.remarks ?? []))
        try summary.add(adjustment.amount, to: category)
      }
    }
    return summary
  }
}
