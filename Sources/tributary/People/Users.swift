// tributary users: who may do what over the API and in the console, and their tokens.

import ArgumentParser
import Foundation
import Operations
import TerminalText

struct Users: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Users of the API and the console, and their tokens; for administrators.",
    discussion: """
      Commands on this machine need no token: the kernel says who runs them (`operators` in config/operations.yaml). \
      Users here are for browsers and other programs.
      """, subcommands: [List.self, Add.self, Remove.self, Token.self, Revoke.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All users and their valid tokens.")

    @OptionGroup var request: UserOptions

    func run() async throws {
      try await reporting {
        let users = try await request.client().get("users", as: [LocalUser].self)
        if request.json { return try printJSON(users) }
        guard !users.isEmpty else { return print("There are no users; add one with: tributary users add") }
        var table = TextTable([
          ("user", .left), ("roles", .left), ("facilities", .left), ("token", .left), ("valid until", .left),
          ("issued by", .left),
        ])
        for user in users {
          let facilities = user.facilities?.joined(separator: ", ") ?? "all"
          table.add([user.name, user.roles.joined(separator: ", "), facilities, "", "", ""])
          for token in user.tokens {
            table.add([
              "", token.roles.joined(separator: ", "), token.facilities?.joined(separator: ", ") ?? "", token.id,
              token.expiresAt, token.issuedBy,
            ])
          }
        }
        print(table.text())
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Adds a user, or changes what the user may.")

    @Argument(help: "The user's name.") var name: String
    @OptionGroup var rights: RightsOptions
    @OptionGroup var why: ReasonOption
    @OptionGroup var request: UserOptions

    func run() async throws {
      try await reporting {
        let wish = UserWish(roles: try rights.roles(), facilities: rights.facilities, reason: why.reason)
        let user = try await request.client().put("users/\(segment(name))", wish, as: [LocalUser].self)
        if request.json { return try printJSON(user) }
        print("\(name): \(rights.role.joined(separator: ", ")); a token: tributary users token \(name) --reason …")
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Removes a user and revokes all of the user's tokens.")

    @Argument(help: "The user's name.") var name: String
    @OptionGroup var why: ReasonOption
    @OptionGroup var request: UserOptions

    func run() async throws {
      try await reporting {
        let _: [String: String] = try await request.client().post(
          "users/\(segment(name))/remove", RequestReason(why.reason))
        print("\(name): removed; no token of theirs is valid any more")
      }
    }
  }

  struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issues a token and prints it, this once.",
      discussion: "It is kept nowhere. Whoever has it is the user.")

    @Argument(help: "The user's name.") var name: String
    @OptionGroup var rights: RightsOptions
    @Option(help: "After how many days it ends; at most \(UserDesk.maximumDays).")
    var expires = UserDesk.standardDays
    @OptionGroup var why: ReasonOption
    @OptionGroup var request: UserOptions

    func run() async throws {
      try await reporting {
        let wish = UserWish(
          roles: try rights.roles(), facilities: rights.facilities, days: expires, reason: why.reason)
        let token = try await request.client().post(
          "users/\(segment(name))/tokens", wish, as: IssuedToken.self)
        if request.json { return try printJSON(token) }
        printError("token \(token.id) of \(name), until \(token.expiresAt):")
        print(token.token)
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Revokes a token at once.")

    @Argument(help: "The token's id, from `tributary users list`.") var id: String
    @OptionGroup var why: ReasonOption
    @OptionGroup var request: UserOptions

    func run() async throws {
      try await reporting {
        let _: [String: String] = try await request.client().post(
          "tokens/\(segment(id))/revoke", RequestReason(why.reason))
        print("\(id): revoked")
      }
    }
  }
}

/// Text as one part of a path.
private func segment(_ text: String) throws -> String {
  guard let encoded = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics), !text.isEmpty else {
    throw CommandFailure(.validationFailure, "'\(text)' is no name")
  }
  return encoded
}

/// What a user or a token may.
struct RightsOptions: ParsableArguments {
  @Option(help: "viewer, operator, biller, finance or administrator; may be given several times.")
  var role: [String] = []

  @Option(help: "A facility that it is limited to; may be given several times. None: all.")
  var facility: [String] = []

  var facilities: [String]? { facility.isEmpty ? nil : facility }

  func roles() throws -> [OperatorRole] {
    try role.map { word in
      guard let role = OperatorRole(rawValue: word) else {
        let known = OperatorRole.allCases.map(\.rawValue).joined(separator: ", ")
        throw CommandFailure(.validationFailure, "there is no role '\(word)'; known are \(known)")
      }
      return role
    }
  }
}

/// `--reason`.
struct ReasonOption: ParsableArguments {
  @Option(help: "Why, for the audit.") var reason: String
}

/// What every request about users has.
struct UserOptions: ParsableArguments {
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup var api: APIOptions
  @OptionGroup var options: DataOptions

  func client() throws -> OperationsClient { try api.client(options) }
}
