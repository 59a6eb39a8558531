// Making a broker as the file says, without losing a message.

/// What became of the differences.
public struct TopologyOutcome: Sendable, Equatable, Codable {
  /// What was put right.
  public let applied: [TopologyDifference]
  /// What cannot be put right, and what is left alone; each says why.
  public let remaining: [TopologyDifference]

  /// Whether the broker has all that the file says.
  public var isComplete: Bool { !remaining.contains { $0.remedy == .refuse } }
}

extension Topology {
  /// Makes a broker as this says. Queues, and exchanges that exist, are never deleted or changed. May be repeated; what
  /// another person does meanwhile is seen the next time.
  /// - Parameter password: the password of a user who is missing; nil: that user is not made.
  /// - Throws: ``ManagementError``; what was applied before stays.
  public func apply(
    to broker: ManagementClient, password: (String) -> Secret?
  ) async throws -> TopologyOutcome {
    let state = try await broker.state(of: virtualHost)
    var (applied, remaining): ([TopologyDifference], [TopologyDifference]) = ([], [])
    for difference in differences(from: state) {
      if difference.remedy == .apply { applied.append(difference) } else { remaining.append(difference) }
    }
    if !state.exists { try await broker.createVirtualHost(virtualHost) }
    try await broker.importDefinitions(lacking(state).virtualHostDefinitions(), into: virtualHost)
    try await removeSurplus(in: state, from: broker)
    for user in users {
      guard try await apply(user, state, broker, password) else {
        applied.removeAll { $0.subject == "user \(user.name)" }
        remaining.append(
          TopologyDifference(
            .missing, "user \(user.name)", "", .refuse,
            note: "no password is known for it; put one into a file of its name in the folder of passwords"))
        continue
      }
    }
    return TopologyOutcome(applied: applied, remaining: remaining)
  }

  /// What is not there yet, and policies that are otherwise. What is there already is left out: importing it again
  /// would be refused where its arguments differ.
  private func lacking(_ state: BrokerState) -> Topology {
    Topology(
      virtualHost: virtualHost, exchanges: exchanges.filter { state.exchanges[$0.name] == nil || !state.exists },
      queues: queues.filter { state.queues[$0.name] == nil || !state.exists },
      bindings: bindings.filter { !state.bindings.contains($0) || !state.exists },
      policies: policies.filter { state.policies[$0.name] != $0 || !state.exists })
  }

  private func removeSurplus(in state: BrokerState, from broker: ManagementClient) async throws {
    let wanted = Set(bindings)
    let (own, ownQueues) = (Set(exchanges.map(\.name)), Set(queues.map(\.name)))
    for binding in state.bindings.subtracting(wanted)
    where own.contains(binding.exchange) || ownQueues.contains(binding.queue) {
      try await broker.deleteBinding(binding, of: virtualHost)
    }
    let removable = Set(differences(from: state).filter { $0.kind == .surplus && $0.remedy == .apply }.map(\.subject))
    for policy in state.policies.keys where removable.contains("policy \(policy)") {
      try await broker.deletePolicy(policy, of: virtualHost)
    }
  }

  /// False where the user is missing and has no password.
  private func apply(
    _ user: User, _ state: BrokerState, _ broker: ManagementClient, _ password: (String) -> Secret?
  ) async throws -> Bool {
    if let found = state.users.first(where: { $0.name == user.name }) {
      if found.tags != user.tags.sorted() { try await broker.setTags(user.tags, of: found) }
    } else {
      guard let password = password(user.name) else { return false }
      try await broker.putUser(user.name, password: password, tags: user.tags)
    }
    let found = state.exists ? state.users.first { $0.name == user.name }?.permissions : nil
    if let permissions = user.permissions, found != permissions {
      try await broker.setPermissions(
        user: user.name, virtualHost: virtualHost, configure: permissions.configure, write: permissions.write,
        read: permissions.read)
    }
    return true
  }
}
