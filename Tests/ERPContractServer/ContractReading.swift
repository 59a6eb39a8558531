// What the contract server tells: journals, accounts, periods and parties, in pages of every kind; and its tokens.

import Crypto
import Foundation
import JSONRules

extension ContractBooks {
  private static let page = 2

  func read(_ request: ContractRequest) -> ContractAnswer {
    guard request.headers["accept"]?.contains("application/json") == true else {
      return refuse(406, "accept", "application/json is wanted")
    }
    switch request.path {
    case ["journals"]: return journals(request)
    case ["accounts"]: return byCursor(request)
    case ["parties"]: return byLink(request)
    case ["periods"]: return byHeader(request)
    default:
      guard request.path.count == 2, request.path[0] == "journals" else {
        return refuse(404, "no-resource", "/\(request.path.joined(separator: "/"))")
      }
      guard let posted = found(request.path[1]).first else { return .problem(404, "not-found", "No such journal.") }
      return ContractAnswer(200, document(posted))
    }
  }

  private func document(_ posted: Posted) -> JSONValue {
    var members = posted.document.members ?? [:]
    members["number"] = .string(posted.reference)
    members["status"] = .string(posted.key.hasPrefix("paid") ? "PAID_IN_FULL" : "OPEN")
    return .object(members)
  }

  /// By key, or by days with offset and limit.
  private func journals(_ request: ContractRequest) -> ContractAnswer {
    if let key = request.query["externalId"] {
      return ContractAnswer(200, .object(["items": .array(found(key).map(document))]))
    }
    guard let from = request.query["from"], let to = request.query["to"],
      let offset = Int(request.query["offset"] ?? ""), let limit = Int(request.query["limit"] ?? "")
    else { return refuse(400, "query", "from, to, offset and limit are wanted") }
    let all = posted.filter { posted in
      let day = posted.document.members?["date"]?.stringValue ?? ""
      return from <= day && day <= to
    }
    let some = all.dropFirst(offset).prefix(limit)
    return ContractAnswer(
      200,
      .object(["items": .array(some.map(document)), "hasMore": .boolean(offset + some.count < all.count)]))
  }

  private func byCursor(_ request: ContractRequest) -> ContractAnswer {
    let all = accounts.sorted { $0.key < $1.key }
    let start = Int(request.query["cursor"] ?? "0") ?? 0
    var members: [String: JSONValue] = [
      "data": .array(all.dropFirst(start).prefix(Self.page).map { code, isOpen in
        .object([
          "acctNumber": .string(code), "acctName": .string("Account \(code)"), "inactive": .string(isOpen ? "F" : "T"),
          "needsPartner": .boolean(code == "1200"),
        ])
      })
    ]
    if start + Self.page < all.count { members["next"] = .string("\(start + Self.page)") }
    return ContractAnswer(200, .object(members))
  }

  private func byLink(_ request: ContractRequest) -> ContractAnswer {
    let all = ["P-1", "P-2", "P-3"]
    let start = Int(request.query["start"] ?? "0") ?? 0
    var members: [String: JSONValue] = [
      "value": .array(all.dropFirst(start).prefix(Self.page).map { .object(["no": .string($0), "title": .string($0)]) })
    ]
    if start + Self.page < all.count { members["nextLink"] = .string("\(address)/parties?start=\(start + Self.page)") }
    return ContractAnswer(200, .object(members))
  }

  private func byHeader(_ request: ContractRequest) -> ContractAnswer {
    let months = ["2026-01", "2026-02", "2026-03"]
    let start = Int(request.query["start"] ?? "0") ?? 0
    let ends = ["2026-01": "31", "2026-02": "28", "2026-03": "31"]
    var answer = ContractAnswer(
      200,
      .array(months.dropFirst(start).prefix(Self.page).map { month in
        .object([
          "name": .string(month), "begin": .string("\(month)-01"), "end": .string("\(month)-\(ends[month] ?? "30")"),
          "locked": .boolean(month == "2026-01"),
        ])
      }))
    if start + Self.page < months.count {
      answer.headers.append(("Link", "</periods?start=\(start + Self.page)>; rel=\"next\", </periods>; rel=\"first\""))
    }
    return answer
  }

  /// Why a request is not let in; nil when it is.
  func refusal(of request: ContractRequest) -> ContractAnswer? {
    let given = request.headers["authorization"] ?? ""
    switch login {
    case .none: return nil
    case .apiKey(let header, let value):
      return request.headers[header.lowercased()] == value ? nil : .problem(401, "login", "Who are you?")
    case .basic(let user, let password):
      let wanted = "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
      return given == wanted ? nil : .problem(401, "login", "Who are you?")
    case .oauth2:
      guard given.hasPrefix("Bearer "), use(String(given.dropFirst("Bearer ".count))) else {
        return .problem(401, "token", "The token is not known or used up.")
      }
      return nil
    }
  }

  /// RFC 6749, section 4.4.
  func token(_ request: ContractRequest) -> ContractAnswer {
    guard case .oauth2(let client, let secret, let publicKey, let uses) = login, request.method == "POST",
      request.headers["content-type"] == "application/x-www-form-urlencoded"
    else { return refuse(400, "token-request", "a form is wanted") }
    var form: [String: String] = [:]
    for pair in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? "" }
      if parts.count == 2 { form[parts[0]] = parts[1] }
    }
    guard form["grant_type"] == "client_credentials" else {
      return ContractAnswer(400, .object(["error": .string("unsupported_grant_type")]))
    }
    let isKnown: Bool
    if let publicKey {
      isKnown = Self.isSigned(
        form["client_assertion"] ?? "", by: publicKey, client: client, audience: address + "/token")
    } else {
      let wanted = "Basic " + Data("\(client):\(secret ?? "")".utf8).base64EncodedString()
      isKnown = request.headers["authorization"] == wanted
    }
    guard isKnown else { return ContractAnswer(401, .object(["error": .string("invalid_client")])) }
    return ContractAnswer(
      200,
      .object([
        "access_token": .string(give(uses: uses)), "token_type": .string("Bearer"), "expires_in": .number("3600"),
      ]))
  }

  private static func isSigned(_ assertion: String, by key: String, client: String, audience: String) -> Bool {
    let parts = assertion.split(separator: ".").map(String.init)
    guard parts.count == 3, let key = try? P256.Signing.PublicKey(pemRepresentation: key),
      let signature = decoded(parts[2]), let header = decoded(parts[0]), let claims = decoded(parts[1]),
      let proof = try? P256.Signing.ECDSASignature(rawRepresentation: signature),
      key.isValidSignature(proof, for: Data("\(parts[0]).\(parts[1])".utf8)),
      let head = try? JSONValue(json: Array(header)).members, let body = try? JSONValue(json: Array(claims)).members
    else { return false }
    return head["alg"] == .string("ES256") && head["kid"] == .string("key-1") && body["iss"] == .string(client)
      && body["aud"] == .string(audience) && body["exp"] != nil
  }

  private static func decoded(_ text: String) -> Data? {
    let plain = text.replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
  }
}
