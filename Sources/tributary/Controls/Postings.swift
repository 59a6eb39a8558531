// tributary postings: link, release, un-post, write off, refund; and approve what others have asked for.

import ArgumentParser
import CashApplication
import Foundation
import Operations
import PaymentEvents
import TerminalText

struct Postings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Change by hand what is linked, held or booked, with a reason; approve what others ask for.",
    discussion: """
      What an action needs is in docs/posting.md. Above your role's threshold a request waits until another person
      approves it. Deposits and advices are named by their id, the beginning of it, or their trace number.
      """, subcommands: [List.self, Ask.self, Approve.self, Decline.self, Periods.self, Matches.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What people have asked for, the newest first.")

    @Flag(help: "Only what waits for a second person.")
    var waiting = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let actions = try await options.cashReader().actions(state: waiting ? "waiting" : nil)
        if json { return try printJSON(actions) }
        guard !actions.isEmpty else { return print("Nobody has asked for anything.") }
        var table = TextTable([
          ("request", .left), ("action", .left), ("amount", .right), ("about", .left), ("asked by", .left),
          ("code", .left), ("reason", .left), ("state", .left), ("remark", .left),
        ])
        for action in actions {
          table.add([
            action.id, action.action, action.amount.map { money($0) } ?? "—", action.about, action.requestedBy,
            action.reasonCode, action.reason, action.state, action.obstacle ?? action.decidedBy ?? "",
          ])
        }
        print(table.text())
      }
    }
  }

  struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Asks for an action.")

    @Argument(help: "link, unlink, release, confirm-duplicate, split, card-fee, assign, unpost, transfer, …")
    var action: String

    @Option(help: "How much, as 12.50.")
    var amount: String?

    @Option(help: "The deposit, or a return that is held.")
    var deposit: String?

    @Option(help: "The facility that a part of a deposit is for.")
    var facility: String?

    @Option(help: "The account that a transfer debits, as the trial balance names it.")
    var debitAccount: String?

    @Option(help: "The account that a transfer credits.")
    var creditAccount: String?

    @Option(help: "The advice.")
    var advice: String?

    @Option(help: "The claim's place in the advice, from 1.")
    var sequence: Int?

    @Option(help: "The patient control number.")
    var claim: String?

    @Option(help: "assign: the charge that is meant, by its id or the beginning of it.")
    var charge: String?

    @Option(help: "A payer's key, or patient.")
    var debtor: String?

    @Option(help: "The reason that is released, the kind of a write-off, or the period (YYYY-MM).")
    var subject: String?

    @Option(help: "Of an open item with a payer: PLB01.")
    var provider: String?

    @Option(help: "Of an open item with a payer: the payee's tax id.")
    var taxIdentifier: String?

    @Option(help: "Of an open item with a payer: the trace or payer claim number.")
    var reference: String?

    @Option(help: "The bank account that a refund is paid from.")
    var account: String?

    @OptionGroup var request: PostingOptions

    func run() async throws {
      try await reporting {
        var wish = try request.wish(action)
        wish.amount = try amount.map(PostingOptions.cents)
        wish.deposit = try await request.deposit(deposit)
        (wish.facility, wish.debitAccount, wish.creditAccount) = (facility, debitAccount, creditAccount)
        wish.remittance = try await request.document(.advice, advice)
        wish.claimSequence = sequence
        wish.patientControlNumber = claim
        wish.charge = try await request.document(.charge, charge)
        (wish.debtor, wish.subject, wish.account) = (debtor, subject, account)
        (wish.provider, wish.taxIdentifier, wish.reference) = (provider, taxIdentifier, reference)
        try await request.send(wish)
      }
    }
  }

  struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Approves what another person has asked for.")

    @Argument(help: "The request's id, or the beginning of it.")
    var id: String

    @OptionGroup var request: PostingOptions

    func run() async throws { try await reporting { try await request.decide("approve", id) } }
  }

  struct Decline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Declines what another person has asked for.")

    @Argument(help: "The request's id, or the beginning of it.")
    var id: String

    @OptionGroup var request: PostingOptions

    func run() async throws { try await reporting { try await request.decide("decline", id) } }
  }
}

/// What every request has, and how it is sent.
struct PostingOptions: ParsableArguments {
  @Option(help: "A code of your own list of reasons.")
  var code: String

