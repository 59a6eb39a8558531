// Which payer a name or an identifier stands for.

/// The payer list: configuration.
package struct PayerDirectory: Sendable, Equatable, Codable {
  /// What the key of a payer outside the list begins with; no listed payer's key may.
  package static let unlistedPrefix = "unlisted-"

  /// One payer of the list.
  package struct Listed: Sendable, Equatable, Codable {
    /// The canonical key, for instance `acme`. It names the payer's accounts.
    package var key: String
    /// Names as documents write them; compared without regard to case and white space.
    package var names: [String]
    /// Payer ids, tax ids, TRN03 and NACHA company ids; compared exactly, apart from white space around them.
    package var identifiers: [String]

    /// Creates it.
    package init(key: String, names: [String] = [], identifiers: [String] = []) {
      self.key = key
      self.names = names
      self.identifiers = identifiers
    }
  }

  private var byIdentifier: [String: String] = [:]
  private var byName: [String: String] = [:]

  /// Creates the directory. A payer's own key is one of its identifiers.
  /// - Throws: ``PayerDirectoryError`` when two payers share a name or an identifier, or a key is empty or reserved.
  package init(_ payers: [Listed]) throws(PayerDirectoryError) {
    for payer in payers {
      guard !payer.key.isEmpty, !payer.key.hasPrefix(PayerDirectory.unlistedPrefix) else { throw .key(payer.key) }
      for identifier in [payer.key] + payer.identifiers {
        let text = Trace.normalised(identifier)
        if let other = byIdentifier[text], other != payer.key { throw .shared(text, other, payer.key) }
        byIdentifier[text] = payer.key
      }
      for name in payer.names {
        let text = PayerDirectory.normalised(name)
        if let other = byName[text], other != payer.key { throw .shared(text, other, payer.key) }
        byName[text] = payer.key
      }
    }
  }

  /// Which payer it is: the first identifier that the list knows, else the name. Outside the list the key is made of
  /// the first identifier that is not empty, else of the name, so that it is the same each time.
  /// - Parameters:
  ///   - identifiers: in order of trust; nil and empty ones are passed over.
  ///   - name: the name as written.
  /// - Returns: nil when there is neither a name nor an identifier.
  package func resolve(identifiers: [String?], name: String?) -> Payer? {
    let given = identifiers.compactMap { $0.map(Trace.normalised) }.filter { !$0.isEmpty }
    for identifier in given {
      if let key = byIdentifier[identifier] { return Payer(key: key, isListed: true) }
    }
    let text = name.map(PayerDirectory.normalised) ?? ""
    if let key = byName[text], !text.isEmpty { return Payer(key: key, isListed: true) }
    guard let basis = given.first ?? (text.isEmpty ? nil : text) else { return nil }
    return Payer(key: PayerDirectory.unlistedPrefix + basis, isListed: false)
  }

  /// Which payer a text of a charge's list stands for: it may be an identifier or a name.
  package func resolve(_ text: String) -> Payer? {
    let payer = resolve(identifiers: [text], name: nil)
    if let payer, payer.isListed { return payer }
    let named = resolve(identifiers: [], name: text)
    return named?.isListed == true ? named : payer
  }

  /// Lower case, one space between words.
  static func normalised(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// A payer, as the directory names it.
package struct Payer: Sendable, Hashable, Codable {
  /// The canonical key.
  package var key: String
  /// Whether the list knows the payer.
  package var isListed: Bool

  /// Creates it.
  package init(key: String, isListed: Bool) {
    self.key = key
    self.isListed = isListed
  }
}

/// What is wrong with a payer list.
package enum PayerDirectoryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The key is empty or begins with ``PayerDirectory/unlistedPrefix``.
  case key(String)
  /// The name or identifier stands for two payers.
  case shared(String, String, String)

  package var description: String {
    switch self {
    case .key(let key): "the payer key '\(key)' is empty or begins with '\(PayerDirectory.unlistedPrefix)'; rename it"
    case .shared(let text, let first, let second):
      "'\(text)' stands for the payers '\(first)' and '\(second)'; leave it with one of them"
    }
  }
}
