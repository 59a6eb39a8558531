// What is agreed with a payer, or its clearinghouse, about exchanging X12. Pure.

import X12

/// A payer's profile. Everything has a default that suits a payer of whom nothing is said.
package struct PayerProfile: Sendable, Equatable {
  /// When an interchange is answered with a TA1.
  package enum InterchangeAnswer: String, Sendable, CaseIterable {
    /// Each.
    case always
    /// Where ISA14 is 1.
    case requested
    /// None.
    case never
  }

  /// The payer's key in `config/payers.yaml`; empty for who has no profile.
  package var key = ""
  /// Who sends in its name: ISA05 and ISA06.
  package var senders: [InterchangeParty] = []
  /// Payer ids by which requests name it.
  package var identifiers: [String] = []
  /// When a TA1 is written.
  package var interchangeAnswer = InterchangeAnswer.always
  /// Whether groups are answered, with a 999, or with a 997 where they are of version 4010.
  package var answersGroups = true
  /// ISA05 and ISA06, ISA07 and ISA08 of what we write; nil: as the interchange that is answered had them.
  package var ours: InterchangeParty?
  package var theirs: InterchangeParty?
  /// GS02 and GS03 of what we write; nil: as the group that is answered had them, else ISA06 and ISA08.
  package var ourApplication: String?
  package var theirApplication: String?
  /// Who asks, in requests; nil where the payer is not asked.
  package var submitter: Submitter?
  /// ISA15 of requests: `P` or `T`.
  package var usage = "P"
  /// What it may get wrong.
  package var allows: Set<Relaxation> = []
  /// Which number of its advices is the trace number.
  package var trace = TraceRule()
  /// The separators of what we write, and what follows each segment.
  package var delimiters = Delimiters.usual
  package var lineEnd: [UInt8] = []

  package init() {}

  /// Who asks.
  package struct Submitter: Sendable, Equatable {
    /// NM103 and NM109 of NM1*41 (276).
    package var name: String
    package var identifier: String
    /// TRN03 (270): ten characters, of which the first says what the others are.
    package var traceOriginator: String

    package init(name: String, identifier: String, traceOriginator: String) {
      self.name = name
      self.identifier = identifier
      self.traceOriginator = traceOriginator
    }
  }
}

/// A sender or receiver of interchanges: ISA05 and ISA06, or ISA07 and ISA08.
package struct InterchangeParty: Sendable, Equatable, CustomStringConvertible {
  /// ISA05 or ISA07; nil where any will do.
  package var qualifier: String?
  /// ISA06 or ISA08, without padding.
  package var identifier: String

  package init(qualifier: String?, identifier: String) {
    self.qualifier = qualifier
    self.identifier = identifier
  }

  /// Reads `ZZ:LARKSPUR` or `LARKSPUR`; nil where it does not fit into an ISA.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    qualifier = parts.count == 2 ? parts[0] : nil
    identifier = parts[parts.count - 1]
    let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    guard isPlain, (1...15).contains(identifier.utf8.count), qualifier.map({ $0.utf8.count == 2 }) ?? true
    else { return nil }
  }

  /// As it is written in configuration; also the name under which control numbers are counted.
  package var description: String { qualifier.map { "\($0):\(identifier)" } ?? identifier }

  /// Whether it is the party of these two elements.
  package func isParty(qualifier: String, identifier: String) -> Bool {
    self.identifier == identifier && (self.qualifier ?? qualifier) == qualifier
  }
}

/// The profiles of a tenant.
package struct PayerProfiles: Sendable, Equatable {
  /// In the order of the configuration.
  package var all: [PayerProfile]

  package init(_ all: [PayerProfile] = []) { self.all = all }

  /// The profile of who sent an interchange; one with defaults where there is none.
  package func profile(of received: ReceivedInterchange) -> PayerProfile {
    profile(senderQualifier: received.senderQualifier, sender: received.sender)
  }

  /// The profile of a sender (ISA05 and ISA06); one with defaults where there is none.
  package func profile(senderQualifier: String, sender: String) -> PayerProfile {
    all.first { profile in
      profile.senders.contains { $0.isParty(qualifier: senderQualifier, identifier: sender) }
    } ?? PayerProfile()
  }

  /// All that the events of a file depend on besides its bytes: who may get what wrong, and what the trace number is.
  package var fingerprint: String {
    all.filter { !$0.allows.isEmpty || $0.trace != TraceRule() }.map { profile in
      let senders = profile.senders.map(\.description).sorted().joined(separator: ",")
      return "\(senders) \(profile.allows.map(\.rawValue).sorted().joined(separator: ","))\(profile.trace.fingerprint)"
    }.joined(separator: "; ")
  }

  /// The profile of the payer that a request names.
  package func profile(payer identifier: String) -> PayerProfile? {
    all.first { $0.identifiers.contains(identifier) }
  }
}
