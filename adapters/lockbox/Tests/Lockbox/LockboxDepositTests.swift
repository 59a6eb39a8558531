// From a lockbox file to deposits: one a check, on the account that the bank's profile names.

import AdapterKit
import BankFiles
import Foundation
import LockboxAdapter
import PaymentEvents
import Testing

@Suite struct LockboxDepositTests {
  private func deposits(_ profiles: BankProfiles = BankProfiles()) throws -> [DepositReceived] {
    try translate(GeneratedLockbox(seed: 6).written(), profiles: profiles).deposits()
  }

  @Test func eachCheckIsADeposit() throws {
    let file = GeneratedLockbox(seed: 6)
    let result = try translate(file.written())
    #expect(result.report.format == .lockbox && result.report.refusal == nil)
    let checks = file.checks.filter { $0.amount > 0 }
    let deposits = try result.deposits()
    #expect(deposits.map(\.amount.cents) == checks.map(\.amount))
    #expect(deposits.map(\.traceNumber) == checks.map { Optional($0.checkNumber) })
    #expect(deposits.allSatisfy { $0.kind == .check && $0.format == "lockbox" && $0.valueDate.iso == "2026-03-02" })
    #expect(deposits.map { $0.items.map(\.reference) } == checks.map { $0.stubs.map { Optional($0.reference) } })
    #expect(result.report.deposits.total.cents == file.total)
  }

  @Test func theProfileNamesTheAccount() throws {
    #expect(try deposits().first?.account == "470011")
    let profiles = BankProfiles(lockboxes: ["470011": .init(account: "1020304050")])
    #expect(try deposits(profiles).first?.account == "1020304050")
  }

  @Test func profilesComeFromConfiguration() throws {
    let profiles = try configured(
      """
      banks:
        - name: pinefall
          senders: ["121140399"]
          relaxations: [lockbox-counts]
          lockboxes:
            - number: "470011"
              account: "1020304050"
              layout: compact
              columns: {stubAmount: 32-41}
          receipts:
            - receipt: patient
              account: "1020304050"
      """)
    #expect(profiles.lockboxes["470011"]?.layout == .compact)
    let first = try #require(try deposits(profiles).first)
    #expect(first.account == "1020304050" && first.receipt == .patient)
    #expect(profiles.relaxations == Relaxations(["121140399": [.lockboxCounts]]))
  }

  @Test(arguments: [
    "banks: [{name: a, relaxations: [lockbox-counts]}]", "banks: [{name: a, relaxations: [anything]}]",
    "banks: [{name: a, lockboxes: [{number: '1'}]}]", "banks: [{name: a, receipts: [{receipt: patient}]}]",
    "banks: [{name: a, lockboxes: [{number: '1', account: '2', layout: compact, columns: {amount: '9'}}]}]",
    "banks: [{name: a, lockboxes: [{number: '1', account: '2'}, {number: '1', account: '3'}]}]",
  ])
  func whatMakesNoSenseIsRefused(text: String) {
    #expect(throws: ConfigurationError.self) { try configured(text) }
  }

  private func configured(_ text: String) throws -> BankProfiles {
    let file = FileManager.default.temporaryDirectory.appending(path: "banks-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try BankProfiles(Configuration(file: file, keys: BankProfiles.keys))
  }
}
