// A topology beside what a broker holds: what is missing, what differs, what is there and not in the file.

/// One difference, for people, and what can be done about it.
public struct TopologyDifference: Sendable, Equatable, Codable {
  /// What kind of difference it is.
  public enum Kind: String, Sendable, Codable {
    /// In the file and not on the broker.
    case missing
    /// On both, not the same.
    case differs
    /// On the broker and not in the file.
    case surplus
  }

  /// What would be done about it.
  public enum Remedy: String, Sendable, Codable {
    /// It is made as the file says; no message is lost.
    case apply
    /// It cannot be made so without losing something: see ``note``.
    case refuse
    /// It is left as it is: see ``note``.
    case leave
  }

  /// The kind.
  public let kind: Kind
  /// What it is about, for instance `queue cash-application`.
  public let subject: String
  /// What is wanted, and what is there.
  public let detail: String
  /// What is done about it.
  public let remedy: Remedy
  /// Why it is refused or left, and what a person can do.
  public let note: String

  init(_ kind: Kind, _ subject: String, _ detail: String = "", _ remedy: Remedy = .apply, note: String = "") {
    self.kind = kind
    self.subject = subject
    self.detail = detail
    self.remedy = remedy
    self.note = note
  }

  /// One line: `+` missing, `~` differs, `-` surplus.
  public var text: String {
    let mark = kind == .missing ? "+" : kind == .differs ? "~" : "-"
    let words = remedy == .refuse ? "cannot be applied: \(note)" : remedy == .leave ? "left alone: \(note)" : ""
    return ["\(mark) \(subject)", detail, words].filter { !$0.isEmpty }.joined(separator: "; ")
  }
}

extension Topology {
  /// What the broker has that differs from this, in the order in which it would be put right. Users are compared by
  /// tags and permissions, not by password.
  public func differences(from state: BrokerState) -> [TopologyDifference] {
    guard state.exists else {
      return [TopologyDifference(.missing, "virtual host \(virtualHost)")] + missing(from: BrokerState(like: state))
    }
    return missing(from: state) + surplus(in: state)
  }

  private func missing(from state: BrokerState) -> [TopologyDifference] {
    exchanges.compactMap { difference($0, state) } + queues.compactMap { difference($0, state) }
      + bindings.filter { !state.bindings.contains($0) }.map { TopologyDifference(.missing, $0.subject) }
      + policies.compactMap { difference($0, state) } + users.flatMap { differences($0, state) }
  }

  private func difference(_ exchange: Exchange, _ state: BrokerState) -> TopologyDifference? {
    let subject = "exchange \(exchange.name)"
    guard let found = state.exchanges[exchange.name] else {
      return TopologyDifference(.missing, subject, Topology.words(exchange.arguments, kind: exchange.kind.rawValue))
    }
    let wanted = BrokerState.Exchange(
      kind: exchange.kind.rawValue, isDurable: true, arguments: exchange.arguments)
    guard found != wanted else { return nil }
    return TopologyDifference(
      .differs, subject,
      "is \(Topology.words(found.arguments, kind: found.kind)), is to be "
        + Topology.words(wanted.arguments, kind: wanted.kind), .refuse,
      note: "an exchange's kind and arguments cannot be changed; stop its publishers, delete it by hand, and apply "
        + "again")
  }

  private func difference(_ queue: Queue, _ state: BrokerState) -> TopologyDifference? {
    let subject = "queue \(queue.name)"
    guard let found = state.queues[queue.name] else {
      return TopologyDifference(.missing, subject, Topology.words(queue.arguments))
    }
    guard found != queue.arguments else { return nil }
    return TopologyDifference(
      .differs, subject, "has \(Topology.words(found)), is to have \(Topology.words(queue.arguments))", .refuse,
      note: "a queue's arguments cannot be changed; stop what feeds it, let it run empty, delete it by hand, and apply "
        + "again")
  }

  private func difference(_ policy: Policy, _ state: BrokerState) -> TopologyDifference? {
    guard let found = state.policies[policy.name] else {
      return TopologyDifference(.missing, "policy \(policy.name)", policy.words)
    }
    guard found != policy else { return nil }
    return TopologyDifference(.differs, "policy \(policy.name)", "is \(found.words), is to be \(policy.words)")
  }

