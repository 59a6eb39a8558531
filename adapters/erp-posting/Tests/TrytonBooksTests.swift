// What a real Tryton tells of itself, and reversals in it.

import ERPPostingAdapter
import Foundation
import Ledger
import TestSupport
import Testing

@Suite(.enabled(if: TrytonServer.isInstalled, "scripts/tryton installs Tryton"))
struct TrytonBooksTests {
  @Test(.timeLimit(.minutes(3))) func aReversalIsBoundToItsOriginalAndHappensOnce() async throws {
    try await TrytonServer.with { server in
      let target = try server.target()
      let original = try journal(requested("j-1"))
      let posted = try await target.post([original])
      #expect(posted.count == 1)
      let first = try await target.reverse("j-1", by: inverse(of: original, as: "r-1"))
      guard case .posted(let reference) = first else {
        Issue.record("\(first)")
        return await target.close()
      }
      #expect(try await target.reverse("j-1", by: inverse(of: original, as: "r-1")) == first)
      #expect(try await target.reverse("j-1", by: inverse(of: original, as: "r-2")) == .rejected(
        code: "reversal", reason: "journal j-1 cannot be reversed: the move \(reference) has reversed it already"))
      #expect(try await target.reverse("j-9", by: inverse(of: original, as: "r-3")) == .rejected(
        code: "reversal", reason: "journal j-9 cannot be reversed: it is not in Tryton"))
      let person = try server.session()
      let lines = try await person.call(
        "model.account.move.line.search_read",
        [
          [["move.description", "=", "tributary:r-1"]], .integer(0), .null, .null,
          ["origin", "account.code", "debit", "credit", "move.origin"], [:],
        ])
      await person.close()
      #expect(lines.list.count == 2)
      #expect(lines.list.allSatisfy { $0["origin"].text?.hasPrefix("account.move.line,") == true })
      #expect(lines.list.allSatisfy { $0["move."]["origin"].text?.hasPrefix("account.move,") == true })
      await target.close()
      #expect(try await server.lines() == [
        "tributary:j-1 1010 1000 0", "tributary:j-1 2010 0 1000", "tributary:r-1 1010 0 1000",
        "tributary:r-1 2010 1000 0",
      ])
    }
  }

  @Test(.timeLimit(.minutes(3))) func masterDataSaysWhatIsOpen() async throws {
    try await TrytonServer.with { server in
      let person = try server.session()
      let account = try await person.call(
        "model.account.account.search", [[["code", "=", "1010"]], .integer(0), .null, .null, [:]])
      _ = try await person.call("model.account.account.write", [account, ["closed": .boolean(true)], [:]])
      await person.close()
      let target = try server.target()
      let data = try await target.masterData()
      await target.close()
      let chart = try TrytonServer.accounts()
      #expect(data.accounts.count == chart.count)
      #expect(data.accounts.filter { !$0.isOpen }.map(\.code) == ["1010"])
      #expect(data.periods.count == 36)
      let days = try Day(iso: "2026-03-01")...Day(iso: "2026-03-31")
      #expect(data.periods.contains { $0.days == days && $0.isOpen })
      #expect(data.parties.contains { $0.name == "Clinic" })
      #expect(data.costCenters.map(\.code).sorted() == ["CARD", "IMG", "MED", "ORTHO", "SURG", "THER", "URGENT"])
      #expect(data.costCenters.allSatisfy { $0.isOpen })
    }
  }

  /// A journal of income whose lines all name a cost centre.
  private func charge(_ id: String, at costCenter: String) throws -> Journal {
    let day = try Day(iso: "2026-03-05")
    return try Journal(
      id: id, description: "Charge", valueDate: day, postingDate: day, originalDate: day, period: "2026-03",
      entity: "main", currency: "USD",
      lines: [
        JournalEntryLine(
          account: Account("assets:receivable:payer:p1"), debit: 700, credit: 0, costCenter: costCenter, evidence: "e"),
        JournalEntryLine(
          account: Account("income:gross-revenue"), debit: 0, credit: 700, costCenter: costCenter, evidence: "e"),
      ])
  }

  @Test(.timeLimit(.minutes(3))) func whatAroseInACostCentreIsKeptThere() async throws {
    try await TrytonServer.with { server in
      try server.change("UPDATE analytic_account_account SET state = 'closed' WHERE code = 'THER'")
      let person = try server.session()
      let target = try server.target()
      let original = try charge("j-1", at: "SURG")
      let outcomes = try await target.post([original, charge("j-2", at: "THER"), charge("j-3", at: "NOWHERE")])
      guard case .posted = outcomes.first else {
        Issue.record("\(outcomes)")
        return await target.close()
      }
      #expect(outcomes.dropFirst() == [
        .rejected(code: "cost-center", reason: "the cost centre 'THER' is closed in Tryton"),
        .rejected(
          code: "cost-center",
          reason: "Tryton has no cost centre (analytic account) with the code 'NOWHERE': add it there"),
      ])
      _ = try await target.reverse("j-1", by: inverse(of: original, as: "r-1"))
      let closed = try await target.masterData().costCenters.filter { !$0.isOpen }
      #expect(closed.map(\.code) == ["THER"])
      await target.close()
      let lines = try await person.call(
        "model.analytic_account.line.search_read",
        [
          [], .integer(0), .null, .null,
          ["account.code", "debit", "credit", "move_line.account.code", "move_line.analytic_state"], [:],
        ])
      let states = try await person.call(
        "model.account.move.line.search_read", [[], .integer(0), .null, .null, ["analytic_state"], [:]])
      await person.close()
      let found = lines.list.map { line -> String in
        let moved = line["move_line."]
        return [
          line["account."]["code"].text ?? "?", moved["account."]["code"].text ?? "?",
          moved["analytic_state"].text ?? "?",
          "\(line["debit"].cents ?? -1) \(line["credit"].cents ?? -1)",
        ].joined(separator: " ")
      }.sorted()
      #expect(found == ["SURG 4010 valid 0 700", "SURG 4010 valid 700 0"])
      let finished = states.list.compactMap { $0["analytic_state"].text }
      #expect(finished == ["valid", "valid", "valid", "valid"])
    }
  }

  @Test(.timeLimit(.minutes(3))) func entriesComeInPagesByKeyAndPaymentsAreTold() async throws {
    try await TrytonServer.with { server in
      let person = try server.session()
      let clearing = try await person.call(
        "model.account.account.search", [[["code", "=", "2010"]], .integer(0), .null, .null, [:]])
      _ = try await person.call("model.account.account.write", [clearing, ["reconcile": .boolean(true)], [:]])
      await person.close()
      let target = try server.target()
      let original = try journal(requested("c"))
      _ = try await target.post([
        original, journal(requested("a", debit: 250, credit: 250)), journal(requested("b", on: "2026-04-01")),
      ])
      _ = try await target.reverse("c", by: inverse(of: original, as: "d"))
      let march = try Day(iso: "2026-03-01")...Day(iso: "2026-03-31")
      let first = try await target.entries(of: march, after: nil, limit: 2)
      #expect(first.map(\.key) == ["a", "c"])
      #expect(first.first?.lines == [
        .init(account: "1010", debit: 250, credit: 0), .init(account: "2010", debit: 0, credit: 250),
      ])
      #expect(first.first?.currency == "USD" && first.first?.postingDate.description == "2026-03-05")
      #expect(try await target.entries(of: march, after: "c", limit: 2).map(\.key) == ["d"])
      #expect(try await target.paymentStatus(of: ["a", "c", "x"]) == ["a": .unpaid, "c": .cancelled])
      await target.close()
    }
  }
}
