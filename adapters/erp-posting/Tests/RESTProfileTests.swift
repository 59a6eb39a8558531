// Profiles: all that is wrong is named with its place, and the worked one says what NetSuite's documentation wants.

import AdapterKit
import ERPPostingAdapter
import Foundation
import JSONRules
import Ledger
import Testing

@Suite struct RESTProfileTests {
  @Test func allThatIsWrongIsNamedWithItsPlace() throws {
    let text = """
      name: wrong
      url: "https://{/settings/acount}.example"
      speed: fast
      authentication: {oauth2: {tokenURL: x, clientID: y}}
      idempotency: {by: search}
      limits: {concurrency: 0, pages: 3}
      post:
        method: DELETE
        path: "/journals/{/kye}"
        body:
          key: {form: /key}
          date: {from: postingDate}
          good: /currency
      find: {path: "/journals/{key}", items: /items}
      accounts: {path: /accounts, items: /data, entry: {code: /no}, paging: {offset: start}}
      periods: {path: /periods}
      errors:
        rules:
          - {status: [42], as: account}
          - {matches: "(", as: period}
          - {status: [400], as: nonsense}
      """
    let error = #expect(throws: RESTProfileFaults.self) {
      _ = try RESTProfile(RuleFile.read(text, as: "wrong.yaml"), settings: ["account"])
    }
    let faults = (error?.faults ?? []).map(\.description)
    let expected = [
      "wrong.yaml:3: speed: there is no such key", "wrong.yaml:2: url: there is no setting /settings/acount",
      "wrong.yaml:4: authentication.oauth2: it needs either clientSecret or privateKey",
      "wrong.yaml:5: idempotency: idempotency by search needs settledSeconds",
      "wrong.yaml:6: limits.pages: there is no such key", "wrong.yaml:6: limits.concurrency: expected a whole number",
      "wrong.yaml:8: post.method: expected one of GET, POST, PUT, PATCH",
      "wrong.yaml:9: post.path: there is no value /kye here", "wrong.yaml:11: post.body.key.form: there is no such key",
      "wrong.yaml:12: post.body.date.from: 'postingDate' is no JSON pointer",
      "wrong.yaml:14: find.path: '{key}' is no placeholder", "wrong.yaml:14: find: it needs reference",
      "wrong.yaml:14: find: with items it needs key",
      "wrong.yaml:15: accounts.paging: paging by offset needs size", "wrong.yaml:16: periods: it needs items",
      "wrong.yaml:16: periods: it needs entry", "wrong.yaml:19: errors.rules[0].status: '42' is no status",
      "wrong.yaml:20: errors.rules[1].matches: '(' is no regular expression",
      "wrong.yaml:21: errors.rules[2].as: expected one of account, period",
    ]
    for text in expected { #expect(faults.contains { $0.hasPrefix(text) }, "\(text) in\n\(faults)") }
    #expect(faults.count == expected.count, "\(faults.joined(separator: "\n"))")
  }

  @Test func theWorkedProfileMakesWhatTheVendorDocuments() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../profiles/netsuite.yaml").standardizedFileURL
    var connection = RESTConnection(
      profile: try RESTProfile(
        RuleFile.read(file, as: "netsuite.yaml"), settings: ["account", "clientID", "certificateID", "subsidiary"]))
    connection.settings = ["account": "1234567", "clientID": "c", "certificateID": "k", "subsidiary": "1"]
    connection.accounts = ["assets:bank": "58", "liabilities": "4"]
    let made = try connection.example(of: journal(requested("0d2c-1")))
    #expect(made.method == "PUT")
    #expect(made.url == "https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/journalEntry/eid:0d2c-1"
      + "?replace=line")
    #expect(made.body == #"""
      {"currency":{"id":"1"},"line":{"items":[{"account":{"id":"58"},"debit":10.00,"memo":"e"},\#
      {"account":{"id":"4"},"credit":10.00,"memo":"e"}]},"memo":"Deposit","subsidiary":{"id":"1"},\#
      "tranDate":"2026-03-05"}
      """#)
  }
}
