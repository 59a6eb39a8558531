// The Standard Entry Classes: what each may carry.

/// A Standard Entry Class (SEC) and its rules on addenda.
struct NACHAEntryClass: Sendable {
  /// The types of addenda that it may have, besides 98 and 99.
  let addenda: Set<String>
  /// How many of them at most.
  let maximum: Int
  /// Whether its entries say how many addenda they have, and in which columns.
  let countColumns: ClosedRange<Int>?

  private init(_ addenda: Set<String>, _ maximum: Int, count: ClosedRange<Int>? = nil) {
    self.addenda = addenda
    self.maximum = maximum
    countColumns = count
  }

  /// The class of a name; nil for one that does not exist.
  static func named(_ name: String) -> NACHAEntryClass? { all[name] }

  private static let none = NACHAEntryClass([], 0)
  private static let one = NACHAEntryClass(["05"], 1)
  private static let terminal = NACHAEntryClass(["02"], 1)
  private static let many = NACHAEntryClass(["05"], 9_999, count: 55...58)

  private static let all: [String: NACHAEntryClass] = [
    "ACK": one, "ADV": none, "ARC": none, "ATX": many, "BOC": none, "CCD": one, "CIE": one,
    "COR": none, "CTX": many, "DNE": one, "ENR": many,
    "IAT": NACHAEntryClass(["10", "11", "12", "13", "14", "15", "16", "17", "18"], 14, count: 13...16),
    "MTE": terminal, "POP": none, "POS": terminal, "PPD": one, "RCK": none, "SHR": terminal, "TEL": none,
    "TRC": none, "TRX": many, "WEB": one, "XCK": none,
  ]

  /// The addenda that every IAT entry has.
  static let mandatoryIAT = ["10", "11", "12", "13", "14", "15", "16"]
}
