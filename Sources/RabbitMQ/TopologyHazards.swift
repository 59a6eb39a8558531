// What is dangerous about a broker although, or because, it is as it is.

/// Something that will hurt.
public struct TopologyHazard: Sendable, Equatable, Codable {
  /// What it is about, for instance `queue cash-application`.
  public let subject: String
  /// What can happen, and what to do.
  public let text: String

  init(_ subject: String, _ text: String) {
    self.subject = subject
    self.text = text
  }
}

extension Topology {
  /// Looks for hazards: queues without consumer or policy, dead letters with nowhere to go, users who may too much, and
  /// what is special about the broker's version.
  /// - Parameters:
  ///   - queues: the queues' status.
  ///   - features: feature flags.
  ///   - open: exchanges that any user may write to.
  ///   - external: queues of others, who come and go as they like: nobody is missed before half of what may wait does.
  public func hazards(
    in state: BrokerState, queues status: [QueueStatus], features: [String: Bool], open: Set<String> = [],
    external: Set<String> = []
  ) -> [TopologyHazard] {
    versionHazards(state, features) + queueHazards(state, status, external) + deadLetterHazards(state)
      + userHazards(state, open)
  }

  private func versionHazards(_ state: BrokerState, _ features: [String: Bool]) -> [TopologyHazard] {
    let parts = state.version.split(separator: ".").compactMap { Int($0) }
    let subject = "broker \(state.version)"
    guard parts.count >= 2 else { return [TopologyHazard(subject, "its version cannot be read")] }
    if (parts[0], parts[1]) < (3, 10) {
      return [
        TopologyHazard(
          subject, "dead-lettering at least once needs RabbitMQ 3.10: dead letters may be lost; upgrade it")
      ]
    }
    // From 4.0 on it is a part of the broker.
    if parts[0] == 3, features["stream_queue"] == false {
      return [
        TopologyHazard(
          subject, "the feature flag stream_queue is off, so queues dead-letter at most once: dead letters may be "
            + "lost; rabbitmqctl enable_feature_flag stream_queue")
      ]
    }
    return []
  }

  private func queueHazards(
    _ state: BrokerState, _ status: [QueueStatus], _ external: Set<String>
  ) -> [TopologyHazard] {
    let isFour = state.version.hasPrefix("3.") == false
    return queues.flatMap { queue -> [TopologyHazard] in
      guard let found = status.first(where: { $0.name == queue.name }) else { return [] }
      var hazards: [TopologyHazard] = []
      let subject = "queue \(queue.name)"
      let waits = queue.arguments["x-message-ttl"] != nil  // its messages leave by themselves
      let policy = policies.filter { $0.target != .exchanges && TopologyPattern.matches($0.pattern, queue.name) }
        .max { $0.priority < $1.priority }
      let isMissed = external.contains(queue.name) ? isHalfFull(found, policy) : !waits
      if isMissed, found.consumers ?? 0 == 0 {
        hazards.append(
          TopologyHazard(
            subject, "nobody consumes it (\(found.messages ?? 0) messages wait); start its worker or system, unless "
              + "somebody paused it"))
      }
      if let wanted = policy?.name, found.policy != wanted {
        let deletes = isFour ? "; a message redelivered more than 20 times would be deleted" : ""
        hazards.append(
          TopologyHazard(
            subject, "the policy in force is \(found.policy.map { "'\($0)'" } ?? "none"), not '\(wanted)'\(deletes); "
              + "topology apply puts it right"))
      }
      return hazards
    }
  }

  /// Whether half of the bytes that may wait in a queue do.
  private func isHalfFull(_ queue: QueueStatus, _ policy: Policy?) -> Bool {
    guard case .integer(let limit)? = policy?.definition["max-length-bytes"], let bytes = queue.messageBytes else {
      return false
    }
    return bytes >= limit / 2
  }

  /// A dead-letter exchange that leads nowhere: the broker keeps the messages, and they count towards the length.
  private func deadLetterHazards(_ state: BrokerState) -> [TopologyHazard] {
    let byArgument = state.queues.compactMap { name, arguments in
      arguments["x-dead-letter-exchange"].map { ("queue \(name)", "\($0)") }
    }
    let byPolicy = state.policies.values.compactMap { policy in
      policy.definition["dead-letter-exchange"].map { ("policy \(policy.name)", "\($0)") }
    }
    let alternate = state.exchanges.compactMap { name, exchange in
      exchange.arguments["alternate-exchange"].map { ("exchange \(name)", "\($0)") }
    }
    return (byArgument + byPolicy + alternate).sorted { $0.0 < $1.0 }.compactMap { subject, exchange in
      guard state.exchanges[exchange] != nil else {
        return TopologyHazard(subject, "it sends what it cannot keep to the exchange \(exchange), which does not exist")
      }
      guard state.bindings.contains(where: { $0.exchange == exchange }) else {
        return TopologyHazard(subject, "it sends what it cannot keep to \(exchange), to which no queue is bound")
      }
      return nil
    }
  }

  /// Users of the virtual host who may more than the file gives them; administrators may all.
  private func userHazards(_ state: BrokerState, _ open: Set<String>) -> [TopologyHazard] {
    let writable = exchanges.map(\.name).filter { !open.contains($0) }
    return state.users.sorted { $0.name < $1.name }.compactMap { user in
      guard let permissions = user.permissions, !user.tags.contains("administrator") else { return nil }
      let wanted = users.first { $0.name == user.name }?.permissions
      let names = exchanges.map(\.name) + queues.map(\.name)
      let excess = [
        beyond("configure", permissions.configure, wanted?.configure, names),
        beyond("write to", permissions.write, wanted?.write, writable),
        beyond("read from", permissions.read, wanted?.read, queues.map(\.name)),
      ].compactMap { $0 }
      guard !excess.isEmpty else { return nil }
      return TopologyHazard(
        "user \(user.name)",
        "may \(excess.joined(separator: ", and "))" + (wanted == nil ? "; it is not in the file" : ""))
    }
  }

  private func beyond(_ verb: String, _ pattern: String, _ wanted: String?, _ names: [String]) -> String? {
    let excess = names.filter { name in
      TopologyPattern.matches(pattern, name) && !(wanted.map { TopologyPattern.matches($0, name) } ?? false)
    }
    guard let first = excess.first else { return nil }
    return "\(verb) \(first)" + (excess.count > 1 ? " and \(excess.count - 1) more" : "")
  }
}
