// Accounts: paths from the general to the particular, with `:` between the parts.

/// An account, for instance `liabilities:clearing:acme:00123`.
///
/// The first part is one of the five kinds of double entry, so that every export knows what it is; there are at least
/// two parts. A part holds `A-Z a-z 0-9 . _ - %` only. Text from outside is made a part by ``appending(_:)``, which
/// percent-encodes every other byte: no two texts give the same account, and no export can misread one.
package struct Account: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The longest path, in bytes.
  package static let maximumLength = 512

  /// The kinds of accounts; the raw value is the first part of the path.
  package enum Kind: String, Sendable, CaseIterable {
    case assets, liabilities, equity, income, expenses
  }

  /// The whole path.
  package let path: String
  /// What kind of account it is.
  package let kind: Kind

  /// Takes a path as it stands.
  /// - Throws: ``LedgerError/account(path:problem:)`` when it is not of the form described above.
  package init(_ path: String) throws(LedgerError) {
    let parts = path.split(separator: ":", omittingEmptySubsequences: false)
    guard let first = parts.first, let kind = Kind(rawValue: String(first)) else {
      throw .account(path: path, problem: "it must begin with assets, liabilities, equity, income or expenses")
    }
    guard parts.count >= 2 else { throw .account(path: path, problem: "it needs a second part, as in assets:bank") }
    guard path.utf8.count <= Account.maximumLength else {
      throw .account(
        path: String(path.prefix(60)) + "…", problem: "it is longer than \(Account.maximumLength) bytes")
    }
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { Account.isPlain($0) || $0 == UInt8(ascii: "%") } })
    else { throw .account(path: path, problem: "a part is empty or has characters besides A-Z a-z 0-9 . _ - %") }
    self.path = path
    self.kind = kind
  }

  /// The account below this one that belongs to `text`, whatever characters it has. An empty text becomes `%`.
  /// - Throws: ``LedgerError/account(path:problem:)`` when the path gets too long.
  package func appending(_ text: String) throws(LedgerError) -> Account {
    try Account(path + ":" + Account.encode(text))
  }

  /// Whether this is `other` or below it.
  package func isWithin(_ other: Account) -> Bool { path == other.path || path.hasPrefix(other.path + ":") }

  /// The parts of the path.
  package var parts: [Substring] { path.split(separator: ":") }

  package var description: String { path }

  package static func < (left: Account, right: Account) -> Bool {
    left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
  }

  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func encode(_ text: String) -> String {
    guard !text.isEmpty else { return "%" }
    var out = ""
    for byte in text.utf8 {
      if isPlain(byte) { out.unicodeScalars.append(Unicode.Scalar(byte)) } else { out += "%" + hexadecimal(byte) }
    }
    return out
  }

  static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}

extension Account: Codable {
  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(path)
  }
}
