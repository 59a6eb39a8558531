// What a bank may do otherwise than its format says: each by its name, off unless it is switched on for that bank.

/// A deviation that is accepted of one bank. The findings stay and are warnings; they no longer refuse the file.
///
/// No control total of money can be relaxed: an amount that nothing controls is not taken for one.
package enum Relaxation: String, Sendable, CaseIterable {
  /// Records of accounts, groups and file are counted otherwise, for instance without continuations.
  case bai2RecordCounts = "bai2-record-counts"
  /// Accounts of groups and groups of the file are counted otherwise.
  case bai2MemberCounts = "bai2-member-counts"
  /// The file header names no version, or another one.
  case bai2Version = "bai2-version"
  /// Entry hashes are left at zero or worked out otherwise.
  case nachaEntryHash = "nacha-entry-hash"
  /// Entries and addenda are counted otherwise.
  case nachaEntryCounts = "nacha-entry-counts"
  /// Batches are counted otherwise.
  case nachaBatchCount = "nacha-batch-count"
  /// Records are not of 94 columns.
  case nachaRecordLength = "nacha-record-length"
  /// Checks and records are counted otherwise.
  case lockboxCounts = "lockbox-counts"
  /// Batches end without their total (7); the total of the lockbox (8) covers them.
  case lockboxWithoutBatchTotals = "lockbox-without-batch-totals"
  /// Lockboxes end without their total (8); the totals of their batches (7) cover them.
  case lockboxWithoutTotals = "lockbox-without-totals"
  /// The file ends without its trailer (9).
  case lockboxWithoutTrailer = "lockbox-without-trailer"

  /// The rules whose errors become warnings.
  package var rules: Set<FindingRule> {
    switch self {
    case .bai2RecordCounts: [.bai2AccountRecords, .bai2GroupRecords, .bai2FileRecords]
    case .bai2MemberCounts: [.bai2GroupAccounts, .bai2FileGroups]
    case .bai2Version: [.bai2Version]
    case .nachaEntryHash: [.nachaBatchHash, .nachaFileHash]
    case .nachaEntryCounts: [.nachaBatchCount, .nachaFileCount]
    case .nachaBatchCount: [.nachaFileBatches]
    case .nachaRecordLength: [.nachaRecordLength]
    case .lockboxCounts: [.lockboxBatchCount, .lockboxCount, .lockboxRecordCount]
    case .lockboxWithoutBatchTotals: [.lockboxBatchTotalMissing]
    case .lockboxWithoutTotals: [.lockboxTotalMissing]
    case .lockboxWithoutTrailer: [.lockboxTrailerMissing]
    }
  }
}

/// The relaxations of each bank, by what its files name as their sender: BAI2's sender, NACHA's and a lockbox's origin.
package struct Relaxations: Sendable, Equatable {
  private var rules: [String: Set<FindingRule>]

  /// - Parameter banks: relaxations by sender; none by default.
  package init(_ banks: [String: Set<Relaxation>] = [:]) {
    rules = banks.mapValues { $0.reduce(into: []) { $0.formUnion($1.rules) } }
  }

  /// The rules that are relaxed for a sender.
  func rules(of sender: String) -> Set<FindingRule> { rules[sender] ?? [] }
}
