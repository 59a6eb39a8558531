// Who may do what: people by their user of the operating system, with roles from the configuration.

import AdapterKit

/// What a person may do. Somebody may have several roles.
package enum OperatorRole: String, Sendable, Codable, CaseIterable {
  /// Looks; patient data are masked.
  case viewer
  /// Looks, masked; retries, discards, and steers bulk work; pauses workers and payers; has refused journals posted
  /// again, the ERP's master data read, its books compared.
  case `operator`
  /// Sees what messages say; proposes and approves corrections; pauses payers; asks for changes of postings.
  case biller
  /// The same as a biller; also withdraws files, and what an operator does with the ERP.
  case finance
  /// All of it; also imports letters and reopens lost retries.
  case administrator
}

/// Something that needs a role.
package enum Permission: Sendable {
  case look, act, seeBodies, correct, hold, withdraw, post, steerERP, administer

  var roles: Set<OperatorRole> {
    switch self {
    case .look: Set(OperatorRole.allCases)
    case .act: [.operator, .administrator]
    case .seeBodies, .correct: [.biller, .finance, .administrator]
    case .hold: [.operator, .biller, .finance, .administrator]
    case .withdraw: [.finance, .administrator]
    case .post: [.biller, .finance, .administrator]
    case .steerERP: [.operator, .finance, .administrator]
    case .administer: [.administrator]
    }
  }
}

/// A person, as the operating system vouches for them.
package struct Operator: Sendable, Equatable {
  /// The user's name.
  package let name: String
  /// The user's roles; none for somebody unknown.
  package let roles: Set<OperatorRole>

  /// Creates it.
  package init(name: String, roles: Set<OperatorRole>) {
    self.name = name
    self.roles = roles
  }

  /// Whether one of the roles allows it.
  package func may(_ permission: Permission) -> Bool { !roles.isDisjoint(with: permission.roles) }

  /// Goes on where it is allowed. - Throws: ``DeskRefusal``.
  func require(_ permission: Permission, to what: String) throws {
    guard !may(permission) else { return }
    let needed = permission.roles.map(\.rawValue).sorted().joined(separator: " or ")
    throw DeskRefusal(
      .forbidden,
      "\(name) may not \(what): that needs the role \(needed); an administrator can give it under `operators` in "
        + "config/operations.yaml")
  }
}

/// The people of the configuration.
package struct Operators: Sendable {
  private let roles: [String: Set<OperatorRole>]
  private let owner: String

  /// The keys of `config/operations.yaml` about them.
  package static let key = ConfigurationKey(
    "operators",
    .map(
      .section([
        ConfigurationKey(
          "roles", .list(.choice(OperatorRole.allCases.map(\.rawValue))),
          "What the user may do: viewer, operator, biller, finance, administrator.")
      ])),
    "People by user of the operating system. None named: the user who runs operations is the administrator.")

  /// Creates it. - Parameter owner: the user who runs operations.
  package init(_ configuration: Configuration, owner: String) {
    roles = configuration.map("operators").mapValues { Set($0.texts("roles").compactMap(OperatorRole.init)) }
    self.owner = owner
  }

  /// The person behind a user of the operating system.
  package func person(_ user: String) -> Operator {
    if roles.isEmpty { return Operator(name: user, roles: user == owner ? [.administrator] : []) }
    return Operator(name: user, roles: roles[user] ?? [])
  }
}

/// Why something is not done, for the person who asked.
package struct DeskRefusal: Error, Sendable, CustomStringConvertible {
  /// What kind of refusal it is.
  package enum Kind: String, Sendable {
    /// The request itself is wrong.
    case invalid
    /// The person may not.
    case forbidden
    /// There is no such thing.
    case missing
    /// It does not fit the present state.
    case conflict
  }
  package let kind: Kind
  package let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