  private func differences(_ user: User, _ state: BrokerState) -> [TopologyDifference] {
    let subject = "user \(user.name)"
    guard let found = state.users.first(where: { $0.name == user.name }) else {
      return [TopologyDifference(.missing, subject, user.permissions?.words ?? "")]
    }
    var differences: [TopologyDifference] = []
    if found.tags != user.tags.sorted() {
      differences.append(
        TopologyDifference(
          .differs, subject, "has the tags '\(found.tags.joined(separator: ", "))', is to have "
            + "'\(user.tags.sorted().joined(separator: ", "))'"))
    }
    if found.permissions != user.permissions {
      let is_ = found.permissions?.words ?? "nothing"
      differences.append(
        TopologyDifference(.differs, subject, "may \(is_), is to have \(user.permissions?.words ?? "nothing")"))
    }
    return differences
  }

  // MARK: - What is not in the file

  private func surplus(in state: BrokerState) -> [TopologyDifference] {
    surplusRoutes(in: state) + surplusPolicies(in: state) + surplusNames(in: state)
  }

  private func surplusRoutes(in state: BrokerState) -> [TopologyDifference] {
    let (own, ownQueues) = (Set(exchanges.map(\.name)), Set(queues.map(\.name)))
    let bindings = state.bindings.subtracting(self.bindings)
      .filter { own.contains($0.exchange) || ownQueues.contains($0.queue) }
      .sorted { ($0.exchange, $0.queue, $0.routingKey) < ($1.exchange, $1.queue, $1.routingKey) }
    return bindings.map { TopologyDifference(.surplus, $0.subject) }
      + state.exchangeBindings.map {
        TopologyDifference(.surplus, "binding \($0)", "", .leave, note: "the file binds queues only; see who needs it")
      }
  }

  private func surplusPolicies(in state: BrokerState) -> [TopologyDifference] {
    let own = Set(policies.map(\.name))
    return state.policies.values.filter { !own.contains($0.name) }.sorted { $0.name < $1.name }.map { policy in
      let names = queues.map(\.name) + (policy.target == .queues ? [] : exchanges.map(\.name))
      let covered = names.filter { TopologyPattern.matches(policy.pattern, $0) }
      guard !covered.isEmpty else {
        return TopologyDifference(
          .surplus, "policy \(policy.name)", policy.words, .leave, note: "it is for nothing that the file knows")
      }
      return TopologyDifference(
        .surplus, "policy \(policy.name)", "\(policy.words); it may displace the file's policy of \(covered[0])")
    }
  }

  private func surplusNames(in state: BrokerState) -> [TopologyDifference] {
    let (own, ownQueues, ownUsers) = (
      Set(exchanges.map(\.name)), Set(queues.map(\.name)), Set(users.map(\.name))
    )
    return state.exchanges.keys.filter { !own.contains($0) }.sorted().map {
      TopologyDifference(.surplus, "exchange \($0)", "", .leave, note: "delete it by hand once nobody publishes to it")
    }
      + state.queues.keys.filter { !ownQueues.contains($0) }.sorted().map {
        TopologyDifference(
          .surplus, "queue \($0)", "", .leave,
          note: "its messages would go with it; delete it by hand when it is empty")
      }
      + state.users.filter { $0.permissions != nil && !ownUsers.contains($0.name) }.sorted { $0.name < $1.name }.map {
        TopologyDifference(
          .surplus, "user \($0.name)", "may \($0.permissions?.words ?? "")", .leave,
          note: "somebody may be using it; add it to the file, or delete it by hand")
      }
  }

  private static func words(_ arguments: [String: Argument], kind: String? = nil) -> String {
    let listed = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let all = (kind.map { [$0] } ?? []) + listed
    return all.isEmpty ? "no arguments" : all.joined(separator: " ")
  }
}

extension Topology.Binding {
  var subject: String { "binding \(exchange) → \(queue) by '\(routingKey)'" }
}

extension Topology.Policy {
  var words: String {
    let settings = definition.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    return "\(pattern) (\(target.rawValue), priority \(priority)): \(settings)"
  }
}

extension Topology.Permissions {
  var words: String { "configure '\(configure)' write '\(write)' read '\(read)'" }
}

extension BrokerState {
  /// An empty virtual host on the same broker.
  init(like state: BrokerState) {
    self = state
    (exchanges, queues, bindings, policies, exchangeBindings) = ([:], [:], [], [:], [])
    for index in users.indices { users[index].permissions = nil }
  }
}

/// The broker's regular expressions: searched for anywhere in a name.
enum TopologyPattern {
  static func matches(_ pattern: String, _ name: String) -> Bool {
    guard let expression = try? Regex(pattern) else { return false }
    return name.contains(expression)
  }
}
