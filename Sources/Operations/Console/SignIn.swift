// How a browser signs in: a page that takes a token and gives a session, and the page that one comes to then.

import AdapterKit
import Foundation
import Mustache
import PaymentEvents

/// The pages of signing in and out.
package struct SignIn: Sendable {
  let identity: Identity
  /// Whether browsers reach us over TLS: then the cookie never goes without.
  let isOverTLS: Bool
  private let signInPage: MustacheTemplate
  private let startPage: MustacheTemplate

  /// Creates it. - Throws: an error of the templates.
  package init(identity: Identity, isOverTLS: Bool) throws {
    (self.identity, self.isOverTLS) = (identity, isOverTLS)
    signInPage = try MustacheTemplate(string: SignIn.signInText)
    startPage = try MustacheTemplate(string: SignIn.startText)
  }

  /// What can be asked of it over HTTP.
  package var endpoints: [Endpoint] {
    [
      Endpoint(.get, "/sign-in", .anybody, to: "sign in", isPage: true) { _ in page() },
      Endpoint(.post, "/sign-in", .anybody, to: "sign in", isPage: true) { call in try await begin(call) },
      Endpoint(.post, "/sign-out", .known, to: "sign out", isPage: true) { call in try await end(call) },
      Endpoint(.get, "/", .known, to: "see the start page", isPage: true) { call in start(call) },
      Endpoint(.get, "/console.css", .anybody, to: "see styles") { _ in
        Answer(status: 200, type: "text/css; charset=utf-8", body: Array(SignIn.style.utf8))
      },
    ]
  }

  private func page(_ fault: String? = nil) -> Answer {
    var values: [String: Any] = [:]
    values["fault"] = fault
    return .html(signInPage.render(values), status: fault == nil ? 200 : 401)
  }

  private func begin(_ call: Call) async throws -> Answer {
    let text = (call.form["token"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    let token: VerifiedToken
    let person: Operator
    do {
      token = try await identity.tokens.verify(text)
      person = try await identity.person(of: token, way: .session)
    } catch let refusal as DeskRefusal where refusal.kind == .unauthenticated {
      return page(refusal.description)
    }
    try await identity.users.note("sign in", by: person)
    let cookie = identity.sessions.begin(token)
    return .seeOther("/", cookie: header(cookie, seconds: Int(Sessions.longestSeconds)))
  }

  private func end(_ call: Call) async throws -> Answer {
    if let cookie = call.credentials.session { identity.sessions.end(cookie) }
    try await identity.users.note("sign out", by: call.person)
    return .seeOther("/sign-in", cookie: header("", seconds: 0))
  }

  private func start(_ call: Call) -> Answer {
    let session = call.credentials.session.flatMap(identity.sessions.find)
    return .html(
      startPage.render(
        [
          "name": call.person.name, "roles": call.person.roles.map(\.rawValue).sorted().joined(separator: ", "),
          "antiForgery": session?.antiForgery ?? "", "tenant": identity.tokens.tenant,
        ] as [String: Any]))
  }

  /// HttpOnly: no script reads it. SameSite=Strict: no other site's page sends it.
  private func header(_ value: String, seconds: Int) -> String {
    "\(Credentials.cookie)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
      + (isOverTLS ? "; Secure" : "")
  }

  private static let signInText = """
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sign in · Tributary</title><link rel="stylesheet" href="/console.css"></head>
    <body><main>
    <h1>Sign in</h1>
    {{#fault}}<p role="alert" class="fault">{{fault}}</p>{{/fault}}
    <form method="post" action="/sign-in">
    <label for="token">Token</label>
    <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
    <p>An administrator issues it: <code>tributary users token NAME</code></p>
    <button>Sign in</button>
    </form>
    </main></body></html>
    """

  private static let startText = """
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Tributary</title><link rel="stylesheet" href="/console.css"></head>
    <body><main>
    <h1>Tributary</h1>
    <p>{{tenant}}: signed in as <strong>{{name}}</strong> ({{roles}}).</p>
    <form method="post" action="/sign-out">
    <input type="hidden" name="csrf" value="{{antiForgery}}">
    <button>Sign out</button>
    </form>
    </main></body></html>
    """

  private static let style = """
    :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
    main { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
    label { display: block; }
    input { width: 100%; font: inherit; padding: .5rem; box-sizing: border-box; }
    button { font: inherit; padding: .5rem 1rem; }
    .fault { border-left: .25rem solid #b00020; padding-left: .75rem; }

    """
}

extension Answer {
  /// A page.
  static func html(_ text: String, status: Int = 200) -> Answer {
    Answer(status: status, type: "text/html; charset=utf-8", body: Array(text.utf8))
  }

  /// Another page is to be asked for next (RFC 9110 §15.4.4). - Parameter cookie: a field `Set-Cookie`.
  static func seeOther(_ place: String, cookie: String? = nil) -> Answer {
    var headers = ["location": place]
    headers["set-cookie"] = cookie
    return Answer(status: 303, type: "text/plain; charset=utf-8", body: [], headers: headers)
  }
}

extension UserDesk {
  /// Notes that somebody came or went.
  func note(_ what: String, by person: Operator) async throws {
    let now = clock.now().rfc3339
    try await database.write { connection in
      try AuditLog.append(what, by: person.name, at: now, in: connection)
    }
  }
}
