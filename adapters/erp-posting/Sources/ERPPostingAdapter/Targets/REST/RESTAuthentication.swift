// How a profile says who we are. Secrets have names there; where they are is the installation's to say.

import JSONRules
import RabbitMQ

/// The section `authentication` of a profile.
enum RESTAuthentication: Sendable {
  case none
  /// A header with a secret, after a prefix such as `Token `.
  case apiKey(header: String, prefix: String, secret: String)
  /// User and password (RFC 7617).
  case basic(user: TextTemplate, secret: String)
  /// Tokens of a token endpoint (RFC 6749, section 4.4).
  case oauth2(OAuth)

  /// The client credentials grant.
  struct OAuth: Sendable {
    let tokenURL: TextTemplate
    let clientID: TextTemplate
    let scope: TextTemplate?
    let proof: Proof
  }

  /// How the client proves to the token endpoint who it is.
  enum Proof: Sendable {
    /// By a secret, as user and password (RFC 6749, section 2.3.1).
    case secret(String)
    /// By an assertion that its key has signed, ES256 (RFC 7523, section 2.2).
    case key(String, keyID: TextTemplate)
  }

  private static let kinds = ["none", "apiKey", "basic", "oauth2"]

  init?(_ node: RuleNode?, _ reader: inout ProfileReader, _ scope: ProfileScope) {
    guard let node else {
      self = .none
      return
    }
    guard let section = reader.section(node, Self.kinds) else { return nil }
    guard section.count == 1, let (kind, value) = section.first else {
      reader.note(node, "expected exactly one of \(Self.kinds.joined(separator: ", "))")
      return nil
    }
    switch kind {
    case "apiKey":
      guard let parts = reader.section(value, ["header", "prefix", "secret"]) else { return nil }
      guard let secret = Self.secret(parts["secret"], "secret", value, &reader) else { return nil }
      self = .apiKey(
        header: reader.text(parts["header"]) ?? "Authorization", prefix: reader.text(parts["prefix"]) ?? "",
        secret: secret)
    case "basic":
      guard let parts = reader.section(value, ["user", "password"]) else { return nil }
      let user = reader.template(parts["user"], in: value, scope, need: "user")
      guard let secret = Self.secret(parts["password"], "password", value, &reader), let user else { return nil }
      self = .basic(user: user, secret: secret)
    case "oauth2":
      guard let oauth = Self.oauth(value, &reader, scope) else { return nil }
      self = .oauth2(oauth)
    default: self = .none
    }
  }

  private static func secret(
    _ node: RuleNode?, _ name: String, _ parent: RuleNode, _ reader: inout ProfileReader
  ) -> String? {
    guard let node else {
      reader.note(parent, "it needs \(name): the name of a secret under rest.secrets of config.yaml")
      return nil
    }
    return reader.text(node)
  }

  private static func oauth(_ node: RuleNode, _ reader: inout ProfileReader, _ scope: ProfileScope) -> OAuth? {
    let keys = ["tokenURL", "clientID", "clientSecret", "privateKey", "keyID", "scope"]
    guard let parts = reader.section(node, keys) else { return nil }
    let tokenURL = reader.template(parts["tokenURL"], in: node, scope, need: "tokenURL")
    let clientID = reader.template(parts["clientID"], in: node, scope, need: "clientID")
    let wanted = parts["scope"].flatMap { node in
      reader.attempt { () throws(RuleError) in try TextTemplate(node, scope) }
    }
    guard (parts["clientSecret"] == nil) != (parts["privateKey"] == nil) else {
      reader.note(node, "it needs either clientSecret or privateKey, the name of a secret")
      return nil
    }
    var proof: Proof?
    if let secret = reader.text(parts["clientSecret"]) {
      proof = .secret(secret)
    } else if let key = reader.text(parts["privateKey"]),
      let keyID = reader.template(parts["keyID"], in: node, scope, need: "keyID")
    {
      proof = .key(key, keyID: keyID)
    }
    guard let tokenURL, let clientID, let proof else { return nil }
    return OAuth(tokenURL: tokenURL, clientID: clientID, scope: wanted, proof: proof)
  }

  /// The names of the secrets that it needs.
  var secrets: [String] {
    switch self {
    case .none: []
    case .apiKey(_, _, let secret), .basic(_, let secret): [secret]
    case .oauth2(let oauth):
      switch oauth.proof {
      case .secret(let name), .key(let name, _): [name]
      }
    }
  }
}