  @Option(help: "Why; without patient data.")
  var reason: String

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var api: APIOptions
  @OptionGroup var options: DataOptions

  /// How long an answer is waited for. The request stands, however long it takes.
  private static let patience = Duration.seconds(20)

  func wish(_ name: String) throws -> PostingActionRequested {
    guard let action = PostingActionRequested.Action(rawValue: name) else {
      let known = PostingActionRequested.Action.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure(.validationFailure, "there is no action '\(name)'; known are \(known)")
    }
    // Operations puts in who asks, and in which role.
    return PostingActionRequested(action: action, requestedBy: "me", role: "mine", reasonCode: code, reason: reason)
  }

  func decide(_ name: String, _ id: String) async throws {
    var wish = try self.wish(name)
    wish.request = id
    if id.count < 36, let reader = try readerIfHere() {
      let found = try await reader.actionIDs(beginning: id)
      guard found.count < 2 else {
        throw CommandFailure(.validationFailure, "'\(id)' is not the only request; give more of the id")
      }
      wish.request = found.first ?? id
    }
    try await send(wish)
  }

  /// `12.50` → cents.
  static func cents(_ text: String) throws -> Money {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let units = Int64(parts[0]), units >= 0, units < Money.limit / 100,
      parts.count == 1 || (parts[1].count == 2 && parts[1].allSatisfy { ("0"..."9").contains($0) })
    else { throw CommandFailure(.validationFailure, "'\(text)' is no amount; write 12.50") }
    return try Money(cents: units * 100 + (parts.count == 2 ? Int64(parts[1]) ?? 0 : 0))
  }

  /// The id of the one document that is meant.
  func document(_ kind: CashReader.Document, _ name: String?) async throws -> String? {
    guard let name else { return nil }
    // Elsewhere nobody can look: what is given must be the id.
    guard let reader = try readerIfHere() else { return name }
    let found = try await reader.documents(kind, beginning: name)
    guard let id = found.first, found.count == 1 else {
      throw CommandFailure(
        .validationFailure,
        found.isEmpty ? "nothing here is called '\(name)'" : "'\(name)' is not the only one; give more of the id")
    }
    return id
  }

  /// The same of a deposit, or of a return by its id.
  func deposit(_ name: String?) async throws -> String? {
    guard let name else { return nil }
    guard let reader = try readerIfHere() else { return name }
    let isDeposit = try await !reader.documents(.deposit, beginning: name).isEmpty
    return try await document(isDeposit ? .deposit : .returned, name)
  }

  func send(_ wish: PostingActionRequested) async throws {
    let reader = try readerIfHere()
    let asked = PostingDesk.Wish(key: UUID().uuidString, action: wish)
    let request = try await api.client(options).ask("posting-actions", asked)
    guard let reader else {
      // It has been taken: to say that it failed would have a person ask for the same again.
      if json { return try printJSON(["request": request]) }
      return print(
        "\(request): sent. What became of it cannot be read in \(options.dataFolder.path): do not ask again; "
          + "look at `tributary postings list` where cash application's data are")
    }
    let answer = try await answered(request, reader)
    if json { try printJSON(answer) } else { print(PostingOptions.sentence(answer, request)) }
    if answer?.state == "refused" { throw ExitCode.badData }
  }

  /// Cash application's data, if they can be read here: with --api a person may have none.
  private func readerIfHere() throws -> CashReader? {
    if api.isNamed { return try? options.cashReader() }
    return try options.cashReader()
  }

  private func answered(_ id: String, _ reader: CashReader) async throws -> CashReader.Action? {
    let clock = ContinuousClock()
    let end = clock.now + PostingOptions.patience
    while clock.now < end {
      if let action = try await reader.action(id), action.state != "requested" { return action }
      try await clock.sleep(for: .milliseconds(200))  // another process writes; it cannot call
    }
    return nil
  }

  private static func sentence(_ answer: CashReader.Action?, _ id: String) -> String {
    guard let answer else { return "\(id): asked for, and not answered yet; it will be when cash application runs" }
    switch answer.state {
    case "waiting": return "\(id): waits for a second person (`tributary postings approve \(id)`)"
    case "refused": return "\(id): refused: \(answer.obstacle ?? "")"
    default: return "\(id): \(answer.state)"
    }
  }
}
