// Tables of contracts as events: what a person keeps in a spreadsheet goes the way of every other system's contracts.

import CashRules
import Foundation
import PaymentEvents

/// Turns a file of comma-separated terms into events.
package enum ContractFile {
  /// What is wrong with a file.
  package struct Unreadable: Error, CustomStringConvertible {
    /// A line each, with file and line.
    package let findings: [String]
    package var description: String { findings.joined(separator: "\n") }
  }

  /// The columns of a file's header.
  package static let columns = ContractTable.columns

  /// The events of a file, one JSON document each; the same file and version always give the same.
  /// - Parameters:
  ///   - file: comma-separated values with a header.
  ///   - version: the version of the contracts in it, from 1.
  ///   - tenant: the tenant's name.
  ///   - source: who publishes them.
  ///   - payers: the payer list, of which every payer must be; nil: others may be, too.
  /// - Throws: ``Unreadable`` with everything that is wrong.
  package static func events(
    of file: URL, version: Int, tenant: String, source: String, payers: PayerDirectory? = nil
  ) throws -> [String] {
    guard let data = FileManager.default.contents(atPath: file.path), data.count <= CSVText.maximumLength,
      let text = String(data: data, encoding: .utf8)
    else { throw Unreadable(findings: ["\(file.path) cannot be read as text, or is too large"]) }
    guard (1...Int(Int32.max)).contains(version) else {
      throw Unreadable(findings: ["a version is a number from 1; take one higher than the version in force"])
    }
    let contracts: [ContractPublished]
    do throws(TableFindings) {
      contracts = try ContractTable.contracts(text, version: version, payers: payers)
    } catch {
      throw Unreadable(findings: error.findings.map { "\(file.path), \($0)" })
    }
    return try contracts.map { contract in
      // One id a version and part: other terms under the same version are refused as a conflict.
      let id = EventID(
        tenant: tenant, cause: contract.contract, step: "version \(contract.version), part \(contract.part)",
        type: ContractPublished.type)
      let context = EventContext(
        id: id, source: source, subject: contract.contract, time: Instant(startOf: contract.from), tenant: tenant,
        correlationID: contract.contract)
      return String(decoding: try Event(context, data: contract).encoded().body, as: UTF8.self)
    }
  }
}
