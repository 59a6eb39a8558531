// Who may do what: people, their roles, and what each role allows.

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
  /// All of it; also imports letters, reopens lost retries, and says who may do what.
  case administrator
}

/// Something that needs a role.
package enum Permission: Sendable, CaseIterable {
  case look, act, seeBodies, correct, hold, withdraw, post, steerERP, administer

  package var roles: Set<OperatorRole> {
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

/// A person, and who vouches for them.
package struct Operator: Sendable, Equatable {
  /// How it is known who asks.
  package enum Way: String, Sendable, Codable {
    /// The kernel says whose process is at the other end of the connection.
    case kernel
    /// By a token of a trusted issuer.
    case token
    /// By the cookie of a session that began with a token.
    case session
    /// It is not known.
    case none
  }

  /// The user's name.
  package let name: String
  /// The user's roles; none for somebody unknown.
  package let roles: Set<OperatorRole>
  /// The facilities that the person is limited to; nil: none.
  package var facilities: Set<String>?
  /// Who vouches.
  package var way: Way

  /// Creates it.
  package init(name: String, roles: Set<OperatorRole>, facilities: Set<String>? = nil, way: Way = .kernel) {
    (self.name, self.roles, self.facilities, self.way) = (name, roles, facilities, way)
  }

  /// Somebody of whom nothing is known.
  static let stranger = Operator(name: "-", roles: [], way: .none)

  /// Whether one of the roles allows it.
  package func may(_ permission: Permission) -> Bool { !roles.isDisjoint(with: permission.roles) }

  /// Goes on where it is allowed. - Throws: ``DeskRefusal``.
  func require(_ permission: Permission, to what: String) throws {
    guard !may(permission) else { return }
    let needed = permission.roles.map(\.rawValue).sorted().joined(separator: " or ")
    let remedy =
      way == .kernel ? "under `operators` in config/operations.yaml" : "with `tributary users`, or at the issuer"
    throw DeskRefusal(
      .forbidden, "\(name) may not \(what): that needs the role \(needed); an administrator can give it \(remedy)")
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
